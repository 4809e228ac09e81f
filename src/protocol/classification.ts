/** Sorting a folder of images into classes that a few labelled images show. */
import * as z from 'zod';

import { accuracySchema, fineTuningSchema } from './evaluation.js';
import { index, path } from './values.js';

const fraction = z.number().min(0).max(1);
const count = z.number().int().min(1);

export const classifyParamsSchema = z.object({
  /** The run whose trunk looks at the images. */
  runFolder: path,
  /** Images that show the classes. */
  labelledFolder: path,
  /** A CSV of `path,label` for them; null takes the names of subfolders. */
  labels: path.nullable(),
  /** Images that are to be sorted. */
  folder: path,
  /** The block that features come from; null for the best on held-out labelled images. */
  block: z.string().min(1).nullable(),
  /** Features are averaged over `poolGrid * poolGrid` cells of the image. */
  poolGrid: z.number().int().min(1).max(16),
  /** Trains the whole network further with the labels, in place of a head on frozen features. */
  fineTune: fineTuningSchema.pick({ epochs: true }).nullable(),
  /** A new CSV file for the predictions; null writes none. */
  outFile: path.nullable(),
  seed: z.number().int().min(0).max(0xffff_ffff),
  workers: z.number().int().min(1).max(64),
});
export type ClassifyParams = z.infer<typeof classifyParamsSchema>;

/** The settings of a classification when nobody says otherwise. */
export const defaultClassification = {
  block: null,
  poolGrid: 2,
  fineTune: null,
  seed: 0,
} as const satisfies Partial<ClassifyParams>;

export const classificationResultSchema = z.object({
  kind: z.literal('classification'),
  runFolder: z.string(),
  /** Of the checkpoint that was opened. */
  step: index,
  epoch: index,
  labelledFolder: z.string(),
  folder: z.string(),
  classes: z.array(z.string()),
  /** Images that the classifier was fitted on in the end. */
  labelledImages: count,
  /** `linear`: logistic regression on frozen features; `fineTuned`: the whole network trained further. */
  method: z.enum(['linear', 'fineTuned']),
  /** The block that features come from; the last one where the network was fine-tuned. */
  block: z.string(),
  /** L2 strength that was chosen on held-out labelled images; null where the network was fine-tuned. */
  l2: z.number().nullable(),
  /**
   * Accuracy on labelled images that were held out, of a classifier without them. A little too good
   * where block and strength were chosen on them.
   */
  validationAccuracy: accuracySchema.extend({ images: count }),
  /** In the order of their paths. */
  images: z.array(
    z.object({
      /** Relative to the folder, with forward slashes. */
      path: z.string(),
      /** The likeliest class. */
      label: z.string(),
      probability: fraction,
    }),
  ),
  /** Files of the folder that could not be read. */
  skippedImages: index,
  /** The CSV file with the probabilities of all classes; null where none was asked for. */
  file: z.string().nullable(),
  elapsedMs: z.number(),
});
/** The answer to `classify`. */
export type ClassificationResult = z.infer<typeof classificationResultSchema>;
