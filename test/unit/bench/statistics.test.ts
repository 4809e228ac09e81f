import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { median, ratioOf } from '../../bench/statistics.js';

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 4], 4],
    [[4, 1], 2.5],
    [[10, 2, 9, 1], 5.5],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });

  it('has as many values on either side, in whatever order they come', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 });
    fc.assert(
      fc.property(values, (numbers) => {
        const middle = median(numbers);
        const below = numbers.filter((value) => value < middle).length;
        const above = numbers.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(numbers.length / 2);
        expect(median(numbers.toReversed())).toBe(middle);
      }),
      { seed: 20_240_817 },
    );
  });
});

describe('a ratio', () => {
  it('is how many times as long the other side takes', () => {
    expect(ratioOf([100], [250])).toEqual({ ofMedians: 2.5, min: 2.5, max: 2.5 });
  });

  it('compares the medians over the rounds, and the two sides within each round', () => {
    const ratio = ratioOf([100, 200, 400], [300, 200, 1000]);
    expect(ratio).toEqual({ ofMedians: 1.5, min: 1, max: 3 });
  });
});
