/** Features brought to mean 0 and standard deviation 1, by statistics of the images that are fitted. */
import type { FeatureMatrix } from './extractFeatures.js';

/** Affine map of each feature: `(value - mean) * scale`. */
export interface FeatureStatistics {
  /** float64 [D] */
  readonly mean: Float64Array;
  /** float64 [D], 0 for a feature that never varies. */
  readonly scale: Float64Array;
}

/** Every row of `count`. @returns int32 [count] */
export const allRows = (count: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => i);

/** Deviations below this share of the mean are rounding. */
const leastDeviation = 1e-6;

/**
 * Mean and standard deviation of each feature.
 * @param rows int32, the rows that count; at least one
 */
export const featureStatistics = (
  { dimension, values }: FeatureMatrix,
  rows: Int32Array,
): FeatureStatistics => {
  const mean = new Float64Array(dimension);
  const variance = new Float64Array(dimension);
  for (const row of rows) {
    const start = row * dimension;
    for (let d = 0; d < dimension; d++) mean[d]! += values[start + d]! / rows.length;
  }
  for (const row of rows) {
    const start = row * dimension;
    for (let d = 0; d < dimension; d++) {
      variance[d]! += (values[start + d]! - mean[d]!) ** 2 / rows.length;
    }
  }
  const scale = variance.map((value, d) => {
    const deviation = Math.sqrt(value);
    return deviation > leastDeviation * Math.abs(mean[d]!) ? 1 / deviation : 0;
  });
  return { mean, scale };
};

/**
 * Standardised features of some rows.
 * @returns float32 [rows.length, D]
 */
export const standardise = (
  { dimension, values }: FeatureMatrix,
  rows: Int32Array,
  { mean, scale }: FeatureStatistics,
): Float32Array => {
  const out = new Float32Array(rows.length * dimension);
  for (const [i, row] of rows.entries()) {
    const from = row * dimension;
    const to = i * dimension;
    for (let d = 0; d < dimension; d++) {
      out[to + d] = (values[from + d]! - mean[d]!) * scale[d]!;
    }
  }
  return out;
};
