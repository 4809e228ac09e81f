/** One image file, decoded as those of a folder are. */
import { basename, dirname } from 'node:path';

import * as tf from '@tensorflow/tfjs';

import { sentence } from '../../../protocol/sentence.js';
import type { DecodeLimits } from '../../data/decodeImage.js';
import { LabError } from '../../labError.js';
import type { SquareImage } from '../../pretext/pretextViews.js';
import { createViewMaker } from '../../pretext/viewMakers.js';
import type { WholeViewsSpec } from '../../pretext/wholeViews.js';
import { createRandom } from '../../random.js';
import { decodeSome } from '../decodeSome.js';
import type { FeatureExtractor } from '../extractFeatures.js';
import type { LookingOptions, LookingWorld } from '../lookedAtFolder.js';
import { readFloats } from '../readFloats.js';

export interface QueryImage {
  readonly image: SquareImage;
  /** As `contentNames` calls it. */
  readonly content: string;
}

/**
 * Decodes one image.
 * @param file absolute path
 * @throws LabError `badArgument` when it is missing or cannot be decoded
 */
export const readQueryImage = async (
  file: string,
  sizePx: number,
  limits: DecodeLimits,
  world: Pick<LookingWorld, 'workerUrl'>,
  { signal }: Pick<LookingOptions, 'signal'>,
): Promise<QueryImage> => {
  const options = { workers: 1, signal };
  const paths = [basename(file)];
  const [query] = await decodeSome(dirname(file), paths, sizePx, limits, world, options);
  if (query === undefined) throw new Error('One path was asked for, and none was answered.');
  if (!('message' in query)) return query;
  throw new LabError(
    'badArgument',
    sentence('The image {0} cannot be searched for: {1}', file, query.message),
  );
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
): Promise<Float32Array> => {
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
