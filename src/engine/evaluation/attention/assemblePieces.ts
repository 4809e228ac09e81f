/** Views of one image as one picture: the only one, or the tiles of a puzzle in their places. */
import type { SquarePicture } from '../../pretext/sheet/encodePicture.js';

/** Between tiles, as a share of their side, and at least one pixel. */
const seamShare = 1 / 16;

/**
 * Puts views side by side in reading order; what lies between them stays transparent.
 * @param views uint8 [V, side, side, 4]
 * @param order places among the views, one per place of the picture: a square number of them
 */
export const assemblePieces = (
  views: Uint8Array,
  side: number,
  order: readonly number[],
): SquarePicture => {
  const grid = Math.sqrt(order.length);
  const seamPx = Math.max(1, Math.round(side * seamShare));
  const sizePx = grid * (side + seamPx) - seamPx;
  const pixels = new Uint8Array(sizePx * sizePx * 4);
  for (const [place, view] of order.entries()) {
    const left = (place % grid) * (side + seamPx);
    const top = Math.floor(place / grid) * (side + seamPx);
    for (let row = 0; row < side; row++) {
      const from = (view * side + row) * side * 4;
      pixels.set(views.subarray(from, from + side * 4), ((top + row) * sizePx + left) * 4);
    }
  }
  return { sizePx, channels: 4, pixels };
};

/** Colours without transparency. @param colors uint8 [..., 3] @returns uint8 [..., 4] */
export const opaque = (colors: Uint8ClampedArray): Uint8Array => {
  const out = new Uint8Array((colors.length / 3) * 4).fill(255);
  for (let pixel = 0; pixel < colors.length / 3; pixel++) {
    out.set(colors.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
  }
  return out;
};
