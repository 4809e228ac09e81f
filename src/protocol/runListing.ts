/** The runs that the Lab offers to compare. */
import * as z from 'zod';

import { runSummarySchema } from './runSummary.js';

/** Runs that the Lab sets side by side at most: more lines cannot be told apart. */
export const mostCompared = 8;

const listedRunSchema = runSummarySchema.pick({
  runFolder: true,
  state: true,
  task: true,
  preset: true,
  createdAt: true,
  epoch: true,
  validation: true,
});
/** A run as it is chosen from a list. */
export type ListedRun = z.infer<typeof listedRunSchema>;

export const listedGroupSchema = z.object({
  /** `folder`: runs of one folder of images; `common`: of all folders; `chosen`: found by a dialog. */
  kind: z.enum(['folder', 'common', 'chosen']),
  /** Absolute path of the folder of images, or of the folder that all runs are in; null for `chosen`. */
  path: z.string().nullable(),
  /** Newest first. */
  runs: z.array(listedRunSchema),
  /** Why they cannot be listed, in one sentence, or null. */
  problem: z.string().nullable(),
});
/** Runs that lie beside each other. */
export type ListedGroup = z.infer<typeof listedGroupSchema>;

/** Run folders in the order in which they are compared. */
export const comparedFoldersSchema = z.array(z.string().min(1)).max(mostCompared);
