/** Run folders outside the known folders that the user chose by a dialog, remembered in this workspace. */
import * as z from 'zod';

import type { Memory } from './outside.js';

const key = 'pretextLab.chosenRuns';
const mostRuns = 20;

export interface RunBook {
  /** Absolute paths, the last chosen first. */
  readonly all: () => readonly string[];
  remember(runFolder: string): Promise<void>;
}

export const createRunBook = (memory: Memory): RunBook => {
  const all = (): readonly string[] =>
    z
      .array(z.string().min(1))
      .catch([])
      .parse(memory.get(key) ?? []);
  return {
    all,
    remember: async (runFolder) => {
      const others = all().filter((known) => known !== runFolder);
      await memory.set(key, [runFolder, ...others].slice(0, mostRuns));
    },
  };
};
