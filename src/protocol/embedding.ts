/**
 * A map of a folder's images by the features of a run: who lies beside whom says which images the
 * network finds alike. Plain data only; one column per thing that is known of the images, so that twenty
 * thousand of them stay small.
 */
import * as z from 'zod';

import { index, path } from './values.js';

const fraction = z.number().min(0).max(1);

/** Images on a map at most: finding neighbours takes time with the square of their number. */
export const mostMapImages = 20_000;

export const embedFolderParamsSchema = z.object({
  /** The run whose network looks at the images. */
  runFolder: path,
  folder: path,
  /** The block of the trunk that features come from; null for the last one. */
  block: z.string().min(1).nullable(),
  workers: z.number().int().min(1).max(64),
  /** A CSV file of paths and labels; null takes the name of the first subfolder as the label. */
  labelsFile: path.nullable(),
  /** Images that each image is tied to: few show small groups, many the whole. */
  neighbors: z.number().int().min(2).max(200),
  /** Distance that like images keep on the map. */
  minDistance: fraction,
  /** The same seed gives the same map. */
  seed: index.max(0xffff_ffff),
  /** Images on the map; of more, as many are chosen evenly over the list of paths. */
  mostImages: z.number().int().min(1).max(mostMapImages),
  /** Whether the rotation head, where the run has one, is asked about each image too. */
  withRotation: z.boolean(),
  /** A CSV file to write besides; null for none. */
  outFile: path.nullable(),
});
export type EmbedFolderParams = z.infer<typeof embedFolderParamsSchema>;

export const imageMapSchema = z
  .object({
    kind: z.literal('map'),
    /** Absolute path. */
    folder: z.string(),
    /** The block that features come from. */
    block: z.string(),
    /** Steps of the checkpoint that was opened. */
    step: index,
    /** Images that each image was tied to: all others where there are fewer than were asked for. */
    neighbors: index,
    minDistance: fraction,
    seed: index,
    /** Readable images that are not on the map, as there were more than were asked for. */
    leftOut: index,
    /** Relative to the folder, with forward slashes, ascending. The other columns are as long. */
    paths: z.array(z.string()),
    /** Positions, each to four decimals. */
    x: z.array(z.number()),
    y: z.array(z.number()),
    /** The labels there are, ascending. */
    classes: z.array(z.string()),
    /** A place in `classes`; null for an image without a label. */
    labels: z.array(index.nullable()),
    /** What the rotation head says; null when the run has none, or it was not asked. */
    rotation: z
      .object({
        /** Quarter turns that the run tells apart. */
        turns: z.array(z.number().int().min(0).max(3)).min(2),
        /** Share of those turns that are answered right. */
        right: z.array(fraction),
        /** The answer to the upright image, in quarter turns; null where no turn is none of them. */
        upright: z.array(z.number().int().min(0).max(3)).nullable(),
        /** Mean of -log p over the turns, in nats: the higher, the more unusual. */
        score: z.array(z.number()),
      })
      .nullable(),
    /** The file that was written, absolute; null for none. */
    file: z.string().nullable(),
  })
  .refine(
    ({ paths, x, y, labels, rotation }) =>
      [x, y, labels, rotation?.right, rotation?.score, rotation?.upright].every(
        (column) => (column?.length ?? paths.length) === paths.length,
      ),
    { message: 'The columns differ in length.' },
  );
/** The images of a folder, each with its place on the map. */
export type ImageMap = z.infer<typeof imageMapSchema>;
