/** Hamming distances between permutations: in how many positions two of them show different tiles. */

/** A permutation of 0 .. length - 1. */
export type Permutation = readonly number[];

/** How far apart the members of a permutation set are. */
export interface DistanceSummary {
  /** Smallest distance between two members; 0 for fewer than two. */
  readonly min: number;
  /** Mean distance over all pairs; 0 for fewer than two. */
  readonly mean: number;
}

/** The number of positions in which two permutations of the same length differ. */
export const hammingDistance = (a: Permutation, b: Permutation): number => {
  let distance = 0;
  for (let position = 0; position < a.length; position++) {
    if (a[position] !== b[position]) distance++;
  }
  return distance;
};

/**
 * All pairwise distances.
 * @returns uint8 [P, P], symmetric, 0 on the diagonal
 */
export const hammingMatrix = (permutations: readonly Permutation[]): Uint8Array => {
  const members = permutations.length;
  const matrix = new Uint8Array(members * members);
  for (const [i, a] of permutations.entries()) {
    for (const [j, b] of permutations.entries()) {
      if (j < i) matrix[i * members + j] = matrix[j * members + i] = hammingDistance(a, b);
    }
  }
  return matrix;
};

/** The smallest distance that two different permutations can have. */
const smallestPossible = 2;

/** The smallest and the mean distance of a set. */
export const summarizeDistances = (permutations: readonly Permutation[]): DistanceSummary => {
  const members = permutations.length;
  if (members < 2) return { min: 0, mean: 0 };
  return { min: smallestDistance(permutations), mean: meanDistance(permutations) };
};

const smallestDistance = (permutations: readonly Permutation[]): number => {
  let smallest = Number.POSITIVE_INFINITY;
  for (const [i, a] of permutations.entries()) {
    for (let j = 0; j < i; j++) {
      const b = permutations[j];
      if (b !== undefined) smallest = Math.min(smallest, hammingDistance(a, b));
    }
    // Large random sets soon hold a pair that differs by one swap; nothing but a repeat is closer.
    if (smallest <= smallestPossible && i > 1000) break;
  }
  return smallest;
};

/** Counts agreeing pairs per position and tile instead of comparing all pairs. */
const meanDistance = (permutations: readonly Permutation[]): number => {
  const members = permutations.length;
  const length = permutations[0]?.length ?? 0;
  const shown = new Float64Array(length * length);
  for (const permutation of permutations) {
    for (const [position, tile] of permutation.entries()) shown[position * length + tile]!++;
  }
  let agreeing = 0;
  for (const count of shown) agreeing += (count * (count - 1)) / 2;
  return length - agreeing / ((members * (members - 1)) / 2);
};
