/**
 * The distance to the nearest training images as a measure of how unusual an image is (Bergman et al.
 * 2020, "Deep nearest neighbor anomaly detection"); here the distance is that of directions, one minus
 * the cosine. It needs no head, so it serves runs of any task.
 */
import { findNeighbors, type FeatureRows } from '../nearestNeighbors.js';

/** Rows of features with what the bytes of their images are called. */
export interface NamedRows extends FeatureRows {
  /** One per row; images with the same bytes have the same name. */
  readonly names: readonly string[];
}

/** The rows of images that have no copy before them. */
export const withoutCopies = ({ values, dimension, names }: NamedRows): NamedRows => {
  const seen = new Set<string>();
  const rows: number[] = [];
  for (const [row, name] of names.entries()) {
    if (!seen.has(name)) rows.push(row);
    seen.add(name);
  }
  const kept = new Float32Array(rows.length * dimension);
  for (const [to, from] of rows.entries()) {
    kept.set(values.subarray(from * dimension, (from + 1) * dimension), to * dimension);
  }
  return { values: kept, dimension, names: rows.map((row) => names[row] ?? '') };
};

/**
 * The mean cosine distance of each query to its k nearest stored images. An image with the query's own
 * bytes is no neighbour of it: a training image would else be its own, at no distance.
 * @param stored without copies
 * @param neighbors k, at least 1; all stored images count where there are fewer
 * @param pause awaited between blocks of work; what it throws ends the search
 * @returns float64 [M], 0..2; null for a query that has no neighbour at all
 */
export const neighborDistances = async (
  stored: NamedRows,
  queries: NamedRows,
  neighbors: number,
  pause: () => Promise<void>,
): Promise<(number | null)[]> => {
  // One more than are wanted, for the one that may be the query itself.
  const found = await findNeighbors(stored, queries, neighbors + 1, pause);
  return queries.names.map((name, query) => {
    let sum = 0;
    let count = 0;
    for (let place = 0; place < found.count && count < neighbors; place++) {
      const at = query * found.count + place;
      if (stored.names[found.rows[at] ?? -1] === name) continue;
      // Rounding can make a cosine larger than 1.
      sum += Math.max(0, 1 - (found.similarities[at] ?? NaN));
      count += 1;
    }
    return count === 0 ? null : sum / count;
  });
};
