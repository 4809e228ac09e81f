/** Moving images of a folder to another one: the only thing that the Lab does to the user's files. */
import * as z from 'zod';

import { mostMapImages } from './embedding.js';
import { path } from './values.js';

export const moveImagesParamsSchema = z.object({
  /** A folder that an analysis has looked at; absolute. */
  folder: path,
  /** Relative to it, with forward slashes. */
  paths: z.array(path).min(1).max(mostMapImages),
});

export const movedImagesSchema = z.object({
  /** Absolute path of the folder that the images were moved to. */
  target: path,
  /** Relative to the folder where they were before. */
  moved: z.array(path),
  /** Images that stayed, and why, each in one sentence. */
  stayed: z.array(z.object({ path, message: z.string() })),
});
/** What became of images that were to be moved. */
export type MovedImages = z.infer<typeof movedImagesSchema>;
