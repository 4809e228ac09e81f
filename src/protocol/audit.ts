/** By which shortcuts a jigsaw network solves its puzzles. */
import * as z from 'zod';

import { accuracySchema } from './evaluation.js';
import { sentenceSchema } from './sentence.js';
import { index, path } from './values.js';

const fraction = z.number().min(0).max(1);
const change = z.number().min(-1).max(1);

export const auditParamsSchema = z.object({
  runFolder: path,
  /** Images to test on; null for those that the run held out. */
  folder: path.nullable(),
  workers: z.number().int().min(1).max(64),
});
export type AuditParams = z.infer<typeof auditParamsSchema>;

export const auditTestNameSchema = z.enum([
  'touching',
  'centred',
  'randomGap',
  'grey',
  'shiftedChannels',
  'withoutNormalisation',
  'equalTiles',
]);
/** What is changed about the puzzles. */
export type AuditTestName = z.infer<typeof auditTestNameSchema>;

export const auditTestSchema = z.object({
  name: auditTestNameSchema,
  accuracy: accuracySchema,
  /** Accuracy of the test less that of the unchanged puzzles, paired image by image, with its 95 % interval. */
  difference: z.object({ mean: change, low: change, high: change }),
  /** Which change would give a shortcut away; the other direction tells nothing. */
  givenAwayBy: z.enum(['rise', 'fall']),
  /** Whether it is given away. */
  leans: z.boolean(),
});
/** One change of the puzzles and what it did. */
export type AuditTest = z.infer<typeof auditTestSchema>;

export const auditReportSchema = z.object({
  kind: z.literal('audit'),
  runFolder: z.string(),
  /** Of the checkpoint that was opened. */
  step: index,
  epoch: index,
  folder: z.string(),
  /** Whether these are the images that the run held out. */
  heldOut: z.boolean(),
  images: index,
  puzzlesPerImage: index,
  chance: fraction,
  /** Puzzles as the run validated on them. */
  unchanged: accuracySchema,
  tests: z.array(auditTestSchema),
  /** A smaller change of accuracy gives nothing away. */
  leastChange: fraction,
  /** The strongest leaning, or that there is none. */
  conclusion: sentenceSchema,
  elapsedMs: z.number(),
});
/** The answer to `auditShortcuts`. */
export type AuditReport = z.infer<typeof auditReportSchema>;
