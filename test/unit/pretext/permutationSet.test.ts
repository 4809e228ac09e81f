import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { LabError } from '../../../src/engine/labError.js';
import {
  packPermutations,
  selectGreedily,
  unpackPermutation,
  type GreedyRule,
} from '../../../src/engine/pretext/jigsaw/greedySelection.js';
import { hammingDistance, type Permutation } from '../../../src/engine/pretext/jigsaw/hamming.js';
import { makePermutationSet } from '../../../src/engine/pretext/jigsaw/permutationSet.js';
import { createRandom, shuffledIndices } from '../../../src/engine/random.js';
import { permutationSetSchema } from '../../../src/protocol/run.js';

/** The greedy as one would write it without thinking of time. */
const slowGreedy = (candidates: Permutation[], count: number, rule: GreedyRule): number[] => {
  const chosen = [0];
  while (chosen.length < count) {
    const scores = candidates.map((candidate) => {
      const distances = chosen.map((index) => hammingDistance(candidate, candidates[index] ?? []));
      const sum = distances.reduce((total, distance) => total + distance, 0);
      const smallest = Math.min(...distances);
      if (smallest === 0) return -1;
      return rule === 'max-min' ? smallest * 1e6 + sum : sum;
    });
    chosen.push(scores.indexOf(Math.max(...scores)));
  }
  return chosen;
};

describe('selectGreedily', () => {
  it.each(['max-min', 'max-mean'] as const)('chooses as a slow %s greedy does', (rule) => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(4, 9, 16), (seed, length) => {
        const random = createRandom(seed);
        const candidates = Array.from({ length: 60 }, () => [...shuffledIndices(length, random)]);
        const packed = packPermutations(60, length, (index, permutation) => {
          permutation.set(candidates[index] ?? []);
        });
        expect(candidates.map((_, index) => unpackPermutation(packed, index))).toEqual(candidates);
        expect([...selectGreedily(packed, 12, rule)]).toEqual(slowGreedy(candidates, 12, rule));
      }),
      { seed: 31, numRuns: 25 },
    );
  });
});

describe('makePermutationSet', () => {
  it.each([1, 2])('reaches minimum 6 and mean 8.07 with 100 permutations, seed %i', (seed) => {
    const set = makePermutationSet({ method: 'max-min', count: 100, grid: 3, seed });
    expect(set.minHamming).toBe(6);
    expect(set.meanHamming).toBeGreaterThanOrEqual(8.07);
  });

  it('reaches minimum 5 and mean 8.00 with 1000 permutations', { timeout: 60_000 }, () => {
    const set = makePermutationSet({ method: 'max-min', count: 1000, grid: 3, seed: 1 });
    expect(set.minHamming).toBe(5);
    expect(set.meanHamming).toBeGreaterThanOrEqual(8);
  });

  it("spreads the ties of the paper's greedy over all candidates", () => {
    const set = makePermutationSet({ method: 'max-mean', count: 10, grid: 3, seed: 1 });
    expect(set.meanHamming).toBeCloseTo(8.8, 10);
    // The first candidate in lexicographic order would be a neighbour, at distance 2.
    expect(set.minHamming).toBeGreaterThan(2);
  });

  it.each([
    [64, 8],
    [72, 8],
    [100, 7],
    [504, 7],
    [1512, 6],
  ])('takes %i permutations from a code of distance %i', (count, distance) => {
    const set = makePermutationSet({ method: 'code', count, grid: 3, seed: 5 });
    expect(set.minHamming).toBe(distance);
  });

  it.each([
    ['max-min', 3, 24],
    ['max-mean', 3, 24],
    ['code', 3, 80],
    ['random', 3, 500],
    ['max-min', 2, 24],
    ['max-mean', 2, 10],
    ['random', 2, 24],
    ['max-min', 4, 20],
    ['random', 4, 100],
  ] as const)('%s on a %i-grid makes %i different permutations, seeded', (method, grid, count) => {
    const set = makePermutationSet({ method, count, grid, seed: 7 });
    expect(permutationSetSchema.parse(set)).toEqual(set);
    expect(set.permutations).toHaveLength(count);
    expect(new Set(set.permutations.map((member) => member.join())).size).toBe(count);
    const inOrder = Array.from({ length: grid * grid }, (_, i) => i);
    for (const member of set.permutations) {
      expect([...member].sort((a, b) => a - b)).toEqual(inOrder);
    }
    expect(makePermutationSet({ method, count, grid, seed: 7 })).toEqual(set);
    const other = makePermutationSet({ method, count, grid, seed: 8 });
    expect(other.permutations).not.toEqual(set.permutations);
  });

  it('reports the distances of the members it returns', () => {
    const set = makePermutationSet({ method: 'random', count: 40, grid: 3, seed: 2 });
    const pairs = set.permutations.flatMap((a, i) =>
      set.permutations.slice(0, i).map((b) => hammingDistance(a, b)),
    );
    expect(set.minHamming).toBe(Math.min(...pairs));
    expect(set.meanHamming).toBeCloseTo(pairs.reduce((sum, d) => sum + d, 0) / pairs.length, 10);
  });

  it('refuses what cannot be made, with the numbers', () => {
    const make = (method: 'max-min' | 'code', count: number, grid: 2 | 3) => () =>
      makePermutationSet({ method, count, grid, seed: 1 });
    expect(make('max-min', 25, 2)).toThrow(LabError);
    expect(make('max-min', 25, 2)).toThrow(/2x2 .* 24 permutations.* 25/);
    expect(make('max-min', 0, 2)).toThrow(/at least 1/);
    expect(make('max-min', 10_001, 3)).toThrow(/max-min .* 10001 .* random/);
    expect(make('code', 1513, 3)).toThrow(/72, 504, 1512/);
    expect(make('code', 12, 2)).toThrow(/2x2/);
  });
});
