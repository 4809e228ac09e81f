/** Solves the same puzzles in several versions, image by image. */
import { setImmediate } from 'node:timers/promises';

import * as tf from '@tensorflow/tfjs';

import { createLoader, type LoaderPool } from '../../data/loader.js';
import type { Dataset } from '../../data/prepareDataset.js';
import type { JigsawViewsSpec } from '../../pretext/jigsaw/jigsawSpec.js';
import type { NetworkTask } from '../../training/pretextNetwork.js';
import type { OpenedTrunk } from '../openTrunk.js';
import { readFloats } from '../readFloats.js';

const imagesPerBatch = 16;
const prefetchedBatches = 2;

export interface PuzzleSource {
  readonly dataset: Dataset;
  /** int32 [N], dataset indices. */
  readonly images: Int32Array;
  readonly pool: LoaderPool;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly onProgress: (images: number) => void;
}

/**
 * Every version is cut by the same random numbers as the run's validation, and shuffled by the
 * permutations of the first version, so nothing else differs between them.
 * @param versions the first is the run's own
 * @returns for each version float64 [N], the share of each image's puzzles that was solved
 * @throws LabError `internal` when a loader worker fails; the signal's reason when aborted
 */
export const solvePuzzles = async (
  { trunk, precision, run }: Pick<OpenedTrunk, 'trunk' | 'precision' | 'run'>,
  { head, task }: NetworkTask,
  versions: readonly JigsawViewsSpec[],
  source: PuzzleSource,
): Promise<Float64Array[]> => {
  const { dataset, images, pool, clock, signal } = source;
  const { viewSizePx: side, labelsPerImage } = task.layout;
  const solved = versions.map(() => new Float64Array(images.length));
  const loader = createLoader({
    dataset,
    order: images,
    batchSize: imagesPerBatch,
    dropLast: false,
    mode: 'validation',
    specs: versions,
    seed: run.config.seed,
    epoch: 0,
    startBatch: 0,
    pool,
    prefetch: prefetchedBatches,
    clock,
  });
  /** @param pixels float32 [B*T, side, side, 3] @returns [B*L], the class of each puzzle */
  const predict = (pixels: Float32Array, labels: Int32Array): Promise<Float32Array> =>
    readFloats(() => {
      const tiles = tf.tensor4d(pixels, [pixels.length / (side * side * 3), side, side, 3]);
      const features = trunk.features(tiles, 'evaluate', precision); // [B*T, h, w, C]
      const logits = head.logits(features, labels, 'evaluate', precision); // [B*L, P]
      return tf.argMax(logits, 1);
    });
  try {
    let first = 0;
    for (let batch = await loader.next(); batch !== null; batch = await loader.next()) {
      try {
        const labels = batch.parts[0]?.labels ?? new Int32Array();
        for (const [version, { views }] of batch.parts.entries()) {
          const predicted = await predict(views, labels);
          labels.forEach((label, puzzle) => {
            const image = first + Math.floor(puzzle / labelsPerImage);
            const shares = solved[version];
            if (predicted[puzzle] === label && shares?.[image] !== undefined) {
              shares[image] += 1 / labelsPerImage;
            }
          });
          // A processor computes in this thread: messages and workers get their turn here.
          await setImmediate();
          signal.throwIfAborted();
        }
        first += batch.images.length;
      } finally {
        batch.release();
      }
      source.onProgress(first);
    }
  } finally {
    await loader.close();
  }
  return solved;
};
