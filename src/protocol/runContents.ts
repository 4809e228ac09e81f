/** What a run folder holds besides its description, in the form in which it is shown. */
import * as z from 'zod';

import { epochMetricsSchema, skippedFileSchema, stepMetricsSchema } from './run.js';
import { sentenceSchema } from './sentence.js';
import { index } from './values.js';

const probability = z.number().min(0).max(1);
/** An encoded image (WebP, PNG or JPEG) at display size. */
const imageBytesSchema = z.instanceof(Uint8Array);

export const stepColumnsSchema = z.object({
  /** uint32 [N], ascending, from 1. */
  step: z.instanceof(Uint32Array),
  /** float32 [N], nats. */
  loss: z.instanceof(Float32Array),
  /** float32 [N], 0..1. */
  accuracy: z.instanceof(Float32Array),
  /** float32 [N]. */
  learningRate: z.instanceof(Float32Array),
  /** float32 [N]. */
  viewsPerSecond: z.instanceof(Float32Array),
});
/** What steps measured, column by column: a hundred thousand of them cross a border as five buffers. */
export type StepColumns = z.infer<typeof stepColumnsSchema>;

export const runHistorySchema = z.object({
  /** Where there are very many steps, neighbours are merged into their mean. */
  steps: stepColumnsSchema,
  epochs: z.array(epochMetricsSchema),
  /** The last step with all that it measured; null before the first. */
  latest: stepMetricsSchema.nullable(),
});
/** All that a run measured. */
export type RunHistory = z.infer<typeof runHistorySchema>;

export const sampleSchema = z.object({
  task: z.enum(['rotation', 'jigsaw']),
  /** Relative to the folder of images, with forward slashes. */
  path: z.string(),
  classes: index,
  /** The true class: quarter turns, or the index into the permutation set. */
  truth: index,
  truthProbability: probability,
  /** The most probable classes, at most five, the most probable first. */
  top: z.array(z.object({ label: index, probability })),
  /** Names of images in `images`, in the order in which the network saw them; null where none was kept. */
  fed: z.array(z.string().nullable()),
});
/** One validation label with what was fed for it and what the network answered. */
export type Sample = z.infer<typeof sampleSchema>;

export const epochSamplesSchema = z.object({
  /** Finished epochs. */
  epoch: index,
  samples: z.array(sampleSchema),
  /** Encoded images by name. */
  images: z.record(z.string(), imageBytesSchema),
});
/** The samples of one validation. */
export type EpochSamples = z.infer<typeof epochSamplesSchema>;

export const photoSchema = z.object({
  path: z.string(),
  /** The middle square of the image, encoded; null when it cannot be read any more. */
  image: imageBytesSchema.nullable(),
  /** Why it cannot be read. */
  message: sentenceSchema.nullable(),
});
/** An image of the folder at display size. */
export type Photo = z.infer<typeof photoSchema>;

export const runImagesSchema = z.object({
  folder: z.string(),
  trainImages: index,
  validationImages: index,
  /** The first files that were left out. */
  skipped: z.array(skippedFileSchema),
  skippedTotal: index,
  /** Images of the run by first-level subfolder; empty when all lie in the folder itself. */
  subfolders: z.record(z.string(), index),
  /** Some images of the run, to be shown by path: relative, with their side of the split. */
  examples: z.array(z.object({ path: z.string(), side: z.enum(['train', 'validation']) })),
  sizes: z.object({
    /** Images whose header was read, chosen evenly over the list. */
    sampled: index,
    /** Shorter side in px: bin k holds sides from `edgesPx[k]` to below `edgesPx[k + 1]`. */
    edgesPx: z.array(index),
    counts: z.array(index),
    medianWidthPx: index,
    medianHeightPx: index,
  }),
});
/** What a run read. */
export type RunImages = z.infer<typeof runImagesSchema>;
