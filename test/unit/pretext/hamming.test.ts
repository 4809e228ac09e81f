import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  hammingDistance,
  hammingMatrix,
  summarizeDistances,
} from '../../../src/engine/pretext/jigsaw/hamming.js';
import { createRandom, shuffledIndices } from '../../../src/engine/random.js';

describe('hamming distances', () => {
  it('counts the positions that differ', () => {
    expect(hammingDistance([0, 1, 2, 3], [0, 1, 2, 3])).toBe(0);
    expect(hammingDistance([0, 1, 2, 3], [1, 0, 2, 3])).toBe(2);
    expect(hammingDistance([0, 1, 2, 3], [3, 2, 1, 0])).toBe(4);
  });

  it('summarises what the matrix of all pairs says', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 2, max: 30 }), (seed, members) => {
        const random = createRandom(seed);
        const set = Array.from({ length: members }, () => [...shuffledIndices(9, random)]);
        const matrix = hammingMatrix(set);
        const pairs = set.flatMap((a, i) => set.slice(0, i).map((b) => hammingDistance(a, b)));
        const { min, mean } = summarizeDistances(set);
        expect(min).toBe(Math.min(...pairs));
        expect(mean).toBeCloseTo(pairs.reduce((sum, d) => sum + d, 0) / pairs.length, 10);
        for (let i = 0; i < members; i++) {
          for (let j = 0; j < members; j++) {
            const expected = hammingDistance(set[i] ?? [], set[j] ?? []);
            expect(matrix[i * members + j]).toBe(expected);
          }
        }
      }),
      { seed: 21, numRuns: 30 },
    );
  });

  it('has nothing to say of a single permutation', () => {
    expect(summarizeDistances([[0, 1, 2, 3]])).toEqual({ min: 0, mean: 0 });
  });
});
