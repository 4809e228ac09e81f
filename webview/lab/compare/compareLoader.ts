/** Reads comparisons; what was asked for first and comes last is not shown any more. */
import type { Comparison } from '../../../src/protocol/comparison.js';

export interface CompareState {
  /** The last one that was read, also while another one is on its way. */
  readonly comparison: Comparison | null;
  readonly isReading: boolean;
  /** Why the last one cannot be read, in one sentence, or null. */
  readonly problem: string | null;
}

export interface CompareLoader {
  readonly state: CompareState;
  /** Reads what there is now. With fewer than two runs there is nothing to read. */
  read(runFolders: readonly string[]): void;
}

export const createCompareLoader = (options: {
  readonly read: (runFolders: readonly string[]) => Promise<Comparison>;
  readonly onChange: () => void;
  readonly describeError: (error: unknown) => string;
}): CompareLoader => {
  let state: CompareState = { comparison: null, isReading: false, problem: null };
  let asked = 0;
  const change = (changed: Partial<CompareState>): void => {
    state = { ...state, ...changed };
    options.onChange();
  };
  return {
    get state() {
      return state;
    },
    read: (runFolders) => {
      asked += 1;
      const number = asked;
      if (runFolders.length < 2) {
        change({ comparison: null, isReading: false, problem: null });
        return;
      }
      change({ isReading: true });
      void options.read(runFolders).then(
        (comparison) => {
          if (number === asked) change({ comparison, isReading: false, problem: null });
        },
        (error: unknown) => {
          if (number !== asked) return;
          change({ comparison: null, isReading: false, problem: options.describeError(error) });
        },
      );
    },
  };
};
