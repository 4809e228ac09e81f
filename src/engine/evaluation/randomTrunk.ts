/** The reference beside every figure: the same trunk before it has learnt anything. */
import { setImmediate } from 'node:timers/promises';

import * as tf from '@tensorflow/tfjs';

import { createLoader } from '../data/loader.js';
import { shuffledIndices, createRandom } from '../random.js';
import { createFrozenTrunk, type FrozenTrunk } from './frozenTrunk.js';
import type { ImageSource } from './extractFeatures.js';
import type { OpenedTrunk } from './openTrunk.js';

/**
 * Batches that the running batch-norm statistics are taken from: with a rate of 0.1, what they began
 * with then counts for a thousandth.
 */
const calibrationBatches = 64;
const calibrationBatchImages = 32;

/**
 * The trunk of a run with the random weights of its seed. Its batch-norm statistics are those of the
 * given images, since without any its activations would depend on their arbitrary start; the images'
 * labels have no part in it.
 * @param source images to calibrate on, at least one
 * @throws the signal's reason when aborted; nothing is left behind then
 */
export const createRandomTrunk = async (
  { run, views, precision }: OpenedTrunk,
  { dataset, images, pool, clock }: ImageSource,
  signal?: AbortSignal,
): Promise<FrozenTrunk> => {
  const frozen = createFrozenTrunk(run.config, views, precision);
  const shuffled = shuffledIndices(images.length, createRandom(run.config.seed).split('calibrate'));
  const loader = createLoader({
    dataset,
    order: Int32Array.from(
      { length: calibrationBatches * calibrationBatchImages },
      (_, i) => images[shuffled[i % images.length] ?? 0] ?? 0,
    ),
    batchSize: calibrationBatchImages,
    dropLast: true,
    mode: 'validation',
    specs: [views],
    seed: 0,
    epoch: 0,
    startBatch: 0,
    pool,
    prefetch: 2,
    clock,
  });
  try {
    for (let batch = await loader.next(); batch !== null; batch = await loader.next()) {
      try {
        const pixels = batch.parts[0]?.views ?? new Float32Array();
        const side = views.viewSizePx;
        tf.tidy(() => {
          const x = tf.tensor4d(pixels, [calibrationBatchImages, side, side, 3]);
          frozen.trunk.features(x, 'train', precision);
        });
      } finally {
        batch.release();
      }
      await setImmediate();
      signal?.throwIfAborted();
    }
    return frozen;
  } catch (error) {
    frozen.dispose();
    throw error;
  } finally {
    await loader.close();
  }
};
