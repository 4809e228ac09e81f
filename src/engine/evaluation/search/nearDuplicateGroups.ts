/**
 * Which rows of features are nearly the same. Every pair is compared, block by block: what is held at a
 * time is one block of cosines, and pairs are not kept but joined into groups at once, so that memory
 * does not grow with their number.
 *
 * Legend: N rows, D features.
 */
import * as tf from '@tensorflow/tfjs';

import { unitRows, type FeatureRows } from '../nearestNeighbors.js';
import { timesTransposed } from '../products.js';
import { readFloats } from '../readFloats.js';

/** A block of cosines has that many rows and columns: 16 MiB. */
const blockRows = 2048;

/** One row of a group. */
export interface GroupedRow {
  readonly row: number;
  /** Cosine with the row of the group that is most like it. */
  readonly similarity: number;
}

/** Rows in groups that can be joined (union-find with halved paths). */
class Groups {
  readonly #parents: Int32Array;

  constructor(rows: number) {
    this.#parents = Int32Array.from({ length: rows }, (_, row) => row);
  }

  /** The first row of the group that a row is in. */
  firstOf(row: number): number {
    let at = row;
    while (this.#parents[at]! !== at) {
      this.#parents[at] = this.#parents[this.#parents[at]!]!;
      at = this.#parents[at]!;
    }
    return at;
  }

  join(a: number, b: number): void {
    const [firstA, firstB] = [this.firstOf(a), this.firstOf(b)];
    if (firstA !== firstB) this.#parents[Math.max(firstA, firstB)] = Math.min(firstA, firstB);
  }
}

/**
 * Groups rows whose cosine is at least the threshold, directly or by way of others.
 * @param firstCopies int32 [N], the first row whose image has the same bytes: those always belong
 *   together, whatever rounding makes of their cosine
 * @param threshold above 0, so that rows of zeros, which have no direction, are like nothing
 * @param onProgress called after each block with the pairs compared so far, of N * (N + 1) / 2
 * @param pause awaited between blocks; what it throws ends the work
 * @returns groups of two and more, the largest first, their rows ascending
 */
export const groupNearDuplicates = async (
  features: FeatureRows,
  firstCopies: Int32Array,
  threshold: number,
  onProgress: (pairs: number) => void,
  pause: () => Promise<void>,
): Promise<GroupedRow[][]> => {
  const { dimension } = features;
  const units = unitRows(features);
  const rows = units.length / dimension;
  const groups = new Groups(rows);
  const nearest = new Float32Array(rows).fill(-Infinity);
  const partFrom = (start: number): tf.Tensor2D => {
    const values = units.subarray(start * dimension, (start + blockRows) * dimension);
    return tf.tensor2d(values, [values.length / dimension, dimension]);
  };

  const link = (a: number, b: number, cosine: number): void => {
    groups.join(a, b);
    nearest[a] = Math.max(nearest[a]!, cosine);
    nearest[b] = Math.max(nearest[b]!, cosine);
  };
  for (const [row, first] of firstCopies.entries()) if (first !== row) link(first, row, 1);

  /** Joins the pairs of one block of the upper triangle. */
  const joinBlock = (top: number, left: number, cosines: Float32Array, width: number): void => {
    const height = cosines.length / width;
    for (let i = 0; i < height; i++) {
      const a = top + i;
      // The upper triangle of a block on the diagonal: each pair once, and none with itself.
      for (let j = top === left ? i + 1 : 0; j < width; j++) {
        const cosine = cosines[i * width + j]!;
        if (cosine >= threshold) link(a, left + j, cosine);
      }
    }
  };

  let pairs = 0;
  for (let top = 0; top < rows; top += blockRows) {
    const upper = partFrom(top);
    try {
      const height = upper.shape[0];
      for (let left = top; left < rows; left += blockRows) {
        const width = Math.min(blockRows, rows - left);
        const cosines = await readFloats(() => timesTransposed(upper, partFrom(left)));
        joinBlock(top, left, cosines, width);
        pairs += left === top ? (height * (height + 1)) / 2 : height * width;
        onProgress(pairs);
        await pause();
      }
    } finally {
      upper.dispose();
    }
  }
  const members = new Map<number, GroupedRow[]>();
  for (let row = 0; row < rows; row++) {
    const similarity = nearest[row]!;
    if (similarity === -Infinity) continue;
    const first = groups.firstOf(row);
    const group = members.get(first) ?? [];
    group.push({ row, similarity });
    members.set(first, group);
  }
  return [...members.values()].sort((a, b) => b.length - a.length);
};
