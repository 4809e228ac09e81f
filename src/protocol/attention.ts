/**
 * Where a network looks for its answer to its pretext task: a photo, and a heat map to lay over it.
 * Plain data only; pictures cross as encoded files.
 */
import * as z from 'zod';

import { sentenceSchema } from './sentence.js';
import { index, path } from './values.js';

const probability = z.number().min(0).max(1);
/** PNG. */
const picture = z.instanceof(Uint8Array);

/** Images that are explained at once, at most. */
export const mostExplained = 64;

const pretextTaskNameSchema = z.enum(['rotation', 'jigsaw']);
export type PretextTaskName = z.infer<typeof pretextTaskNameSchema>;

export const explainImagesParamsSchema = z.object({
  runFolder: path,
  folder: path,
  /** Images of that folder, relative to it; null chooses some evenly over the folder. */
  paths: z.array(path).min(1).max(mostExplained).nullable(),
  /** Images that are chosen where none are named. */
  count: z.number().int().min(1).max(mostExplained),
  /** Which answer is explained; null for the run's task, or its first one. */
  task: pretextTaskNameSchema.nullable(),
  /** The block whose features the heat is of; null for the last one. */
  block: z.string().min(1).nullable(),
  workers: z.number().int().min(1).max(64),
  /** About the side of the pictures in px. */
  sidePx: z.number().int().min(32).max(512),
  /** A PNG file to draw all of it into besides; null for none. */
  outFile: path.nullable(),
});
export type ExplainImagesParams = z.infer<typeof explainImagesParamsSchema>;

const answerSchema = z.object({
  /** The true class: quarter turns, or the index into the permutation set. */
  truth: index,
  /** The most probable class. */
  answer: index,
  probability,
  truthProbability: probability,
  /**
   * To lay over `picture`, transparent where there is no heat: of a rotation turned back to the upright
   * image. Null when nothing that was seen speaks for the answer.
   */
  heat: picture.nullable(),
  /** The greatest heat, in units of the answer's logit: `heat` shows it in full colour whatever it is. */
  peak: z.number().min(0),
});

const explainedImageSchema = z.object({
  /** Relative to the folder, with forward slashes. */
  path: z.string(),
  /** What the network was shown, upright or as a puzzle; null when the image cannot be read. */
  picture: picture.nullable(),
  /** One for each rotation that the run tells apart, or one for a puzzle. */
  answers: z.array(answerSchema),
  /** Of a puzzle: position p shows tile `shown[p]`, and the answer says it is tile `answered[p]`. */
  tiles: z.object({ shown: z.array(index), answered: z.array(index) }).nullable(),
  /** Why the image cannot be read. */
  message: sentenceSchema.nullable(),
});
export type ExplainedImage = z.infer<typeof explainedImageSchema>;

export const attentionReportSchema = z.object({
  kind: z.literal('attention'),
  /** Absolute path. */
  folder: z.string(),
  task: pretextTaskNameSchema,
  /** The block that was looked at. */
  block: z.string(),
  /** Classes that the answer was chosen from. */
  classes: index,
  /** Steps of the checkpoint that was opened. */
  step: index,
  images: z.array(explainedImageSchema),
  /** The file that was drawn, absolute; null for none, also when no image could be read. */
  file: z.string().nullable(),
});
/** Some images with where the network looked. */
export type AttentionReport = z.infer<typeof attentionReportSchema>;
