/** Dividing labelled images so that every class gets its share. All draws come from a given stream. */
import { shuffledIndices, type Random } from '../random.js';

/**
 * The rows of each class in random order.
 * @param labels int32 [N], each 0 .. classes - 1
 * @returns for each class int32 [its rows]
 */
export const shuffledClasses = (
  labels: Int32Array,
  classes: number,
  random: Random,
): Int32Array[] => {
  const rows = Array.from({ length: classes }, (): number[] => []);
  labels.forEach((label, row) => rows[label]?.push(row));
  return rows.map((own, label) => {
    const order = shuffledIndices(own.length, random.split('class', label));
    return order.map((place) => own[place] ?? 0);
  });
};

const ascending = (parts: readonly Int32Array[]): Int32Array =>
  Int32Array.from(parts.flatMap((part) => [...part])).sort();

export interface StratifiedSplit {
  /** int32, rows in ascending order. */
  readonly kept: Int32Array;
  /** int32, rows in ascending order. */
  readonly heldOut: Int32Array;
}

/**
 * Holds out a share of each class, rounded, but at least one of its images and never all of them.
 * @param labels int32 [N], each 0 .. classes - 1; at least two of each class
 * @param share 0 .. 1
 */
export const holdOutShare = (
  labels: Int32Array,
  classes: number,
  share: number,
  random: Random,
): StratifiedSplit => {
  const byClass = shuffledClasses(labels, classes, random);
  const heldOf = ({ length }: Int32Array): number =>
    Math.max(1, Math.min(length - 1, Math.round(share * length)));
  return {
    kept: ascending(byClass.map((rows) => rows.subarray(heldOf(rows)))),
    heldOut: ascending(byClass.map((rows) => rows.subarray(0, heldOf(rows)))),
  };
};

/**
 * Draws the same number of images of each class, without repetition.
 * @returns int32 [classes * perClass], rows in ascending order
 */
export const drawPerClass = (
  labels: Int32Array,
  classes: number,
  perClass: number,
  random: Random,
): Int32Array =>
  ascending(shuffledClasses(labels, classes, random).map((rows) => rows.subarray(0, perClass)));
