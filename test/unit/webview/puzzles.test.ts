import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';
import type { PermutationSet } from '../../../src/protocol/run.js';
import type { Sample } from '../../../src/protocol/runContents.js';
import { puzzleInsetShare } from '../../../webview/lab/puzzles/puzzleArea.js';
import { readPuzzles, summarisePuzzles } from '../../../webview/lab/puzzles/readPuzzles.js';
import { hammingDistance, solvePuzzle } from '../../../webview/lab/puzzles/solvePuzzle.js';

const identity = [0, 1, 2, 3];
const permutationOf = (tiles: number): fc.Arbitrary<number[]> =>
  fc.shuffledSubarray([...Array(tiles).keys()], { minLength: tiles });

const cellsInOrder = (truth: readonly number[], prediction: readonly number[]): number[] =>
  (solvePuzzle(truth, prediction)?.placed ?? [])
    .toSorted((a, b) => a.cell - b.cell)
    .map(({ tile }) => tile);

describe('solvePuzzle', () => {
  it('puts the tile at position p into the cell that the prediction names', () => {
    // The shuffled puzzle shows tiles 2 0 3 1; the network takes them for 2 3 0 1.
    const solved = solvePuzzle([2, 0, 3, 1], [2, 3, 0, 1]);
    expect(solved?.placed).toEqual([
      { position: 0, tile: 2, cell: 2, isRight: true },
      { position: 1, tile: 0, cell: 3, isRight: false },
      { position: 2, tile: 3, cell: 0, isRight: false },
      { position: 3, tile: 1, cell: 1, isRight: true },
    ]);
    expect(solved?.hammingDistance).toBe(2);
    expect(cellsInOrder([2, 0, 3, 1], [2, 3, 0, 1])).toEqual([3, 1, 2, 0]);
  });

  it('restores the picture by the truth, and fills each cell once by any permutation', () => {
    fc.assert(
      fc.property(permutationOf(9), permutationOf(9), (truth, prediction) => {
        expect(cellsInOrder(truth, truth)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
        const solved = solvePuzzle(truth, prediction);
        expect(new Set(solved?.placed.map(({ cell }) => cell)).size).toBe(9);
        expect(solved?.placed.filter(({ isRight }) => !isRight)).toHaveLength(
          hammingDistance(truth, prediction),
        );
      }),
    );
  });

  it('refuses what is no permutation of the same tiles', () => {
    expect(solvePuzzle(identity, [0, 1, 2])).toBeNull();
    expect(solvePuzzle(identity, [0, 1, 2, 2])).toBeNull();
    expect(solvePuzzle([0, 1, 2, 4], identity)).toBeNull();
  });
});

const set: PermutationSet = {
  kind: 'permutationSet',
  method: 'max-min',
  grid: 2,
  seed: 1,
  count: 3,
  minHamming: 2,
  meanHamming: 3,
  permutations: [identity, [1, 0, 2, 3], [3, 2, 1, 0]],
};
const sample = (truth: number, labels: readonly number[]): Sample => ({
  task: 'jigsaw',
  path: `image-${truth}.png`,
  classes: 3,
  truth,
  truthProbability: 0.125,
  top: labels.map((label, i) => ({ label, probability: 0.5 / (i + 1) })),
  fed: ['a', 'b', null, 'd'],
});

describe('readPuzzles', () => {
  it('ranks the candidates and measures each against the truth', () => {
    const [puzzle] = readPuzzles([sample(1, [0, 1, 2])], set);
    expect(puzzle?.isSolved).toBe(false);
    expect(
      puzzle?.candidates.map(({ rank, hammingDistance: distance, isTruth }) => [
        rank,
        distance,
        isTruth,
      ]),
    ).toEqual([
      [1, 2, false],
      [2, 0, true],
      [3, 4, false],
    ]);
    expect(puzzle?.truthCandidate.rank).toBe(2);
  });

  it('knows the truth also where it is beyond the kept answers', () => {
    const [puzzle] = readPuzzles([sample(2, [0, 1])], set);
    expect(puzzle?.truthCandidate).toMatchObject({ rank: null, label: 2, probability: 0.125 });
    expect(puzzle?.candidates).toHaveLength(2);
  });

  it('leaves out rotations and what does not fit the permutation set', () => {
    const odd: Sample[] = [
      { ...sample(0, [0]), task: 'rotation' },
      sample(3, [0]),
      { ...sample(0, [0]), fed: ['a'] },
      sample(0, []),
    ];
    expect(readPuzzles(odd, set)).toEqual([]);
  });

  it('sums up how many were solved and how far the others are off', () => {
    const puzzles = readPuzzles([sample(0, [0]), sample(1, [0, 1]), sample(2, [0])], set);
    expect(summarisePuzzles(puzzles)).toEqual({
      puzzles: 3,
      solved: 1,
      meanHammingDistance: 2,
    });
    expect(summarisePuzzles([]).meanHammingDistance).toBe(0);
  });
});

it('finds the puzzle in the middle of the photo', () => {
  // 120 px of 132 px: a border of 6 px on each side.
  expect(puzzleInsetShare(defaultRunConfig('jigsaw'))).toBeCloseTo(6 / 132, 10);
});
