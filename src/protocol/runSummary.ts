/** A run in one line. */
import * as z from 'zod';

import { runConfigSchema, runResultSchema } from './run.js';
import { index } from './values.js';

export const runSummarySchema = z.object({
  runFolder: z.string(),
  /** `running` means that a living process holds the run's lock. */
  state: z.enum(['running', 'completed', 'stopped', 'interrupted', 'failed']),
  task: runConfigSchema.shape.task,
  preset: runConfigSchema.shape.preset,
  createdAt: z.string(),
  epoch: index,
  step: index,
  validation: runResultSchema.shape.validation,
  resumable: z.boolean(),
  /** The living process that trains the run, or null. */
  holder: z.object({ pid: index, hostName: z.string(), acquiredAt: z.string() }).nullable(),
});
/** One line of a list of runs. */
export type RunSummary = z.infer<typeof runSummarySchema>;
