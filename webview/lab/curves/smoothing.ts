/** Exponential moving average over steps, able to go on where it ended. */

/** Where a moving average stands. */
export interface Average {
  /** Weighted sum so far. */
  readonly sum: number;
  /** Sum of the weights so far, 0..1; what is missing to 1 would pull the first values to zero. */
  readonly weight: number;
}

export const noAverage: Average = { sum: 0, weight: 0 };

/**
 * Averages `values[from..to)` into `into`, in place of the same index.
 * @param keep share of the old average that each step keeps, 0 (no smoothing) to below 1
 * @returns where the average stands after the last value; values that are no numbers are left out
 */
export const smoothInto = (
  values: Float32Array,
  into: Float32Array,
  from: number,
  to: number,
  keep: number,
  start: Average,
): Average => {
  let { sum, weight } = start;
  for (let index = from; index < to; index++) {
    const value = values[index] ?? NaN;
    if (Number.isFinite(value)) {
      sum = keep * sum + (1 - keep) * value;
      weight = keep * weight + (1 - keep);
    }
    into[index] = weight === 0 ? value : sum / weight;
  }
  return { sum, weight };
};
