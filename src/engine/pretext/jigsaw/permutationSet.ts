/** Chooses the permutations that a puzzle is shuffled by. */
import { permutationRefusal } from '../../../protocol/defaultConfig.js';
import type { Grid, PermutationMethod, PermutationSet } from '../../../protocol/run.js';
import { sentence } from '../../../protocol/sentence.js';
import { LabError } from '../../labError.js';
import { createRandom, shuffledIndices, type Random } from '../../random.js';
import {
  packPermutations,
  selectGreedily,
  unpackPermutation,
  type PackedPermutations,
} from './greedySelection.js';
import { groupCodes } from './groupCodes.js';
import { summarizeDistances, type Permutation } from './hamming.js';

/** What is asked for. */
export interface PermutationSetOptions {
  readonly method: PermutationMethod;
  /** Members, at least 1. */
  readonly count: number;
  readonly grid: Grid;
  /** Integer, 0 .. 2^32 - 1. */
  readonly seed: number;
}

/** Candidates for 16 tiles, whose 16! permutations cannot be listed. */
const samplePoolSize = 100_000;

/**
 * Chooses a permutation set; position p of a shuffled puzzle shows tile `permutation[p]`.
 *
 * - `max-min`: greedy on the distance to the nearest member, ties by the mean distance. A departure
 *   from the paper: the same mean, and a far better minimum;
 * - `max-mean`: the paper's greedy on the mean distance (Noroozi & Favaro 2016, algorithm 1);
 * - `code`: a group code on nine tiles of 72, 504 or 1512 members, or so many members of the smallest
 *   of them that holds the count, chosen by the `max-min` greedy, so that the code's distance holds;
 * - `random`: different permutations, nothing more.
 *
 * Renaming positions and tiles changes no distance. The `max-min` greedy over all permutations, and
 * over a code, therefore always starts at the identity, and the seed draws the renaming: every seed
 * gives another set, and all of them are equally good. The paper's greedy starts at random. With 16 tiles
 * both choose from a random sample of 100,000 permutations.
 *
 * The greedy takes time in proportion to candidates times members, so its sets are bounded. A code has
 * 1512 members at most; where more are wanted, only `random` is left.
 * @throws LabError `badArgument` when `permutationRefusal` speaks against it, or there is no such code
 */
export const makePermutationSet = (options: PermutationSetOptions): PermutationSet => {
  const { method, count, grid, seed } = options;
  const tiles = grid * grid;
  const random = createRandom(seed).split('permutationSet', method, grid, count);
  requirePossibleSet(options);
  const permutations =
    method === 'random'
      ? chooseAtRandom(count, tiles, random)
      : rename(choose(method, count, grid, random.split('pool')), tiles, random.split('names'));
  const { min, mean } = summarizeDistances(permutations);
  return {
    kind: 'permutationSet',
    method,
    grid,
    seed,
    count,
    minHamming: min,
    meanHamming: mean,
    permutations: permutations.map((permutation) => [...permutation]),
  };
};

const requirePossibleSet = ({ method, count, grid }: PermutationSetOptions): void => {
  const refusal =
    Number.isInteger(count) && count >= 1
      ? permutationRefusal(grid, count, method)
      : sentence(
          'A set of {0} permutations cannot be made; choose a whole number of at least 1.',
          count,
        );
  if (refusal !== null) throw new LabError('badArgument', refusal);
};

const choose = (
  method: 'max-min' | 'max-mean' | 'code',
  count: number,
  grid: Grid,
  random: Random,
): Permutation[] => {
  const listed = method === 'code' ? codePool(count, grid) : candidatePool(grid * grid, random);
  // With the mean alone nearly everything is tied, and neighbours in the list are near each other.
  const pool =
    method === 'max-mean' ? reorder(listed, shuffledIndices(listed.count, random)) : listed;
  const chosen = selectGreedily(pool, count, method === 'max-mean' ? 'max-mean' : 'max-min');
  return Array.from(chosen, (index) => unpackPermutation(pool, index));
};

const reorder = (pool: PackedPermutations, order: Int32Array): PackedPermutations => ({
  count: pool.count,
  length: pool.length,
  head: Uint32Array.from(order, (index) => pool.head[index] ?? 0),
  tail: Uint32Array.from(order, (index) => pool.tail[index] ?? 0),
});

const codePool = (count: number, grid: Grid): PackedPermutations => {
  const code = groupCodes.find(({ size }) => size >= count);
  if (grid !== 3 || code === undefined) {
    const sizes = groupCodes.map(({ size }) => size).join(', ');
    throw new LabError(
      'badArgument',
      sentence(
        'There is no code of {0} permutations for a {1}x{1} puzzle; codes exist for 3x3, with {2} permutations or a part of them. Choose another count or the method max-min.',
        count,
        grid,
        sizes,
      ),
    );
  }
  const members = code.members();
  return packPermutations(members.length, 9, (index, permutation) => {
    permutation.set(members[index] ?? []);
  });
};

/** All permutations where they can be listed, in lexicographic order; else a random sample. */
const candidatePool = (tiles: number, random: Random): PackedPermutations => {
  if (canBeListed(tiles)) {
    return packPermutations(factorial(tiles), tiles, (index, permutation) => {
      if (index === 0) for (let i = 0; i < tiles; i++) permutation[i] = i;
      else stepToNext(permutation);
    });
  }
  // A repeat among the candidates has distance 0 to the first and is never chosen.
  return packPermutations(samplePoolSize, tiles, (_, permutation) => {
    permutation.set(shuffledIndices(tiles, random));
  });
};

const canBeListed = (tiles: number): boolean => tiles <= 9;

/** Turns a permutation into its lexicographic successor, in place. */
const stepToNext = (permutation: Uint8Array): void => {
  let pivot = permutation.length - 2;
  while (pivot >= 0 && permutation[pivot]! > permutation[pivot + 1]!) pivot--;
  let successor = permutation.length - 1;
  while (permutation[successor]! < permutation[pivot]!) successor--;
  const moved = permutation[pivot]!;
  permutation[pivot] = permutation[successor]!;
  permutation[successor] = moved;
  permutation.subarray(pivot + 1).reverse();
};

/** Applies one random order of the positions and one of the tiles to every member. */
const rename = (permutations: Permutation[], tiles: number, random: Random): Permutation[] => {
  const positions = [...shuffledIndices(tiles, random)];
  const names = shuffledIndices(tiles, random);
  return permutations.map((permutation) =>
    positions.map((position) => names[permutation[position] ?? 0] ?? 0),
  );
};

const chooseAtRandom = (count: number, tiles: number, random: Random): Permutation[] => {
  if (canBeListed(tiles)) {
    const pool = candidatePool(tiles, random);
    return Array.from(shuffledIndices(pool.count, random).subarray(0, count), (index) =>
      unpackPermutation(pool, index),
    );
  }
  const chosen = new Map<string, Permutation>();
  while (chosen.size < count) {
    const permutation = [...shuffledIndices(tiles, random)];
    chosen.set(permutation.join(), permutation);
  }
  return [...chosen.values()];
};

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
