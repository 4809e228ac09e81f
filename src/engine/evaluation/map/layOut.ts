/**
 * Moves the points of a map until images that belong together lie together (McInnes, Healy & Melville
 * 2018, "UMAP", algorithm 5): an edge pulls its two images towards each other as often as its weight
 * says, and each time both push away a few images drawn by chance.
 *
 * Legend: N images, E edges.
 */
import type { Random } from '../../random.js';
import type { FuzzyGraph } from './fuzzyGraph.js';
import type { LayoutCurve } from './layoutCurve.js';

/** Images that are pushed away for each one that is pulled. */
const pushes = 5;
/** Pulls between two turns of the event loop: about 15 ms of work. */
const pullsAtOnce = 10_000;
const longestStep = 4;
/** Keeps two images that lie on each other from being pushed apart without bound. */
const nearZero = 1e-3;

export interface LayOutOptions {
  readonly curve: LayoutCurve;
  /** Passes over the edges, at least 1. */
  readonly epochs: number;
  readonly random: Random;
  readonly onEpoch: (done: number) => void;
  /** Awaited between blocks of work; what it throws ends it. */
  readonly pause: () => Promise<void>;
}

const bounded = (step: number): number => Math.max(-longestStep, Math.min(longestStep, step));

/**
 * @param points float64 [N, 2], moved in place
 * @param graph of those N images
 */
export const layOut = async (
  points: Float64Array,
  { heads, tails, weights }: FuzzyGraph,
  { curve: { a, b }, epochs, random, onEpoch, pause }: LayOutOptions,
): Promise<void> => {
  const images = points.length / 2;
  const heaviest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  /** Epochs from one pull of an edge to its next; an edge too light for any is never due. */
  const periods = Float64Array.from(weights, (weight) => heaviest / weight);
  const due = periods.slice();

  /** Moves `image` along its way from or to `other`, and `other` against it where that is pulled too. */
  const pull = (image: number, other: number, rate: number): void => {
    const [from, to] = [image * 2, other * 2];
    const dx = points[from]! - points[to]!;
    const dy = points[from + 1]! - points[to + 1]!;
    const squared = dx * dx + dy * dy;
    if (squared === 0) return;
    const power = squared ** b;
    const factor = (-2 * a * b * power) / (squared * (1 + a * power));
    const stepX = rate * bounded(factor * dx);
    const stepY = rate * bounded(factor * dy);
    points[from]! += stepX;
    points[from + 1]! += stepY;
    points[to]! -= stepX;
    points[to + 1]! -= stepY;
  };
  const push = (image: number, rate: number): void => {
    const from = image * 2;
    for (let i = 0; i < pushes; i++) {
      // Not `below`, which takes several times as long to be exact where nothing depends on it.
      const to = Math.floor(random.uniform() * images) * 2;
      const dx = points[from]! - points[to]!;
      const dy = points[from + 1]! - points[to + 1]!;
      const squared = dx * dx + dy * dy;
      // An image does not push itself away.
      if (squared === 0) continue;
      const factor = (2 * b) / ((nearZero + squared) * (1 + a * squared ** b));
      points[from]! += rate * bounded(factor * dx);
      points[from + 1]! += rate * bounded(factor * dy);
    }
  };

  let pulls = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const rate = 1 - (epoch - 1) / epochs;
    for (let edge = 0; edge < weights.length; edge++) {
      if (due[edge]! > epoch) continue;
      due[edge]! += periods[edge]!;
      const [head, tail] = [heads[edge]!, tails[edge]!];
      pull(head, tail, rate);
      push(head, rate);
      // The other direction of the edge: to each of its images it is one of its own.
      pull(tail, head, rate);
      push(tail, rate);
      pulls += 1;
      if (pulls % pullsAtOnce === 0) await pause();
    }
    onEpoch(epoch);
    await pause();
  }
};
