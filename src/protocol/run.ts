/**
 * Everything that describes a run: its configuration, its measurements and its outcome.
 *
 * The schemas are the single source: the types are inferred from them, so what is parsed at a
 * process border and what the compiler checks can never differ. Plain data only; units are in names.
 */
import * as z from 'zod';

import { sentenceSchema } from './sentence.js';
import { index } from './values.js';

const fraction = z.number().min(0).max(1);
const count = z.number().int().min(1);

export const taskSchema = z.enum(['rotation', 'jigsaw', 'both']);
/** What a run trains on: one pretext task, or both on one trunk. */
export type Task = z.infer<typeof taskSchema>;

export const presetNameSchema = z.enum([
  'rotation-small',
  'rotation-medium',
  'rotation-paper-3',
  'rotation-paper-4',
  'rotation-paper-5',
  'jigsaw-small',
  'jigsaw-paper',
  'jigsaw-paper-plain',
]);
/** A trunk with its heads; `-paper-N` is RotNet's network in network with N blocks, `-plain` is CFN without batch norm. */
export type PresetName = z.infer<typeof presetNameSchema>;

export const precisionSchema = z.enum(['float32', 'bfloat16']);
/** The dtype of activations. Master weights and statistics are always float32. */
export type Precision = z.infer<typeof precisionSchema>;

export const quarterTurnsSchema = z.enum(['all', 'half', 'quarter']);
/** Which rotations are told apart: 0/90/180/270, only 0/180, or only 90/270 degrees. */
export type QuarterTurns = z.infer<typeof quarterTurnsSchema>;

export const permutationMethodSchema = z.enum(['max-min', 'max-mean', 'code', 'random']);
/** How a permutation set is chosen; see `pretext/jigsaw/permutationSet.ts`. */
export type PermutationMethod = z.infer<typeof permutationMethodSchema>;

export const gridSchema = z.union([z.literal(2), z.literal(3), z.literal(4)]);
/** Tiles along one side of the puzzle. */
export type Grid = z.infer<typeof gridSchema>;

export const rotationConfigSchema = z.object({ turns: quarterTurnsSchema });
export type RotationConfig = z.infer<typeof rotationConfigSchema>;

export const jigsawConfigSchema = z.object({
  grid: gridSchema,
  permutations: z.number().int().min(2),
  permutationMethod: permutationMethodSchema,
  /** Permutations of the same tile features that are classified per image and step. */
  permutationsPerImage: count,
  /** Guard: each tile sits at a random place in its cell; off puts it in the middle. */
  randomGap: z.boolean(),
  /** Guard: each tile is normalised by its own mean and standard deviation. */
  normaliseTiles: z.boolean(),
  /** Guard: share of images shown in grey. */
  grayShare: fraction,
  /** Guard: largest shift in px of a colour channel within a tile; 0 turns it off. */
  channelShiftPx: z.number().int().min(0).max(8),
});
export type JigsawConfig = z.infer<typeof jigsawConfigSchema>;

export const optimizerConfigSchema = z.object({
  /** Peak learning rate. */
  learningRate: z.number().positive(),
  momentum: z.number().min(0).lt(1),
  nesterov: z.boolean(),
  /** L2 strength on weights (filters and matrices), never on biases or batch-norm parameters. */
  weightDecay: z.number().min(0),
  schedule: z.enum(['cosine', 'steps']),
  warmupSteps: index,
  /** Largest global gradient norm, or null for no clipping. */
  clipNorm: z.number().positive().nullable(),
});
export type OptimizerConfig = z.infer<typeof optimizerConfigSchema>;

export const dataConfigSchema = z.object({
  validationShare: z.number().min(0).max(0.5),
  workers: z.number().int().min(1).max(64),
  /** An image with more pixels than this is skipped. */
  maxPixels: count,
  /** A file with more bytes than this is skipped. */
  maxFileBytes: count,
  /** Bound on the packed cache of decoded images. */
  cacheLimitBytes: index,
});
export type DataConfig = z.infer<typeof dataConfigSchema>;

export const runConfigSchema = z
  .object({
    task: taskSchema,
    preset: presetNameSchema,
    seed: z.number().int().min(0).max(0xffff_ffff),
    /** Number of epochs, or null when only the budget ends the run. */
    epochs: z.number().int().min(1).nullable(),
    /** Time budget in ms, or null when only the epochs end the run. */
    budgetMs: z.number().positive().nullable(),
    /** Images per step; views per step follow from the task. */
    batchSize: count,
    /** Side of the square that the network sees of an image: the view (rotation) or the puzzle (jigsaw). */
    imageSizePx: z.number().int().min(16).max(1024),
    precision: z.enum(['auto', 'float32', 'bfloat16']),
    /** Train on only this many images, without augmentation, to see that the network can learn at all. */
    overfitImages: count.nullable(),
    /**
     * Folder of an earlier run, or of an export as safetensors, whose trunk the run begins with; null for
     * random weights, as in runs from before there was a choice.
     */
    init: z.string().min(1).nullable().default(null),
    rotation: rotationConfigSchema,
    jigsaw: jigsawConfigSchema,
    optimizer: optimizerConfigSchema,
    data: dataConfigSchema,
  })
  .refine((config) => config.epochs !== null || config.budgetMs !== null, {
    message: 'A run needs a number of epochs, a time budget, or both.',
  });
/** Everything that decides a run's numbers besides the images and the weights that `init` names. */
export type RunConfig = z.infer<typeof runConfigSchema>;

export const lossAndAccuracySchema = z.object({
  /** Mean cross-entropy in nats. */
  loss: z.number(),
  /** Top-1 accuracy, 0..1. */
  accuracy: fraction,
});
export type LossAndAccuracy = z.infer<typeof lossAndAccuracySchema>;

export const stepMetricsSchema = z.object({
  step: index,
  epoch: index,
  /** Mean cross-entropy in nats, and the mean of that over the run's tasks. */
  loss: z.number(),
  /** Top-1 accuracy, as a mean over the run's tasks. */
  accuracy: fraction,
  learningRate: z.number(),
  viewsPerSecond: z.number(),
  imagesPerSecond: z.number(),
  /** Share of the step's wall time that training waited for data. */
  dataWaitShare: fraction,
  elapsedMs: z.number(),
});
/** What one training step measured. `epoch` counts from 0, `step` from 1 over the whole run. */
export type StepMetrics = z.infer<typeof stepMetricsSchema>;

export const taskEvaluationSchema = lossAndAccuracySchema.extend({
  task: z.enum(['rotation', 'jigsaw']),
  /** Accuracy of guessing, 0..1. */
  chance: fraction,
  /** confusion[truth][prediction] = count; null for tasks with many classes (jigsaw). */
  confusion: z.array(z.array(index)).nullable(),
});
/** One task's validation figures. */
export type TaskEvaluation = z.infer<typeof taskEvaluationSchema>;

export const epochMetricsSchema = z.object({
  step: index,
  /** Finished epochs, so 1 after the first. */
  epoch: index,
  /** Mean over the run's tasks. */
  train: lossAndAccuracySchema,
  /** Mean over the run's tasks; null when no image is held out. */
  validation: lossAndAccuracySchema.extend({ chance: fraction }).nullable(),
  tasks: z.array(taskEvaluationSchema),
  elapsedMs: z.number(),
});
export type EpochMetrics = z.infer<typeof epochMetricsSchema>;

export const outcomeSchema = z.enum(['completed', 'stopped', 'interrupted', 'failed']);
/** `stopped` was asked for; `interrupted` came from outside (a signal, a closed window); both saved first. */
export type Outcome = z.infer<typeof outcomeSchema>;

export const runResultSchema = z.object({
  kind: z.literal('runEnded'),
  outcome: outcomeSchema,
  runFolder: z.string(),
  step: index,
  epoch: index,
  train: lossAndAccuracySchema.nullable(),
  validation: lossAndAccuracySchema.extend({ chance: fraction }).nullable(),
  viewsPerSecond: z.number(),
  imagesPerSecond: z.number(),
  /** Share of the wall time of this process's steps, but the first, that training waited for data. */
  dataWaitShare: fraction,
  /** Files left out at the start, and those that became unreadable during training. */
  skippedImages: index,
  elapsedMs: z.number(),
  /** Why a failed run failed. */
  message: sentenceSchema.optional(),
  /**
   * What the owner can do something about: the graphics processor was lost (the run was interrupted,
   * and a fresh process can go on), or its memory does not hold a batch (the run failed).
   */
  failure: z.enum(['deviceLost', 'outOfMemory']).optional(),
});
/** The last word of a run. */
export type RunResult = z.infer<typeof runResultSchema>;

export const skippedFileSchema = z.object({
  /** Path relative to the scanned folder, with forward slashes. */
  path: z.string(),
  code: z.enum([
    'unsupportedFormat',
    'svgRefused',
    'tooManyPixels',
    'tooManyBytes',
    'emptyFile',
    'unreadable',
    'corrupt',
    'decodeTimeout',
  ]),
  message: sentenceSchema,
});
/** A file that was left out, and why. */
export type SkippedFile = z.infer<typeof skippedFileSchema>;

export const folderSummarySchema = z.object({
  kind: z.literal('folderSummary'),
  files: index,
  readable: index,
  skipped: z.array(skippedFileSchema),
  /** Images per first-level subfolder, by name; empty when all lie in the folder itself. */
  classes: z.record(z.string(), index),
  medianWidth: index,
  medianHeight: index,
  duplicates: index,
  warnings: z.array(sentenceSchema),
});
export type FolderSummary = z.infer<typeof folderSummarySchema>;

export const permutationSetSchema = z.object({
  kind: z.literal('permutationSet'),
  method: permutationMethodSchema,
  grid: gridSchema,
  seed: index,
  count,
  /** Smallest Hamming distance between two members. */
  minHamming: index,
  /** Mean Hamming distance over all pairs. */
  meanHamming: z.number(),
  /** Position p of the shuffled puzzle shows tile `permutation[p]`; both in reading order. */
  permutations: z.array(z.array(index)),
});
export type PermutationSet = z.infer<typeof permutationSetSchema>;

export const networkSizeSchema = z.object({
  parameters: index,
  /** Multiply-adds of one image's forward pass, all its views included. */
  multiplyAddsPerImage: index,
});
export type NetworkSize = z.infer<typeof networkSizeSchema>;

export const calibrationSchema = z.object({
  chosen: precisionSchema,
  float32MsPerStep: z.number().nullable(),
  bfloat16MsPerStep: z.number().nullable(),
  /** Largest relative deviation of the bfloat16 gradient from the float32 gradient, or null if not tried. */
  gradientDeviation: z.number().nullable(),
  reason: sentenceSchema,
});
/** How the precision of a run was chosen. */
export type Calibration = z.infer<typeof calibrationSchema>;
