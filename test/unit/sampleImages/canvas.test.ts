import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Canvas, type Affine } from '../../../src/engine/sampleImages/canvas.js';
import { polygon, rectangle } from '../../../src/engine/sampleImages/outlines.js';
import { glowing } from '../../../src/engine/sampleImages/paints.js';

const seed = 7;
const identity: Affine = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };
const white = glowing([1, 1, 1]);

const redSum = (pixels: Float32Array): number => {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 3) sum += pixels[at]!;
  return sum;
};

const overlap = (low: number, high: number, pixel: number): number =>
  Math.max(0, Math.min(high, pixel + 1) - Math.max(low, pixel));

describe('canvas.fill', () => {
  it(`covers each pixel by the exact area of a rectangle (seed ${seed})`, () => {
    const coordinate = fc.double({ min: -4, max: 14, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, (a, b, c, d) => {
        const canvas = new Canvas(10, 9);
        canvas.fill([rectangle(a, b, c, d)], identity, white);
        for (let y = 0; y < 9; y++) {
          for (let x = 0; x < 10; x++) {
            const area =
              overlap(Math.min(a, c), Math.max(a, c), x) *
              overlap(Math.min(b, d), Math.max(b, d), y);
            // Coverage below one in 250 is left out, which no 8-bit picture shows.
            expect(Math.abs(canvas.pixels[(y * 10 + x) * 3]! - area)).toBeLessThan(0.0041);
          }
        }
      }),
      { seed, numRuns: 200 },
    );
  });

  it(`covers the area of any triangle inside the canvas (seed ${seed})`, () => {
    const coordinate = fc.double({ min: 0, max: 40, noNaN: true });
    const point = fc.tuple(coordinate, coordinate);
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        const canvas = new Canvas(40, 40);
        canvas.fill([polygon(a, b, c)], identity, white);
        const area = Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
        expect(Math.abs(redSum(canvas.pixels) - area)).toBeLessThan(0.25);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('paints the union of overlapping outlines once, whichever way they turn', () => {
    const canvas = new Canvas(12, 12);
    const clockwise = polygon([2, 2], [2, 8], [8, 8], [8, 2]);
    canvas.fill([rectangle(0, 0, 6, 6), clockwise], identity, white, 0.5);
    expect(redSum(canvas.pixels)).toBeCloseTo(0.5 * (36 + 36 - 16), 4);
  });

  it('leaves no trace of an outline for the next fill', () => {
    const canvas = new Canvas(16, 16);
    canvas.fill([rectangle(2, 5, 5, 7), rectangle(9, 5, 12, 7)], identity, white, 0);
    canvas.fill([rectangle(4, 4, 8, 8)], identity, white);
    expect(redSum(canvas.pixels)).toBeCloseTo(16, 4);
  });

  it('hands the paint the coordinates of the outline', () => {
    const canvas = new Canvas(8, 8);
    const turned: Affine = { xx: 0, xy: 2, x0: 1, yx: -2, yy: 0, y0: 7 };
    canvas.fill([rectangle(0, 0, 3, 3)], turned, ({ count, x, y, colours }) => {
      for (let i = 0; i < count; i++) {
        colours[4 * i] = x[i]!;
        colours[4 * i + 1] = y[i]!;
      }
    });
    // The centre of pixel (column 4, row 2) is (4.5, 2.5): y = 3.5 / 2, x = 4.5 / 2.
    expect(canvas.pixels[(2 * 8 + 4) * 3]).toBeCloseTo(2.25, 5);
    expect(canvas.pixels[(2 * 8 + 4) * 3 + 1]).toBeCloseTo(1.75, 5);
  });
});
