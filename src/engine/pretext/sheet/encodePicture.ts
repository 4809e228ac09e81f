/** Pictures that are shown alone. */
import sharp from 'sharp';

import { enlargement } from './panel.js';

/** A square picture, not encoded yet. */
export interface SquarePicture {
  readonly sizePx: number;
  /** 3, or 4 with the opacity as the last. */
  readonly channels: 3 | 4;
  /** uint8 [sizePx, sizePx, channels] */
  readonly pixels: Uint8Array | Uint8ClampedArray;
}

/** The side at which a picture is shown: a whole multiple of its own, or less where that is too large. */
export const shownSidePx = (sizePx: number, wantedPx: number): number =>
  sizePx > wantedPx ? wantedPx : sizePx * enlargement(sizePx, wantedPx);

/**
 * Encodes a picture as PNG.
 * @param sidePx at which it is shown
 * @param isSmooth whether an enlarged picture runs from pixel to pixel, or shows each as a block
 */
export const encodePicture = async (
  { sizePx, channels, pixels }: SquarePicture,
  sidePx: number,
  isSmooth: boolean,
): Promise<Uint8Array<ArrayBuffer>> => {
  const kernel = isSmooth || sidePx < sizePx ? 'cubic' : 'nearest';
  const png = await sharp(pixels, { raw: { width: sizePx, height: sizePx, channels } })
    .resize(sidePx, sidePx, { kernel })
    .png()
    .toBuffer();
  return new Uint8Array(png);
};
