/** Where a run stands, as the extension's host tells its pages. */
import * as z from 'zod';

import { usedBackendSchema } from './backend.js';
import {
  calibrationSchema,
  networkSizeSchema,
  runConfigSchema,
  runResultSchema,
  stepMetricsSchema,
} from './run.js';
import { runDetailsSchema } from './runDetails.js';
import { sentenceSchema } from './sentence.js';
import { index } from './values.js';

export const runPhaseSchema = z.enum([
  /** The engine starts, reads the folder, fills the cache, chooses the precision. */
  'preparing',
  'training',
  'paused',
  /** A stop was asked for; the engine saves. */
  'stopping',
  'completed',
  'stopped',
  'interrupted',
  'failed',
]);
/** Where a run stands. The last four are ends. */
export type RunPhase = z.infer<typeof runPhaseSchema>;

export const runStatusSchema = z.object({
  /** Names the run in requests: the job of this window, or the run folder where no engine of it trains. */
  id: z.string(),
  /** Null until the engine has made it. */
  runFolder: z.string().nullable(),
  /** Name of the run folder, or of the folder of images until there is one. */
  title: z.string(),
  /** Absolute path of the folder of images. */
  folder: z.string(),
  config: runConfigSchema,
  phase: runPhaseSchema,
  /** True while an engine of this window trains it. */
  live: z.boolean(),
  /** The process that trains it elsewhere, or null. */
  holder: runDetailsSchema.shape.summary.shape.holder,
  resumable: z.boolean(),
  /** What the engine does before the first step; `total` is null while unknown. */
  preparing: z
    .object({
      stage: z.enum(['engine', 'scan', 'decode', 'network']),
      done: index,
      total: index.nullable(),
    })
    .nullable(),
  step: index,
  /** Finished epochs. */
  epoch: index,
  /** Zero until the engine has told. */
  plannedSteps: index,
  stepsPerEpoch: index,
  trainImages: index,
  validationImages: index,
  skippedImages: index,
  latest: stepMetricsSchema.nullable(),
  remainingMs: z.number().nullable(),
  validation: runResultSchema.shape.validation,
  networkSize: networkSizeSchema.nullable(),
  calibration: calibrationSchema.nullable(),
  /** What it computes with, or computed with last; null until that is known. */
  backend: usedBackendSchema.nullable(),
  hardware: runDetailsSchema.shape.hardware.nullable(),
  /** Version by name of program, library and Node; empty until known. */
  versions: z.record(z.string(), z.string()),
  createdAt: z.string().nullable(),
  resumedFromStep: index.nullable(),
  /** The newest first. */
  checkpoints: z.array(z.object({ file: z.string(), step: index })),
  sampleEpochs: z.array(index),
  warnings: z.array(z.object({ code: z.string(), message: sentenceSchema })),
  /** Why it failed or was interrupted, in one sentence in the user's language. */
  message: z.string().nullable(),
  /** What can be done something about, where that is why it ended. */
  failure: runResultSchema.shape.failure.unwrap().nullable(),
});
/** All that is shown of a run besides its curves. Small, and sent whole. */
export type RunStatus = z.infer<typeof runStatusSchema>;
