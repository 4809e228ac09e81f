/** A panel of an encoded picture. */
import sharp from 'sharp';

import { drawSquare } from './canvas.js';
import { sheetBackground } from './layOutSheet.js';
import type { Panel } from './panel.js';

/** What shows where a picture is transparent. */
const [r, g, b] = sheetBackground;

/**
 * @param picture PNG of a square
 * @param overlay PNG of the same size to lay over it, or null
 */
export const picturePanel = async (
  picture: Uint8Array,
  overlay: Uint8Array | null,
  caption: string,
): Promise<Panel> => {
  // Pixels after a composition are flattened in a second step: sharp does it in the other order.
  const laid = await sharp(picture)
    .composite(overlay === null ? [] : [{ input: Buffer.from(overlay) }])
    .png()
    .toBuffer();
  const { data, info } = await sharp(laid)
    .flatten({ background: { r, g, b } })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    sidePx: info.width,
    caption,
    draw(canvas, leftPx, topPx) {
      drawSquare(canvas, data, info.width, leftPx, topPx, 1);
    },
  };
};
