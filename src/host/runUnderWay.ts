/**
 * A note of the run that this window trains, kept beyond the window's end: what is found at the next
 * start was interrupted.
 */
import * as z from 'zod';

import { runConfigSchema } from '../protocol/run.js';
import type { Memory } from './outside.js';

const key = 'pretextLab.runUnderWay';

const runUnderWaySchema = z.object({
  runFolder: z.string(),
  /** Absolute path of the folder of images. */
  folder: z.string(),
  config: runConfigSchema,
});
export type RunUnderWay = z.infer<typeof runUnderWaySchema>;

export interface RunUnderWayNote {
  /** What an earlier window left, or null. */
  read(): RunUnderWay | null;
  write(run: RunUnderWay): Promise<void>;
  clear(): Promise<void>;
}

export const createRunUnderWayNote = (memory: Memory): RunUnderWayNote => ({
  read: () => {
    const parsed = runUnderWaySchema.safeParse(memory.get(key));
    return parsed.success ? parsed.data : null;
  },
  write: (run) => memory.set(key, run),
  clear: () => memory.set(key, undefined),
});
