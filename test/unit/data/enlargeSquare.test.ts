import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { enlargeSquare } from '../../../src/engine/data/enlargeSquare.js';

/** The definition of bilinear interpolation, pixel by pixel. */
const slowly = (pixels: Uint8Array, from: number, to: number): number[] => {
  const at = (x: number, y: number, c: number): number =>
    pixels[(Math.min(y, from - 1) * from + Math.min(x, from - 1)) * 3 + c] ?? 0;
  const result: number[] = [];
  for (let y = 0; y < to; y++) {
    for (let x = 0; x < to; x++) {
      const u = Math.min(Math.max(((x + 0.5) * from) / to - 0.5, 0), from - 1);
      const v = Math.min(Math.max(((y + 0.5) * from) / to - 0.5, 0), from - 1);
      const [left, top] = [Math.floor(u), Math.floor(v)];
      for (let c = 0; c < 3; c++) {
        const upper = at(left, top, c) * (1 - u + left) + at(left + 1, top, c) * (u - left);
        const lower = at(left, top + 1, c) * (1 - u + left) + at(left + 1, top + 1, c) * (u - left);
        result.push(upper * (1 - v + top) + lower * (v - top));
      }
    }
  }
  return result;
};

describe('enlargeSquare', () => {
  it('agrees with the definition to within two grey levels', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 25 }));
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.nat(255)), ([from, more], values) => {
        const pixels = Uint8Array.from(values.take(from * from * 3));
        const to = from + more;
        const enlarged = enlargeSquare(pixels, from, to);
        const expected = slowly(pixels, from, to);
        expect(enlarged.length).toBe(expected.length);
        const worst = Math.max(...expected.map((value, i) => Math.abs(value - (enlarged[i] ?? 0))));
        expect(worst).toBeLessThan(2);
      }),
      { seed: 41 },
    );
  });

  it('changes nothing at the same size', () => {
    const pixels = Uint8Array.from({ length: 5 * 5 * 3 }, (_, i) => (i * 37) % 256);
    expect(enlargeSquare(pixels, 5, 5)).toEqual(pixels);
  });
});
