/** One set of features probed both ways: by a linear classifier and by its nearest neighbours. */
import type { Accuracy } from '../../protocol/evaluation.js';
import type { Random } from '../random.js';
import { bootstrapAccuracy } from './bootstrap.js';
import type { EvaluationData } from './evaluationData.js';
import type { FeatureMatrix } from './extractFeatures.js';
import type { FeatureSides } from './featureSides.js';
import { chooseProbe, classifyRows, markCorrect } from './linearProbe.js';
import { findNeighbors, voteOfNeighbors, type FeatureRows } from './nearestNeighbors.js';
import { allRows, standardise, type FeatureStatistics } from './standardise.js';
import type { StratifiedSplit } from './stratify.js';

export interface ProbeSettings {
  readonly data: EvaluationData;
  /** Of the training images: what is fitted and what settings are chosen on. */
  readonly split: StratifiedSplit;
  /** Neighbours that vote. */
  readonly neighbors: number;
  readonly temperature: number;
  readonly random: Random;
  /** Awaited between pieces of work; what it throws ends the probe. */
  readonly pause: () => Promise<void>;
}

/** Figures of one set of features. */
export interface ProbedFeatures {
  /** Of the linear probe, on held-out training images. */
  readonly validationAccuracy: number;
  readonly linear: Accuracy & { readonly l2: number };
  readonly knn: Accuracy;
}

/** All rows, standardised: else a few strong features would decide which images are near each other. */
const standardised = (features: FeatureMatrix, statistics: FeatureStatistics): FeatureRows => {
  const { dimension, values } = features;
  const rows = allRows(values.length / dimension);
  return { values: standardise(features, rows, statistics), dimension };
};

/** Fits and chooses on the training images, then measures on the test images. */
export const probeFeatures = async (
  { train, test }: FeatureSides,
  { data, split, neighbors, temperature, random, pause }: ProbeSettings,
): Promise<ProbedFeatures> => {
  const classes = data.classes.length;
  const { labels } = data.train;
  // One stream for all figures, so that their intervals come from the same resamples.
  const measure = (predictions: Int32Array): Accuracy =>
    bootstrapAccuracy(markCorrect(predictions, data.test.labels), random.split('bootstrap'));
  const chosen = await chooseProbe({ features: train, labels, classes }, split, pause);
  const linear = measure(await classifyRows(chosen, test, allRows(data.test.labels.length)));
  const nearest = await findNeighbors(
    standardised(train, chosen.statistics),
    standardised(test, chosen.statistics),
    neighbors,
    pause,
  );
  return {
    validationAccuracy: chosen.validationAccuracy,
    linear: { ...linear, l2: chosen.l2 },
    knn: measure(voteOfNeighbors(nearest, labels, classes, temperature)),
  };
};
