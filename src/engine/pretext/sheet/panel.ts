/** The pictures that a contact sheet is laid out of. */
import sharp from 'sharp';

import type { SquareImage } from '../pretextViews.js';
import { fixedMean, fixedStd } from '../sourceImage.js';
import { type Canvas, drawSquare } from './canvas.js';

/** One square picture with a line of text beneath it. */
export interface Panel {
  readonly sidePx: number;
  readonly caption: string;
  draw(canvas: Canvas, leftPx: number, topPx: number): void;
}

/** Standard deviations that map to black and white when a tile normalised on its own is shown. */
const shownDeviations = 2.4;

/**
 * Turns network inputs back into colours.
 * @param views normalised values
 * @param perTile whether each tile was normalised on its own; its own contrast is gone, so it is shown
 *   around middle grey. Otherwise the colours are the image's
 * @returns uint8 of the same shape
 */
export const toColors = (views: Float32Array, perTile: boolean): Uint8ClampedArray => {
  const scale = perTile ? 127.5 / shownDeviations : 255 * fixedStd;
  const offset = perTile ? 127.5 : 255 * fixedMean;
  return Uint8ClampedArray.from(views, (value) => value * scale + offset);
};

/** The whole-numbered enlargement that brings a picture closest to a size, at least 1. */
export const enlargement = (sizePx: number, wantedPx: number): number =>
  Math.max(1, Math.round(wantedPx / sizePx));

/**
 * Makes the panel of a source image.
 * @param decorate draws over the picture; `scale` is panel px per source px
 */
export const sourcePanel = async (
  image: SquareImage,
  mirrored: boolean,
  sidePx: number,
  caption: string,
  decorate: (canvas: Canvas, leftPx: number, topPx: number, scale: number) => void,
): Promise<Panel> => {
  const { sizePx, pixels } = image;
  const resized = await sharp(pixels, { raw: { width: sizePx, height: sizePx, channels: 3 } })
    .flop(mirrored)
    .resize(sidePx, sidePx, { fit: 'fill' })
    .raw()
    .toBuffer();
  return {
    sidePx,
    caption: mirrored ? `${caption} · mirrored` : caption,
    draw(canvas, leftPx, topPx) {
      drawSquare(canvas, resized, sidePx, leftPx, topPx, 1);
      decorate(canvas, leftPx, topPx, sidePx / sizePx);
    },
  };
};
