/** What the engine reports unasked. */
import * as z from 'zod';

import { usedBackendSchema } from './backend.js';
import { evaluationProgressSchema } from './evaluation.js';
import {
  calibrationSchema,
  epochMetricsSchema,
  networkSizeSchema,
  runConfigSchema,
  skippedFileSchema,
  stepMetricsSchema,
} from './run.js';
import { sentenceSchema } from './sentence.js';
import { index } from './values.js';

export const engineEventSchema = z.discriminatedUnion('kind', [
  /** How far work that goes through many images is. `total` is null while unknown. */
  z.object({
    kind: z.literal('dataProgress'),
    phase: z.enum(['scan', 'decode', 'draw', 'features', 'compare', 'layOut']),
    done: index,
    total: index.nullable(),
  }),
  /** How far an evaluation is, at most ten times a second. */
  evaluationProgressSchema,
  /** A file that was left out. */
  z.object({ kind: z.literal('imageSkipped'), file: skippedFileSchema }),
  /** The run folder exists and training is about to start. */
  z.object({
    kind: z.literal('runStarted'),
    runFolder: z.string(),
    config: runConfigSchema,
    trainImages: index,
    validationImages: index,
    stepsPerEpoch: index,
    /** Steps that the schedule was laid out for. */
    plannedSteps: index,
    networkSize: networkSizeSchema,
    resumedFromStep: index.nullable(),
    /** What it trains with; put in by the owner, who has asked the engine before. */
    backend: usedBackendSchema.optional(),
  }),
  /** How the precision was chosen. */
  z.object({ kind: z.literal('calibrated'), calibration: calibrationSchema }),
  /** Steps since the last message of this kind, at most ten messages a second. */
  z.object({
    kind: z.literal('steps'),
    steps: z.array(stepMetricsSchema).min(1),
    remainingMs: z.number().nullable(),
  }),
  /** An epoch has ended and was validated. */
  z.object({ kind: z.literal('epochEnded'), epoch: epochMetricsSchema }),
  /** A checkpoint is on disk. */
  z.object({ kind: z.literal('checkpointSaved'), file: z.string(), step: index }),
  /** The run is held or goes on. */
  z.object({ kind: z.literal('paused'), paused: z.boolean() }),
  /** Something that the user should know. */
  z.object({
    kind: z.literal('warning'),
    code: z.enum(['plateau', 'overfitting', 'noUpright', 'data', 'checkpoint', 'precision', 'run']),
    message: sentenceSchema,
  }),
]);
/** What the engine reports unasked. */
export type EngineEvent = z.infer<typeof engineEventSchema>;
/** Where the engine's parts report to. */
export type ReportEvent = (event: EngineEvent) => void;
