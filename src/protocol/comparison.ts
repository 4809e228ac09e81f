/** Runs set side by side: what they were asked, what they measured, and what may be compared. */
import * as z from 'zod';

import { accuracySchema, fewLabelsSchema } from './evaluation.js';
import { epochMetricsSchema, lossAndAccuracySchema, runConfigSchema } from './run.js';
import { stepColumnsSchema } from './runContents.js';
import { runSummarySchema } from './runSummary.js';
import { sentenceSchema } from './sentence.js';
import { index } from './values.js';

const fraction = z.number().min(0).max(1);

const validatedEpochSchema = lossAndAccuracySchema.extend({ epoch: index });

export const runFiguresSchema = z.object({
  /** Null before the first validation, and where no image was held out. */
  validation: z
    .object({
      last: validatedEpochSchema,
      /** The epoch with the highest accuracy; of equals the first. */
      best: validatedEpochSchema,
      chance: fraction,
    })
    .nullable(),
  /** Steps that were measured. */
  steps: index,
  epochs: index,
  /** Network inputs (views, tiles) that training has gone through. */
  viewsSeen: index,
  /** Training time, validation included; null before the first step. */
  elapsedMs: z.number().nullable(),
  /** Images that training went through, over `elapsedMs`. */
  imagesPerSecond: z.number().nullable(),
  parameters: index,
});
/** The figures of one run. */
export type RunFigures = z.infer<typeof runFiguresSchema>;

export const comparedRunSchema = z.object({
  summary: runSummarySchema,
  /** Absolute path of the folder of images. */
  folder: z.string(),
  config: runConfigSchema,
  figures: runFiguresSchema,
  /** With empty `tasks`. */
  epochs: z.array(epochMetricsSchema),
  /** At most 1,024 points; of more steps, neighbours are merged into their mean. */
  curve: stepColumnsSchema,
});
/** One of the runs that are compared. */
export type ComparedRun = z.infer<typeof comparedRunSchema>;

export const configDifferenceSchema = z.object({
  /** Where the value is in the configuration, such as `optimizer.learningRate`. */
  name: z.string(),
  /** One per run, in their order; null where a run has none or its task does not use it. */
  values: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
/** A setting in which the runs differ. */
export type ConfigDifference = z.infer<typeof configDifferenceSchema>;

export const measuredRunSchema = z.object({
  /** Place of the run in `runs`. */
  run: index,
  createdAt: z.string(),
  /** Of the checkpoint that was evaluated. */
  epoch: index,
  step: index,
  /** The block with the best linear probe on held-out training images, which both figures are of. */
  block: z.string(),
  linear: accuracySchema,
  knn: accuracySchema,
  /** The same block with random weights. */
  random: z.object({ linear: fraction, knn: fraction }),
  fewLabels: z.array(fewLabelsSchema),
});
/** What one run's features were worth. */
export type MeasuredRun = z.infer<typeof measuredRunSchema>;

export const measurementSchema = z.object({
  /** What was the same for all figures below. */
  measuredOn: z.object({
    trainFolder: z.string(),
    /** Null where test images were held out of the training folder. */
    testFolder: z.string().nullable(),
    trainLabels: z.string().nullable(),
    testLabels: z.string().nullable(),
    classes: index,
    trainImages: index,
    testImages: index,
    testShare: fraction.nullable(),
    poolGrid: index,
    neighbors: index,
    temperature: z.number(),
    seed: index,
  }),
  runs: z.array(measuredRunSchema).min(1),
});
/** Evaluations on the same images with the same settings: figures that may be compared. */
export type Measurement = z.infer<typeof measurementSchema>;

export const comparisonSchema = z.object({
  kind: z.literal('comparison'),
  /** In the order in which they were named. */
  runs: z.array(comparedRunSchema).min(2),
  /** Folders that could not be read as runs, and why. */
  unreadable: z.array(z.object({ runFolder: z.string(), message: sentenceSchema })),
  /** In the order of the configuration. */
  differences: z.array(configDifferenceSchema),
  /** The one that most runs have first. Figures of two of them must not be compared. */
  measurements: z.array(measurementSchema),
  /** Why some figures do not tell which run is better. */
  notes: z.array(sentenceSchema),
});
/** The answer to `compareRuns`. */
export type Comparison = z.infer<typeof comparisonSchema>;
