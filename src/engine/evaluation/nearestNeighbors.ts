/**
 * Nearest neighbours by cosine, and the weighted vote among them by which features are probed without
 * any training (Wu et al. 2018, "Unsupervised feature learning via non-parametric instance
 * discrimination", section 3.4).
 *
 * Legend: N stored images, M queries, D features, k neighbours.
 */
import * as tf from '@tensorflow/tfjs';

import { timesTransposed } from './products.js';
import { readFloats } from './readFloats.js';

/** Rows of features, one per image. */
export interface FeatureRows {
  /** float32 [rows, dimension] */
  readonly values: Float32Array;
  readonly dimension: number;
}

export interface Neighbors {
  /** Neighbours per query: `k`, or all stored images where there are fewer. */
  readonly count: number;
  /** int32 [M, count], rows of stored images, the nearest first. */
  readonly rows: Int32Array;
  /** float32 [M, count], cosines. */
  readonly similarities: Float32Array;
}

/** Similarities that are held at once: 512 queries by 8192 stored images are 16 MiB. */
const queriesAtOnce = 512;
const storedAtOnce = 8192;

/** Rows scaled to length 1; a row of zeros stays. @returns float32 [rows, D] */
export const unitRows = ({ values, dimension }: FeatureRows): Float32Array => {
  const out = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += dimension) {
    let squares = 0;
    for (let d = start; d < start + dimension; d++) squares += values[d]! ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let d = start; d < start + dimension; d++) out[d] = values[d]! * scale;
  }
  return out;
};

/** Cosines between some queries and some stored images. @returns float32 [queries, stored] */
const cosines = (
  queries: Float32Array,
  stored: tf.Tensor2D,
  dimension: number,
): Promise<Float32Array> =>
  readFloats(() =>
    timesTransposed(tf.tensor2d(queries, [queries.length / dimension, dimension]), stored),
  );

/** Puts one row of similarities in its place among the nearest so far; of equals the first one stays. */
const mergeRow = (
  found: Neighbors,
  query: number,
  similarities: Float32Array,
  start: number,
  stored: number,
  firstRow: number,
): void => {
  const begin = query * found.count;
  const last = begin + found.count - 1;
  for (let i = 0; i < stored; i++) {
    const similarity = similarities[start + i]!;
    if (similarity <= found.similarities[last]!) continue;
    let place = last;
    while (place > begin && found.similarities[place - 1]! < similarity) {
      found.similarities[place] = found.similarities[place - 1]!;
      found.rows[place] = found.rows[place - 1]!;
      place -= 1;
    }
    found.similarities[place] = similarity;
    found.rows[place] = firstRow + i;
  }
};

/**
 * The nearest stored images of each query, by cosine. Exact.
 * @param pause awaited between blocks of work with the pairs compared so far, of N * M; what it throws
 *   ends the search
 */
export const findNeighbors = async (
  stored: FeatureRows,
  queries: FeatureRows,
  k: number,
  pause: (pairs: number) => Promise<void>,
): Promise<Neighbors> => {
  const { dimension } = stored;
  const storedRows = stored.values.length / dimension;
  const queryRows = queries.values.length / dimension;
  const count = Math.min(k, storedRows);
  const found: Neighbors = {
    count,
    rows: new Int32Array(queryRows * count).fill(-1),
    similarities: new Float32Array(queryRows * count).fill(-Infinity),
  };
  let pairs = 0;
  const storedUnits = unitRows(stored);
  const queryUnits = unitRows(queries);
  for (let s = 0; s < storedRows; s += storedAtOnce) {
    const part = storedUnits.subarray(s * dimension, (s + storedAtOnce) * dimension);
    const partRows = part.length / dimension;
    const tensor = tf.tensor2d(part, [partRows, dimension]);
    try {
      for (let q = 0; q < queryRows; q += queriesAtOnce) {
        const asked = queryUnits.subarray(q * dimension, (q + queriesAtOnce) * dimension);
        const similarities = await cosines(asked, tensor, dimension);
        for (let i = 0; i < asked.length / dimension; i++) {
          mergeRow(found, q + i, similarities, i * partRows, partRows, s);
        }
        pairs += similarities.length;
        await pause(pairs);
      }
    } finally {
      tensor.dispose();
    }
  }
  return found;
};

/**
 * Each query's class by the vote of its neighbours, each with weight `exp(similarity / temperature)`.
 * Of classes with equal votes the first one wins.
 * @param labels int32 [N], classes of the stored images, 0 .. classes - 1
 * @param temperature above 0; small ones let the nearest decide
 * @returns int32 [M]
 */
export const voteOfNeighbors = (
  { count, rows, similarities }: Neighbors,
  labels: Int32Array,
  classes: number,
  temperature: number,
): Int32Array =>
  Int32Array.from({ length: rows.length / count }, (_, query) => {
    const votes = new Float64Array(classes);
    const begin = query * count;
    const nearest = similarities[begin]!;
    for (let i = begin; i < begin + count; i++) {
      // Relative to the nearest, so that no weight overflows; the vote is the same.
      votes[labels[rows[i]!]!]! += Math.exp((similarities[i]! - nearest) / temperature);
    }
    return votes.indexOf(votes.reduce((most, vote) => Math.max(most, vote), 0));
  });
