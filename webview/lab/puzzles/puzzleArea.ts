/** Which part of a photo a validation puzzle was cut from. */
import type { RunConfig } from '../../../src/protocol/run.js';

/** How much larger than the puzzle the source is that the puzzle is cut from. */
const sourceShare = 1.1;

/**
 * Width of the border around the puzzle as a share of the side of the photo's middle square: the
 * network is fed the centre of a slightly larger image.
 */
export const puzzleInsetShare = ({ imageSizePx, jigsaw: { grid } }: RunConfig): number => {
  const cropSizePx = Math.floor(imageSizePx / grid) * grid;
  const sourceSizePx = Math.round(cropSizePx * sourceShare);
  return Math.floor((sourceSizePx - cropSizePx) / 2) / sourceSizePx;
};
