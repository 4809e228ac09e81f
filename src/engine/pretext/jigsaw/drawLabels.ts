/** Draws the permutation indices of one image. */
import type { Random } from '../../random.js';

/**
 * Draws permutation indices without repetition while the set lasts, then starts over.
 * @param order int32 [classes], 0 .. classes - 1 in rising order; used as scratch and restored, so
 *   that what is drawn depends on the stream alone
 * @param labels int32, its first `count` entries are overwritten
 */
export const drawLabels = (
  order: Int32Array,
  random: Random,
  labels: Int32Array,
  count: number,
): void => {
  const classes = order.length;
  for (let start = 0; start < count; start += classes) {
    const drawn = Math.min(classes, count - start);
    // The first steps of a Fisher-Yates shuffle.
    for (let i = 0; i < drawn; i++) {
      const j = i + random.below(classes - i);
      const label = order[j]!;
      order[j] = order[i]!;
      order[i] = label;
      labels[start + i] = label;
    }
    restore(order, labels.subarray(start, start + drawn));
  }
};

/** Every entry that was moved is either at the front or was drawn. */
const restore = (order: Int32Array, drawn: Int32Array): void => {
  for (let i = 0; i < drawn.length; i++) order[i] = i;
  for (const label of drawn) order[label] = label;
};
