/** What takes a pretrained network elsewhere: formats, and what was written. */
import * as z from 'zod';

import { sentenceSchema } from './sentence.js';
import { index } from './values.js';

export const exportFormatSchema = z.enum(['onnx', 'pytorch', 'safetensors', 'tfjs', 'features']);
/**
 * `onnx`: graphs of the trunk and of each head; `safetensors`: the weights alone; `pytorch`: the weights
 * and a module that loads them; `tfjs`: a TensorFlow.js layers model of the trunk; `features`: those of
 * the run's own images as NPY.
 */
export type ExportFormat = z.infer<typeof exportFormatSchema>;

export const featureFormatSchema = z.enum(['npy', 'csv', 'parquet']);
/** How features are written. */
export type FeatureFormat = z.infer<typeof featureFormatSchema>;

export const loadingCodeSchema = z.object({
  format: exportFormatSchema,
  language: z.enum(['python', 'js']),
  lines: z.array(z.string()),
});
/** How a format is loaded, as lines that are run in the folder of the export. */
export type LoadingCode = z.infer<typeof loadingCodeSchema>;

export const exportResultSchema = z.object({
  kind: z.literal('export'),
  /** Absolute path of the folder. */
  folder: z.string(),
  /** Absolute paths. */
  files: z.array(z.string()),
  /** Bytes of each of `files`. */
  fileBytes: z.array(index),
  /** One for each format; they are in the model card as well. */
  loading: z.array(loadingCodeSchema),
  /** The largest of `checks`. */
  maxAbsoluteDifference: z.number(),
  /** How each file was compared with the engine after it was written. */
  checks: z.array(
    z.object({
      /** Relative to the folder. */
      file: z.string(),
      /** What was compared with what. */
      compared: sentenceSchema,
      maxAbsoluteDifference: z.number(),
    }),
  ),
  /** Images that networks were compared on; not real ones where the run's images are gone. */
  checkedOn: z.object({ images: index, areReal: z.boolean() }),
});
/** What an export wrote. */
export type ExportResult = z.infer<typeof exportResultSchema>;

export const featuresResultSchema = z.object({
  kind: z.literal('features'),
  /** Absolute path of the folder that was written. */
  folder: z.string(),
  /** Absolute paths. */
  files: z.array(z.string()),
  /** Bytes of each of `files`. */
  fileBytes: z.array(index),
  images: index,
  /** Images of the folder that could not be read. */
  skippedImages: index,
  /** Numbers per image, by block. */
  blocks: z.array(z.object({ name: z.string(), dimension: index })),
});
/** What was written of the features of a folder. */
export type FeaturesResult = z.infer<typeof featuresResultSchema>;
