import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createEvenSample, evenlyChosen } from '../../../src/engine/data/evenSample.js';

const sampleOf = (size: number, length: number): number[] => {
  const sample = createEvenSample<number>(size);
  for (let item = 0; item < length; item++) sample.add(item);
  return sample.items();
};

describe('an even sample', () => {
  it('is the whole list while that is short', () => {
    expect(sampleOf(5, 0)).toEqual([]);
    expect(sampleOf(5, 5)).toEqual([0, 1, 2, 3, 4]);
  });

  it('is spread over a long one', () => {
    expect(sampleOf(4, 16)).toEqual([0, 4, 8, 12]);
  });

  it('has its size and leaves no large gap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 3000 }),
        (size, length) => {
          const items = sampleOf(size, length);
          expect(items).toHaveLength(Math.min(size, length));
          const ends = [...items.slice(1), length];
          const gaps = items.map((item, k) => (ends[k] ?? 0) - item);
          expect(Math.min(...gaps)).toBeGreaterThan(0);
          expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.ceil((4 * length) / size));
        },
      ),
    );
  });
});

describe('evenlyChosen', () => {
  it('chooses in order', () => {
    expect(evenlyChosen(['a', 'b', 'c', 'd', 'e'], 2)).toEqual(['a', 'c']);
    expect(evenlyChosen(['a'], 2)).toEqual(['a']);
  });
});
