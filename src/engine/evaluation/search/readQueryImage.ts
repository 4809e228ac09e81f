/** One image file, decoded as those of a folder are. */
import { basename, dirname } from 'node:path';

import * as tf from '@tensorflow/tfjs';

import { sentence, type Sentence } from '../../../protocol/sentence.js';
import { decodeFiles } from '../../data/decodeFiles.js';
import type { DecodeLimits } from '../../data/decodeImage.js';
import { pixelBytesOf } from '../../data/pixelRecords.js';
import { createWorkerPool } from '../../data/workerPool.js';
import { LabError } from '../../labError.js';
import type { SquareImage } from '../../pretext/pretextViews.js';
import { createViewMaker } from '../../pretext/viewMakers.js';
import type { WholeViewsSpec } from '../../pretext/wholeViews.js';
import { createRandom } from '../../random.js';
import type { FeatureExtractor } from '../extractFeatures.js';
import type { LookingOptions, LookingWorld } from '../lookedAtFolder.js';
import { readFloats } from '../readFloats.js';
import { contentName } from '../contentNames.js';

export interface QueryImage {
  readonly image: SquareImage;
  /** As `contentNames` calls it. */
  readonly content: string;
}

const refuse = (file: string, message: Sentence): LabError =>
  new LabError('badArgument', sentence('The image {0} cannot be searched for: {1}', file, message));

/**
 * Decodes an image in a worker thread, by the same code as a folder's images: a file that breaks a
 * decoder ends the worker only, and an image gets the very features that it has in a folder.
 * @param file absolute path
 * @throws LabError `badArgument` when it is missing or cannot be decoded
 */
export const readQueryImage = async (
  file: string,
  sizePx: number,
  limits: DecodeLimits,
  { workerUrl }: Pick<LookingWorld, 'workerUrl'>,
  { signal }: Pick<LookingOptions, 'signal'>,
): Promise<QueryImage> => {
  const pool = createWorkerPool(workerUrl, 1);
  const found: QueryImage[] = [];
  try {
    await decodeFiles({
      pool,
      folder: dirname(file),
      sizePx,
      limits,
      hashOnly: false,
      files: [0],
      path: () => basename(file),
      onDecoded: (_, { failures: [failure], records, hashes }) => {
        if (failure != null) throw refuse(file, failure.message);
        const pixels = records.subarray(0, pixelBytesOf(sizePx));
        found.push({ image: { sizePx, pixels }, content: contentName(hashes) });
      },
      onKiller: (_, message) => {
        throw refuse(file, message);
      },
      signal,
    });
  } finally {
    await pool.close();
  }
  signal.throwIfAborted();
  const [query] = found;
  if (query === undefined) throw new Error('The workers gave no image and no reason.');
  return query;
};

/**
 * The features of one image.
 * @param extractor with one output
 * @returns float32 [D]
 */
export const featuresOfImage = (
  image: SquareImage,
  views: WholeViewsSpec,
  extractor: FeatureExtractor,
): Float32Array => {
  const side = views.viewSizePx;
  const view = new Float32Array(side * side * 3);
  // Nothing is drawn in validation mode.
  createViewMaker(views).render(image, 'validation', createRandom(0), view, new Int32Array());
  return readFloats(() => {
    const [features] = extractor.compute(tf.tensor4d(view, [1, side, side, 3]));
    if (features === undefined) throw new Error('The extractor has no output.');
    return features;
  });
};
