/**
 * A note of the runs that this window has to do, kept beyond the window's end: what is found at the
 * next start was interrupted, or never began.
 */
import * as z from 'zod';

import { runConfigSchema } from '../protocol/run.js';
import type { Memory } from './outside.js';

const key = 'pretextLab.runUnderWay';

const base = z.object({
  /** Absolute path of the folder of images. */
  folder: z.string(),
  config: runConfigSchema,
});
const leftJobSchema = z.discriminatedUnion('kind', [
  base.extend({ kind: z.literal('new'), runsFolder: z.string().nullable() }),
  base.extend({ kind: z.literal('resume'), runFolder: z.string() }),
]);
/** A run that was asked for, and has no run folder of its own yet. */
export type LeftJob = z.infer<typeof leftJobSchema>;

const leftRunsSchema = z.object({
  /** The run under way, or null while it has no folder. */
  runFolder: z.string().nullable(),
  /** The run that is prepared, if there is one, then those that wait, the next first. */
  waiting: z.array(leftJobSchema),
});
export type LeftRuns = z.infer<typeof leftRunsSchema>;

export interface RunUnderWayNote {
  /** What an earlier window left, or null. */
  read(): LeftRuns | null;
  write(runs: LeftRuns): Promise<void>;
  clear(): Promise<void>;
}

export const createRunUnderWayNote = (memory: Memory): RunUnderWayNote => ({
  read: () => {
    const parsed = leftRunsSchema.safeParse(memory.get(key));
    return parsed.success ? parsed.data : null;
  },
  write: (runs) => memory.set(key, runs),
  clear: () => memory.set(key, undefined),
});
