/** The features that an evaluation compares, of the images to fit on and of those to measure on. */
import type { EngineWorld } from '../world.js';
import type { EvaluationData, LabelledSet } from './evaluationData.js';
import { openLoaderPool } from './evaluationImages.js';
import {
  createBlockExtractor,
  mapImages,
  type FeatureExtractor,
  type FeatureMatrix,
} from './extractFeatures.js';
import type { FrozenTrunk } from './frozenTrunk.js';
import type { OpenedTrunk } from './openTrunk.js';
import { createPixelExtractor } from './pixelFeatures.js';
import { createRandomTrunk } from './randomTrunk.js';

/** One set of features of both sides. */
export interface FeatureSides {
  readonly train: FeatureMatrix;
  readonly test: FeatureMatrix;
}

/** What an evaluation compares. */
export interface ComparedFeatures {
  /** One per block, from the image up. */
  readonly pretrained: readonly FeatureSides[];
  /** The same blocks of the random trunk. */
  readonly random: readonly FeatureSides[];
  /** The same blocks of the trunk that was trained with labels; none where there is no such trunk. */
  readonly supervised: readonly FeatureSides[];
  /** One. */
  readonly pixels: readonly FeatureSides[];
}

export interface ComparisonOptions {
  /** Names of blocks, or null for all. */
  readonly blocks: readonly string[] | null;
  readonly poolGrid: number;
  /** The trunk that was trained with labels, if there is one. */
  readonly supervised: FrozenTrunk | null;
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Images that all networks have seen, and how many there are. */
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Shows all images to the pretrained trunk, to its twins and to the thumbnail maker, in one pass.
 * @throws LabError `internal` when a loader worker fails; the signal's reason when aborted
 */
export const extractSides = async (
  data: EvaluationData,
  trunk: OpenedTrunk,
  world: Pick<EngineWorld, 'report' | 'workerUrl' | 'clock'>,
  { blocks, poolGrid, supervised: trained, workers, signal, onProgress }: ComparisonOptions,
): Promise<ComparedFeatures> => {
  const pool = openLoaderPool(world, workers);
  try {
    const sourceOf = ({ dataset, images }: LabelledSet) => {
      return { dataset, images, pool, clock: world.clock };
    };
    const randomTrunk = await createRandomTrunk(trunk, sourceOf(data.train), signal);
    try {
      const options = { blocks: blocks ?? undefined, poolGrid };
      const extractors: FeatureExtractor[] = [
        createBlockExtractor(trunk, options),
        createBlockExtractor(randomTrunk, options),
        createPixelExtractor(trunk.views),
        ...(trained === null ? [] : [createBlockExtractor(trained, options)]),
      ];
      const total = data.train.images.length + data.test.images.length;
      const look = (set: LabelledSet, before: number): Promise<FeatureMatrix[][]> =>
        mapImages(sourceOf(set), trunk.views, extractors, {
          signal,
          onProgress: (done) => {
            onProgress(before + done, total);
          },
        });
      const train = await look(data.train, 0);
      const test = await look(data.test, data.train.images.length);
      const [pretrained = [], random = [], pixels = [], supervised = []] = train.map((outputs, e) =>
        outputs.flatMap((matrix, o): FeatureSides[] => {
          const other = test[e]?.[o];
          return other === undefined ? [] : [{ train: matrix, test: other }];
        }),
      );
      return { pretrained, random, pixels, supervised };
    } finally {
      randomTrunk.dispose();
    }
  } finally {
    await pool.close();
  }
};
