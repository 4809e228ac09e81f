/** What both tasks do with the decoded source image. */
import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import type { SquareImage } from './pretextViews.js';

/** Mean of the fixed normalisation, on the scale 0..1. */
export const fixedMean = 0.5;
/** Standard deviation of the fixed normalisation, on the scale 0..1. */
export const fixedStd = 0.25;

/** Fixed normalisation of a pixel value 0..255: `value * fixedScale + fixedOffset`. */
export const fixedScale = 1 / (255 * fixedStd);
export const fixedOffset = -fixedMean / fixedStd;

/**
 * The pixels of an image of the expected size.
 * @returns uint8 [sizePx, sizePx, 3]
 * @throws LabError `internal` when the image has another size
 */
export const pixelsOfSize = (image: SquareImage, sizePx: number): Uint8Array => {
  if (image.sizePx !== sizePx || image.pixels.length !== sizePx * sizePx * 3) {
    throw new LabError(
      'internal',
      sentence(
        'An image of {0} px with {1} bytes reached a task that was set up for {2} px; clear the image cache and try again.',
        image.sizePx,
        image.pixels.length,
        sizePx,
      ),
    );
  }
  return image.pixels;
};
