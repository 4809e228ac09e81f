import type { SquareImage } from '../../../src/engine/pretext/pretextViews.js';
import { createRandom } from '../../../src/engine/random.js';

/** An image whose pixel values come from a function of row, column and channel. */
export const drawnImage = (
  sizePx: number,
  value: (row: number, column: number, channel: number) => number,
): SquareImage => ({
  sizePx,
  pixels: Uint8Array.from({ length: sizePx * sizePx * 3 }, (_, i) =>
    value(Math.floor(i / 3 / sizePx), Math.floor(i / 3) % sizePx, i % 3),
  ),
});

/** An image of noise. */
export const noiseImage = (sizePx: number, seed: number): SquareImage => {
  const random = createRandom(seed);
  return drawnImage(sizePx, () => random.below(256));
};
