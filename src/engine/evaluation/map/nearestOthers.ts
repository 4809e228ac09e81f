/** The nearest other images of each image of one set. */
import { findNeighbors, type FeatureRows } from '../nearestNeighbors.js';

/** Legend: N images, k neighbours. */
export interface NearestOthers {
  /** Images, N. */
  readonly images: number;
  /** Neighbours of each, k: as many as were asked for, or all others where there are fewer. */
  readonly count: number;
  /** int32 [N, k], the nearest first; never the image itself. */
  readonly rows: Int32Array;
  /** float32 [N, k], one minus the cosine, 0..2. */
  readonly distances: Float32Array;
}

/**
 * Finds them exactly, by the cosine of features. Copies of an image are others than it.
 * @param neighbors wanted, at least 1
 * @param pause awaited between blocks of work with the pairs compared so far, of N * N
 */
export const findNearestOthers = async (
  features: FeatureRows,
  neighbors: number,
  pause: (pairs: number) => Promise<void>,
): Promise<NearestOthers> => {
  const images = features.values.length / features.dimension;
  const count = Math.min(neighbors, Math.max(0, images - 1));
  const rows = new Int32Array(images * count);
  const distances = new Float32Array(images * count);
  if (count === 0) return { images, count, rows, distances };
  // One more than are wanted: among many copies an image need not be the first to be found, or at all.
  const found = await findNeighbors(features, features, count + 1, pause);
  for (let image = 0; image < images; image++) {
    let kept = 0;
    for (let place = 0; kept < count; place++) {
      const from = image * found.count + place;
      const row = found.rows[from]!;
      if (row === image) continue;
      rows[image * count + kept] = row;
      // Rounding can make a cosine larger than 1.
      distances[image * count + kept] = Math.max(0, 1 - found.similarities[from]!);
      kept += 1;
    }
  }
  return { images, count, rows, distances };
};
