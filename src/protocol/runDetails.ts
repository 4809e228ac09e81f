/** What a run folder tells about its run. */
import * as z from 'zod';

import { usedBackendSchema } from './backend.js';
import {
  calibrationSchema,
  epochMetricsSchema,
  networkSizeSchema,
  runConfigSchema,
} from './run.js';
import { runSummarySchema } from './runSummary.js';
import { sentenceSchema } from './sentence.js';
import { index } from './values.js';

export const runDetailsSchema = z.object({
  summary: runSummarySchema,
  /** Absolute path of the folder of images. */
  folder: z.string(),
  config: runConfigSchema,
  networkSize: networkSizeSchema,
  /** What the run was begun with. */
  backend: usedBackendSchema,
  calibration: calibrationSchema.nullable(),
  hardware: z.object({
    processor: z.string(),
    cores: index,
    memoryBytes: index,
    platform: z.string(),
  }),
  versions: z.record(z.string(), z.string()),
  datasetFingerprint: z.string(),
  epochs: z.array(epochMetricsSchema),
  checkpoints: z.array(z.object({ file: z.string(), step: index, epoch: index })),
  /** Steps that the schedule is laid out for. */
  plannedSteps: index,
  /** Why a failed run failed. */
  message: sentenceSchema.nullable(),
  /** Finished epochs after which samples were kept, ascending. */
  sampleEpochs: z.array(index),
});
/** Everything that a run folder tells about its run. */
export type RunDetails = z.infer<typeof runDetailsSchema>;
