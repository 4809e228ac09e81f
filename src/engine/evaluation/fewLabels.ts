/** How well the features do when only a few images of each class have a label. */
import type { Random } from '../random.js';
import { countClasses } from './labels.js';
import { classifyRows, fitProbe, markCorrect, shareOf, type ProbeImages } from './linearProbe.js';
import { allRows, featureStatistics } from './standardise.js';
import { drawPerClass } from './stratify.js';

/** Labels per class that are tried, where every class has as many. */
const amounts = [1, 5, 10, 20, 100] as const;
const draws = 5;
/**
 * L2 strength of these fits. With a few labels there is nothing to choose a strength on, so all have
 * the same, which hardly matters: so few points are told apart without error at any.
 */
export const fewLabelsL2 = 0.01;

/** Accuracies of several draws. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation over the draws (of a sample). */
  readonly deviation: number;
}

export interface FewLabels {
  /** Labelled images per class. */
  readonly perClass: number;
  readonly draws: number;
  readonly accuracy: Spread;
}

/** Images that the probes are measured on. */
export type MeasuredImages = Pick<ProbeImages, 'features' | 'labels'>;

export const spreadOf = (values: readonly number[]): Spread => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
};

/** The amounts that every class has. */
export const possibleAmounts = (labels: Int32Array, classes: number): number[] => {
  const least = Math.min(...countClasses(labels, classes));
  return amounts.filter((amount) => amount <= least);
};

/**
 * Fits linear probes on a few labels per class. Features are standardised by the statistics of all
 * training images, for which no label is needed.
 * @param random the same stream draws the same images, so that two trunks can be compared
 * @param onDraw called after each fit
 * @param pause awaited between iterations; what it throws ends the fit
 */
export const probeFewLabels = async (
  train: ProbeImages,
  test: MeasuredImages,
  random: Random,
  onDraw: () => void,
  pause: () => Promise<void>,
): Promise<FewLabels[]> => {
  const { labels, classes } = train;
  const statistics = featureStatistics(train.features, allRows(labels.length));
  const testRows = allRows(test.labels.length);
  const results: FewLabels[] = [];
  for (const perClass of possibleAmounts(labels, classes)) {
    const accuracies: number[] = [];
    for (let draw = 0; draw < draws; draw++) {
      const rows = drawPerClass(labels, classes, perClass, random.split(perClass, draw));
      const probe = await fitProbe(train, rows, fewLabelsL2, pause, statistics);
      const predictions = await classifyRows(probe, test.features, testRows);
      accuracies.push(shareOf(markCorrect(predictions, test.labels)));
      onDraw();
    }
    results.push({ perClass, draws, accuracy: spreadOf(accuracies) });
  }
  return results;
};

/** How often `onDraw` will be called. */
export const countDraws = (labels: Int32Array, classes: number): number =>
  draws * possibleAmounts(labels, classes).length;
