/**
 * From images to feature matrices. Loader workers make the views, batch by batch, so that memory holds
 * the features of all images but the pixels and activations of a few.
 *
 * Legend: N images, B images per batch, D features; channels last.
 */
import { setImmediate } from 'node:timers/promises';

import * as tf from '@tensorflow/tfjs';

import type { Precision } from '../../protocol/run.js';
import { cast } from '../backend/networkOps.js';
import { createLoader, type LoaderOptions } from '../data/loader.js';
import type { WholeViewsSpec } from '../pretext/wholeViews.js';
import type { FrozenTrunk } from './frozenTrunk.js';
import { gridCells, poolToGrid } from './poolToGrid.js';
import { readAllFloats } from './readFloats.js';

/** Which images are looked at, and who makes their views. */
export interface ImageSource extends Pick<LoaderOptions, 'dataset' | 'pool' | 'clock'> {
  /** int32 [N], dataset indices. */
  readonly images: Int32Array;
}

/** One feature vector per image. */
export interface FeatureMatrix {
  /** The block that the features come from, or what else made them. */
  readonly name: string;
  readonly dimension: number;
  /** float32 [N, dimension], rows in the order of the images that were asked for. */
  readonly values: Float32Array;
}

/** Makes feature vectors of views. */
export interface FeatureExtractor {
  readonly outputs: readonly Pick<FeatureMatrix, 'name' | 'dimension'>[];
  /**
   * Run within `tf.tidy`.
   * @param views float32 [B, H, W, 3]
   * @returns for each output float32 [B, dimension]
   */
  compute(views: tf.Tensor4D): tf.Tensor[];
}

export interface ExtractionHooks {
  /** Called after each batch with the images done so far. */
  readonly onProgress?: (done: number) => void;
  /** Gives up between two batches; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

const prefetchedBatches = 4;
/** Pixels of a batch: 128 views of 32 px, 8 of 248 px; more would fill memory and gain no speed. */
const mostBatchPixels = 2 ** 19;
const mostBatchImages = 128;

const batchSizeOf = (viewSizePx: number): number =>
  Math.max(1, Math.min(mostBatchImages, Math.floor(mostBatchPixels / viewSizePx ** 2)));

/**
 * Shows every image to every extractor, in one pass over the images.
 * @param views as validation makes them: centred, not flipped
 * @returns for each extractor its outputs
 * @throws LabError `internal` when a loader worker fails; the signal's reason when aborted
 */
export const mapImages = async (
  { dataset, pool, clock, images }: ImageSource,
  views: WholeViewsSpec,
  extractors: readonly FeatureExtractor[],
  { onProgress, signal }: ExtractionHooks = {},
): Promise<FeatureMatrix[][]> => {
  const results = extractors.map(({ outputs }) =>
    outputs.map(({ name, dimension }) => {
      return { name, dimension, values: new Float32Array(images.length * dimension) };
    }),
  );
  const loader = createLoader({
    dataset,
    order: images,
    batchSize: batchSizeOf(views.viewSizePx),
    dropLast: false,
    mode: 'validation',
    specs: [views],
    seed: 0,
    epoch: 0,
    startBatch: 0,
    pool,
    prefetch: prefetchedBatches,
    clock,
  });
  try {
    let done = 0;
    for (let batch = await loader.next(); batch !== null; batch = await loader.next()) {
      try {
        const pixels = batch.parts[0]?.views ?? new Float32Array();
        await computeBatch(pixels, views.viewSizePx, extractors, results, done);
        done += batch.images.length;
      } finally {
        batch.release();
      }
      onProgress?.(done);
      // A processor computes in this thread: messages and workers get their turn here.
      await setImmediate();
      signal?.throwIfAborted();
    }
  } finally {
    await loader.close();
  }
  return results;
};

/** Writes one batch's features. @param first row of the batch's first image */
const computeBatch = async (
  pixels: Float32Array,
  side: number,
  extractors: readonly FeatureExtractor[],
  results: readonly (readonly FeatureMatrix[])[],
  first: number,
): Promise<void> => {
  const parts = await readAllFloats(() => {
    const views = tf.tensor4d(pixels, [pixels.length / (side * side * 3), side, side, 3]);
    return extractors.flatMap((extractor) => {
      const features = extractor.compute(views);
      const promised = extractor.outputs.length;
      if (features.length === promised) return features;
      throw new Error(`An extractor gave ${features.length} outputs and had promised ${promised}.`);
    });
  });
  for (const [i, { dimension, values }] of results.flat().entries()) {
    values.set(parts[i] ?? [], first * dimension);
  }
};

export interface BlockOptions {
  /** Names of the blocks that are wanted; all of them without. */
  readonly blocks?: readonly string[] | undefined;
  /** Features are averaged over `poolGrid * poolGrid` cells; 1 is the global mean. */
  readonly poolGrid: number;
  /** Instead of the trunk's own. */
  readonly precision?: Precision | undefined;
}

/** An extractor of a trunk's blocks, with the running batch-norm statistics. */
export const createBlockExtractor = (
  frozen: FrozenTrunk,
  { blocks, poolGrid, precision = frozen.precision }: BlockOptions,
): FeatureExtractor => {
  const isWanted = (name: string): boolean => blocks?.includes(name) ?? true;
  return {
    outputs: frozen.blocks
      .filter(({ name }) => isWanted(name))
      .map(({ name, shape: { height, width, channels } }) => ({
        name,
        dimension: gridCells(height, poolGrid) * gridCells(width, poolGrid) * channels,
      })),
    compute: (views) =>
      frozen.trunk
        .blockFeatures(views, 'evaluate', precision)
        .filter((_, i) => isWanted(frozen.trunk.blockNames[i] ?? ''))
        .map((features) => poolToGrid(cast(features, precision, 'float32'), poolGrid)),
  };
};

/**
 * The features of some images after each block of a trunk.
 * @returns one matrix per block, from the image up
 * @throws as `mapImages`
 */
export const extractFeatures = async (
  frozen: FrozenTrunk,
  source: ImageSource,
  options: BlockOptions & ExtractionHooks,
): Promise<FeatureMatrix[]> => {
  const extractor = createBlockExtractor(frozen, options);
  const [features = []] = await mapImages(source, frozen.views, [extractor], options);
  return features;
};
