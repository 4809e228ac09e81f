/**
 * What a pretrained run finds in a folder of images: the unusual ones, those like a given one, and
 * near-duplicates. Plain data only; paths are relative to the folder that was searched, with forward
 * slashes.
 */
import * as z from 'zod';

import { index, path } from './values.js';

const fraction = z.number().min(0).max(1);
/** A cosine of two feature vectors, with room for rounding. */
const cosine = z.number().min(-1.001).max(1.001);

export const anomalyScoreNameSchema = z.enum(['rotation', 'neighbors']);
/** How unusual an image is: by the rotation head's doubt, or by its distance to training images. */
export type AnomalyScoreName = z.infer<typeof anomalyScoreNameSchema>;

const sharedParams = {
  /** The run whose network looks at the images. */
  runFolder: path,
  folder: path,
  /** The block of the trunk that features come from; null for the last one. */
  block: z.string().min(1).nullable(),
  workers: z.number().int().min(1).max(64),
};

/** Nearest training images whose distances are averaged when nobody says. */
export const defaultNeighbors = 5;

export const findAnomaliesParamsSchema = z.object({
  ...sharedParams,
  /** The score that decides the order; null for the rotation score where the run has it. */
  rankBy: anomalyScoreNameSchema.nullable(),
  /** Nearest training images whose distances are averaged. */
  neighbors: z.number().int().min(1).max(1000),
  /** Which labels are normal and which anomalous; where one list is empty, it is all the others. */
  truth: z
    .object({
      /** A CSV file of paths and labels; null takes the name of the first subfolder as the label. */
      labelsFile: path.nullable(),
      normal: z.array(z.string().min(1)),
      anomalous: z.array(z.string().min(1)),
    })
    .nullable(),
});
export type FindAnomaliesParams = z.infer<typeof findAnomaliesParamsSchema>;

export const aurocIntervalSchema = z.object({
  /** Chance that an anomalous image scores higher than a normal one. */
  auroc: fraction,
  /** Bounds of the 95 % confidence interval. */
  low: fraction,
  high: fraction,
});
export type AurocInterval = z.infer<typeof aurocIntervalSchema>;

export const anomalyReportSchema = z.object({
  kind: z.literal('anomalies'),
  /** Of the score that the images are ranked by; all three are null without labels. */
  auroc: fraction.nullable(),
  low: fraction.nullable(),
  high: fraction.nullable(),
  rankedBy: anomalyScoreNameSchema,
  /** Of each score by itself; null where there is no such score, or no labels. */
  aurocs: z.object({
    rotation: aurocIntervalSchema.nullable(),
    neighbors: aurocIntervalSchema.nullable(),
  }),
  /** Images by label; both are 0 without labels. */
  normalImages: index,
  anomalousImages: index,
  /** Images of the folder that the run was trained on, byte for byte. */
  sharedImages: index,
  /** Training images among which neighbours were sought; 0 when they are gone. */
  trainingImages: index,
  /** The block that features come from. */
  block: z.string(),
  /** Neighbours that were averaged; all of them where there are fewer. */
  neighbors: index,
  /** How well the run told rotations apart in validation; null when it was not measured. */
  rotationAccuracy: z.object({ accuracy: fraction, chance: fraction }).nullable(),
  /** The most unusual first. */
  images: z.array(
    z.object({
      path: z.string(),
      /** The score that decides the order; the higher, the more unusual. */
      score: z.number(),
      /** Mean of -log p over the rotations, in nats; null without a rotation head. */
      rotationScore: z.number().nullable(),
      /** Mean cosine distance to the nearest training images, 0..2; null when they are gone. */
      neighborDistance: z.number().nullable(),
      /** What the labels say; null without one. */
      anomalous: z.boolean().nullable(),
    }),
  ),
});
/** The images of a folder in the order of how unusual they are. */
export type AnomalyReport = z.infer<typeof anomalyReportSchema>;

export const searchImagesParamsSchema = z.object({
  ...sharedParams,
  /** The image that others are compared with. */
  image: path,
  /** Images to find. */
  count: z.number().int().min(1).max(10_000),
});
export type SearchImagesParams = z.infer<typeof searchImagesParamsSchema>;

/** Images that a search from the editor finds when nobody says: as many as a page shows. */
export const defaultSearchCount = 48;

export const searchReportSchema = z.object({
  kind: z.literal('search'),
  mode: z.literal('nearest'),
  image: z.string(),
  block: z.string(),
  /** Images that were compared. */
  searched: index,
  /** The nearest first. */
  images: z.array(
    z.object({
      path: z.string(),
      /** Cosine of the two images' features. */
      similarity: cosine,
      /** Whether the file has the very bytes of the given one. */
      identical: z.boolean(),
    }),
  ),
});
/** The images of a folder that are nearest to one image. */
export type SearchReport = z.infer<typeof searchReportSchema>;

/** Cosine from which on images count as near-duplicates when nobody says. */
export const defaultThreshold = 0.95;

export const findNearDuplicatesParamsSchema = z.object({
  ...sharedParams,
  /** Cosine from which on two images count as near-duplicates. */
  threshold: z.number().min(0).max(1),
});
export type FindNearDuplicatesParams = z.infer<typeof findNearDuplicatesParamsSchema>;

export const nearDuplicatesReportSchema = z.object({
  kind: z.literal('search'),
  mode: z.literal('nearDuplicates'),
  threshold: fraction,
  block: z.string(),
  /** Images that were compared, each with all others. */
  searched: index,
  /** Images of one group are linked by near-duplicate pairs; the largest group first. */
  groups: z.array(
    z.object({
      images: z
        .array(
          z.object({
            path: z.string(),
            /** Cosine with the image of the group that is most like it. */
            similarity: cosine,
            /** The first image of the folder with the very same bytes, where that is another one. */
            copyOf: z.string().nullable(),
          }),
        )
        .min(2),
    }),
  ),
});
/** The images of a folder that are there more than once, or nearly so. */
export type NearDuplicatesReport = z.infer<typeof nearDuplicatesReportSchema>;
