/** Looks at the chosen folder a moment after it was chosen, and forgets answers that come too late. */
import type { FolderFacts } from './runForm.js';

/** Rest before a folder is looked at, so that stepping through a list does not read each one, in ms. */
const restMs = 150;

export interface FolderWatch {
  readonly facts: FolderFacts;
  /** Looks at a folder unless it is the one looked at already. */
  look(folder: string | null): void;
  /** Looks at the same folder once more. */
  readonly again: () => void;
  dispose(): void;
}

export interface FolderWatchOptions {
  readonly check: (
    folder: string,
  ) => Promise<{ readonly images: number | null; readonly problem: string | null }>;
  readonly onChange: () => void;
  /** Runs a function after some ms; returns what cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
}

export const createFolderWatch = ({ check, onChange, after }: FolderWatchOptions): FolderWatch => {
  let folder: string | null = null;
  let facts: FolderFacts = { kind: 'unknown' };
  let cancel = (): void => undefined;
  /** The latest question; answers to earlier ones are dropped. */
  let question = 0;

  const change = (next: FolderFacts): void => {
    facts = next;
    onChange();
  };

  const ask = async (path: string, number: number): Promise<void> => {
    let answer: FolderFacts;
    try {
      answer = { kind: 'known', ...(await check(path)) };
    } catch {
      // Not being able to look is no reason against a run: the engine looks again.
      answer = { kind: 'unknown' };
    }
    if (number === question) change(answer);
  };

  const begin = (): void => {
    cancel();
    question += 1;
    const number = question;
    const path = folder;
    if (path === null) {
      change({ kind: 'unknown' });
      return;
    }
    change({ kind: 'looking' });
    cancel = after(restMs, () => void ask(path, number));
  };

  return {
    get facts() {
      return facts;
    },
    look: (next) => {
      if (next === folder) return;
      folder = next;
      begin();
    },
    again: begin,
    dispose: () => {
      cancel();
      question += 1;
    },
  };
};
