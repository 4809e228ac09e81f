/**
 * A map of images by their features, so that images that are alike lie together: UMAP (McInnes, Healy &
 * Melville 2018) from exact neighbours. The features' own cosine is the distance.
 */
import type { Random } from '../../random.js';
import type { FeatureRows } from '../nearestNeighbors.js';
import { fuzzyGraph } from './fuzzyGraph.js';
import { fitLayoutCurve } from './layoutCurve.js';
import { layOut } from './layOut.js';
import { findNearestOthers } from './nearestOthers.js';
import { principalPlane } from './principalPlane.js';

/** Fewer images need more epochs, as in the authors' program. */
const fewImages = 10_000;
const epochsOfFew = 500;
const epochsOfMany = 200;

export interface MapSettings {
  /** Images that each image is tied to, without itself, at least 1. */
  readonly neighbors: number;
  /** Distance that images of one kind keep on the map, 0..1. */
  readonly minDistance: number;
  readonly random: Random;
}

export interface MapHooks {
  /** How far the map is, in pairs of images (`compare`) or in epochs (`layOut`). */
  readonly onProgress: (phase: 'compare' | 'layOut', done: number, total: number) => void;
  /** Awaited between blocks of work; what it throws ends it. */
  readonly pause: () => Promise<void>;
}

/**
 * The same features and random stream give the same map. Nothing but who lies beside whom has a
 * meaning: neither the axes nor the distances between groups.
 * @param features of at least one image
 * @returns float64 [N, 2], all finite
 */
export const mapFeatures = async (
  features: FeatureRows,
  { neighbors, minDistance, random }: MapSettings,
  { onProgress, pause }: MapHooks,
): Promise<Float64Array> => {
  const images = features.values.length / features.dimension;
  const others = await findNearestOthers(features, neighbors, async (pairs) => {
    onProgress('compare', pairs, images * images);
    await pause();
  });
  const points = await principalPlane(features, random.split('start'), pause);
  const graph = await fuzzyGraph(others, pause);
  const epochs = images <= fewImages ? epochsOfFew : epochsOfMany;
  await layOut(points, graph, {
    curve: fitLayoutCurve(minDistance),
    epochs,
    random: random.split('layOut'),
    onEpoch: (done) => {
      onProgress('layOut', done, epochs);
    },
    pause,
  });
  return points;
};
