import fc from 'fast-check';
import { expect, it } from 'vitest';

import { firstAtLeast, thin, withPoints } from '../../../webview/lab/curves/thinning.js';

const source = (length: number) => ({
  step: Uint32Array.from({ length }, (_, at) => at + 1),
  length,
});

it('keeps every point of a range that has room for them, and one on either side', () => {
  const values = Float32Array.from({ length: 10 }, (_, at) => at * 10);
  const { x, lines } = thin(source(10), [values], { from: 4, to: 6 }, 500);
  expect(x).toEqual([3, 4, 5, 6, 7]);
  expect(lines).toEqual([[20, 30, 40, 50, 60]]);
});

it('shows at most two points in each column of pixels, and every extreme', () => {
  const lengths = fc.integer({ min: 1, max: 3000 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 200 }), fc.nat(), (length, columns, seed) => {
      const values = Float32Array.from({ length }, (_, at) => ((at * 7919 + seed) % 1009) / 1009);
      const { x, lines } = thin(source(length), [values], { from: 1, to: length }, columns);
      // The last step lies at the edge, in a column of its own.
      expect(x.length).toBeLessThanOrEqual(2 * (columns + 1));
      expect(x).toEqual([...new Set(x)].sort((a, b) => a - b));
      const shown = lines[0]?.map(Number) ?? [];
      expect(Math.max(...shown)).toBe(Math.max(...values));
      expect(Math.min(...shown)).toBe(Math.min(...values));
    }),
  );
});

it('keeps a spike of one step in a hundred thousand', () => {
  const values = new Float32Array(100_000);
  values[54_321] = 9;
  const { lines } = thin(source(100_000), [values], { from: 1, to: 100_000 }, 400);
  expect(lines[0]).toContain(9);
});

it('reads no further than the points in use', () => {
  const buffers = { step: new Uint32Array([1, 2, 0, 0]), length: 2 };
  const { x } = thin(buffers, [new Float32Array([5, 6, 0, 0])], { from: 1, to: 9 }, 100);
  expect(x).toEqual([1, 2]);
});

it('finds the first step that is at least another one', () => {
  const { step, length } = source(9);
  expect([0, 1, 5, 9, 10].map((wanted) => firstAtLeast(step, length, wanted))).toEqual([
    0, 0, 4, 8, 9,
  ]);
});

it('adds a line with its own points', () => {
  const merged = withPoints(
    { x: [1, 3, 5], lines: [[10, 30, 50]] },
    { x: [3, 4, 8], y: [7, 8, 9] },
  );
  expect(merged).toEqual({
    x: [1, 3, 4, 5, 8],
    lines: [
      [10, 30, undefined, 50, undefined],
      [undefined, 7, 8, undefined, 9],
    ],
  });
});
