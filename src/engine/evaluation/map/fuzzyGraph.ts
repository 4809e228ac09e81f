/**
 * From distances to a graph of how much images belong together (McInnes, Healy & Melville 2018, "UMAP",
 * algorithms 2 and 3). Each image measures distances by its own scale: its nearest neighbour belongs to
 * it for certain, and all its neighbours together count as log2(k).
 *
 * Legend: N images, k neighbours, E edges.
 */
import type { NearestOthers } from './nearestOthers.js';

/** Edges without a direction, each once. */
export interface FuzzyGraph {
  /** int32 [E] and int32 [E], the two images. */
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  /** float32 [E], 0..1. */
  readonly weights: Float32Array;
}

const searchRounds = 64;
const searchTolerance = 1e-5;
/** A scale is at least this share of the mean distance, or copies would leave none at all. */
const leastScale = 1e-3;
/** About 20 ms of work. */
const imagesAtOnce = 500;

const sumOfWeights = (distances: Float32Array, nearest: number, scale: number): number => {
  let sum = 0;
  for (const distance of distances) sum += Math.exp(-Math.max(0, distance - nearest) / scale);
  return sum;
};

/** The scale by which the weights of one image's neighbours add up to log2(k), by bisection. */
const findScale = (distances: Float32Array, nearest: number): number => {
  const wanted = Math.log2(distances.length);
  let [low, high, scale] = [0, Infinity, 1];
  for (let round = 0; round < searchRounds; round++) {
    const sum = sumOfWeights(distances, nearest, scale);
    if (Math.abs(sum - wanted) < searchTolerance) break;
    if (sum > wanted) high = scale;
    else low = scale;
    scale = high === Infinity ? scale * 2 : (low + high) / 2;
  }
  return scale;
};

const meanOf = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** How much each image says that its neighbours belong to it. @returns float32 [N, k] */
const directedWeights = async (
  { images, count, distances }: NearestOthers,
  pause: () => Promise<void>,
): Promise<Float32Array> => {
  const weights = new Float32Array(distances.length);
  const meanOfAll = meanOf(distances);
  for (let image = 0; image < images; image++) {
    const own = distances.subarray(image * count, (image + 1) * count);
    // Copies have no distance: the nearest is the nearest of the others.
    const nearest = own.find((distance) => distance > 0) ?? 0;
    const least = leastScale * (nearest > 0 ? meanOf(own) : meanOfAll);
    const scale = Math.max(findScale(own, nearest), least);
    for (const [place, distance] of own.entries()) {
      weights[image * count + place] =
        distance <= nearest ? 1 : Math.exp(-(distance - nearest) / scale);
    }
    if (image % imagesAtOnce === 0) await pause();
  }
  return weights;
};

/**
 * Joins what two images say of each other: a + b - a b, the chance that either is right.
 * @param neighbors of at least two images
 * @param pause awaited between blocks of work; what it throws ends it
 */
export const fuzzyGraph = async (
  neighbors: NearestOthers,
  pause: () => Promise<void>,
): Promise<FuzzyGraph> => {
  const { images, count, rows } = neighbors;
  const directed = await directedWeights(neighbors, pause);
  const most = rows.length;
  const graph = {
    heads: new Int32Array(most),
    tails: new Int32Array(most),
    weights: new Float32Array(most),
  };
  let edges = 0;
  for (let head = 0; head < images; head++) {
    for (let at = head * count; at < (head + 1) * count; at++) {
      const tail = rows[at]!;
      const back = rows.subarray(tail * count, (tail + 1) * count).indexOf(head);
      // An edge that both name is kept where the first of them names it.
      if (back !== -1 && tail < head) continue;
      const forth = directed[at]!;
      const weight = back === -1 ? 0 : directed[tail * count + back]!;
      graph.heads[edges] = head;
      graph.tails[edges] = tail;
      graph.weights[edges] = forth + weight - forth * weight;
      edges += 1;
    }
    if (head % imagesAtOnce === 0) await pause();
  }
  return {
    heads: graph.heads.subarray(0, edges),
    tails: graph.tails.subarray(0, edges),
    weights: graph.weights.subarray(0, edges),
  };
};
