/** Greedy choice of permutations that lie far apart, over hundreds of thousands of candidates. */
import type { Permutation } from './hamming.js';

/** Candidates of up to 16 tiles, four bits a tile. */
export interface PackedPermutations {
  readonly count: number;
  readonly length: number;
  /** uint32 [count]: positions 0 .. 7. */
  readonly head: Uint32Array;
  /** uint32 [count]: positions 8 .. 15. */
  readonly tail: Uint32Array;
}

/** Positions that fit into one word. */
const headLength = 8;

/**
 * Packs permutations one after the other.
 * @param write fills the permutation of an index, uint8 [length]
 */
export const packPermutations = (
  count: number,
  length: number,
  write: (index: number, permutation: Uint8Array) => void,
): PackedPermutations => {
  const head = new Uint32Array(count);
  const tail = new Uint32Array(count);
  const permutation = new Uint8Array(length);
  for (let index = 0; index < count; index++) {
    write(index, permutation);
    for (let position = 0; position < length; position++) {
      const bits = permutation[position]! << ((position % headLength) * 4);
      if (position < headLength) head[index]! |= bits;
      else tail[index]! |= bits;
    }
  }
  return { count, length, head, tail };
};

/** Reads one permutation back. */
export const unpackPermutation = (packed: PackedPermutations, index: number): Permutation =>
  Array.from({ length: packed.length }, (_, position) => {
    const word = (position < headLength ? packed.head : packed.tail)[index] ?? 0;
    return (word >>> ((position % headLength) * 4)) & 15;
  });

/**
 * What the greedy maximises: `max-min` the distance to the nearest member, ties by the sum of
 * distances; `max-mean` the sum alone, as in the paper (Noroozi & Favaro 2016, algorithm 1).
 */
export type GreedyRule = 'max-min' | 'max-mean';

/**
 * Chooses candidate 0, then again and again the best of the rest; what is still tied goes to the first.
 * @param count members to choose, at most `candidates.count`
 * @returns int32 [count], indices of the chosen candidates in the order of choice
 */
export const selectGreedily = (
  candidates: PackedPermutations,
  count: number,
  rule: GreedyRule,
): Int32Array => {
  const { head, tail } = candidates;
  const chosen = new Int32Array(count);
  const nearest = new Uint8Array(candidates.count).fill(candidates.length);
  const sums = new Int32Array(candidates.count);
  // Distances sum to at most length * count, so the nearest distance outweighs every sum.
  const nearestWeight = rule === 'max-min' ? candidates.length * count + 1 : 0;
  for (let member = 1; member < count; member++) {
    const last = chosen[member - 1]!;
    const lastHead = head[last]!;
    const lastTail = tail[last]!;
    let best = 0;
    let bestScore = -1;
    for (let i = 0; i < candidates.count; i++) {
      const distance =
        differingNibbles(head[i]! ^ lastHead) + differingNibbles(tail[i]! ^ lastTail);
      const sum = (sums[i]! + distance) | 0;
      sums[i] = sum;
      let smallest = nearest[i]!;
      if (distance < smallest) {
        smallest = distance;
        nearest[i] = distance;
      }
      const score = (Math.imul(smallest, nearestWeight) + sum) | 0;
      // A member has distance 0 to itself and is never chosen again.
      if (score > bestScore && smallest > 0) {
        bestScore = score;
        best = i;
      }
    }
    chosen[member] = best;
  }
  return chosen;
};

/** How many of the eight groups of four bits are not zero. */
const differingNibbles = (bits: number): number => {
  const halves = bits | (bits >>> 1);
  const ones = (halves | (halves >>> 2)) & 0x11111111;
  return Math.imul(ones, 0x11111111) >>> 28;
};
