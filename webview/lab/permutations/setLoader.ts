/** Reads the permutation set of the run that is shown, and compares its members once. */
import type { PermutationSet } from '../../../src/protocol/run.js';
import { compareAll, type DistanceTable } from './distances.js';

export type SetState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly text: string }
  /** The run has no jigsaw. */
  | { readonly kind: 'none' }
  | { readonly kind: 'there'; readonly set: PermutationSet; readonly table: DistanceTable };

export interface SetLoader {
  readonly state: SetState;
  /** Reads the set of a run unless it is the one that was read already. */
  open(key: string): void;
  retry(): void;
}

export const createSetLoader = (options: {
  readonly read: () => Promise<{ readonly permutationSet: PermutationSet | null }>;
  readonly onChange: () => void;
  /** Turns what was thrown into a sentence. */
  readonly describeError: (error: unknown) => string;
}): SetLoader => {
  let key: string | null = null;
  let state: SetState = { kind: 'loading' };

  const load = async (asked: string): Promise<SetState> => {
    try {
      const { permutationSet: set } = await options.read();
      if (asked !== key || set === null) return { kind: 'none' };
      return { kind: 'there', set, table: compareAll(set.permutations) };
    } catch (error) {
      return { kind: 'failed', text: options.describeError(error) };
    }
  };

  const begin = (asked: string): void => {
    state = { kind: 'loading' };
    void load(asked).then((next) => {
      if (asked !== key) return;
      state = next;
      options.onChange();
    });
  };

  return {
    get state() {
      return state;
    },
    open: (next) => {
      if (next === key) return;
      key = next;
      begin(next);
    },
    retry: () => {
      if (key !== null) begin(key);
      options.onChange();
    },
  };
};
