/**
 * The linear probe: how well a linear classifier on frozen features tells labels apart. Its strength of
 * regularisation is chosen on images that are held out of the training folder; test images choose nothing.
 */
import { likeliestClasses, type ClassScores } from './classScores.js';
import type { FeatureMatrix } from './extractFeatures.js';
import {
  createLogisticFits,
  scoreClasses,
  type LabelledRows,
  type LogisticModel,
} from './logisticRegression.js';
import { allRows, featureStatistics, standardise, type FeatureStatistics } from './standardise.js';
import type { StratifiedSplit } from './stratify.js';

/**
 * L2 strengths per mean loss, from strong to weak: weaker ones take ever longer, and start where the
 * stronger one ended.
 */
export const l2Grid: readonly number[] = [1, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5];

/** The search ends after this many strengths in a row that were worse than the best one. */
const patience = 2;
/** Largest component of the gradient, of a loss that begins at ln(classes). */
const tolerance = 1e-4;
/** While strengths are compared: what is right on held-out images changes no more by then. */
const choiceTolerance = 1e-3;
const maxIterations = 2000;

/** Images that a probe is fitted on. */
export interface ProbeImages {
  readonly features: FeatureMatrix;
  /** int32 [N], each 0 .. classes - 1. */
  readonly labels: Int32Array;
  readonly classes: number;
}

export interface LinearProbe {
  readonly model: LogisticModel;
  readonly statistics: FeatureStatistics;
  readonly l2: number;
}

export interface ChosenProbe extends LinearProbe {
  /** On the held-out part of the training folder, with the chosen strength. */
  readonly validationAccuracy: number;
  /** uint8, the same image by image: 1 where it was told right. */
  readonly heldOutCorrect: Uint8Array;
}

const labelsOf = (labels: Int32Array, rows: Int32Array): Int32Array =>
  rows.map((row) => labels[row] ?? 0);

const labelledRows = (
  { features, labels, classes }: ProbeImages,
  rows: Int32Array,
  statistics: FeatureStatistics,
): LabelledRows => ({
  values: standardise(features, rows, statistics),
  dimension: features.dimension,
  labels: labelsOf(labels, rows),
  classes,
});

/** Which predictions are right. @returns uint8 [N], 1 where they are */
export const markCorrect = (predictions: Int32Array, labels: Int32Array): Uint8Array =>
  Uint8Array.from(predictions, (prediction, i) => (prediction === labels[i] ? 1 : 0));

export const shareOf = (correct: Uint8Array): number =>
  correct.reduce((sum, value) => sum + value, 0) / correct.length;

interface Choice {
  readonly l2: number;
  readonly accuracy: number;
  readonly correct: Uint8Array;
  readonly model: LogisticModel;
}

/** Goes down the grid until the held-out images are told no better. Of equals the stronger one wins. */
const chooseStrength = async (
  fitted: LabelledRows,
  heldOut: LabelledRows,
  pause: () => Promise<void>,
): Promise<Choice> => {
  const fits = createLogisticFits(fitted);
  try {
    let best: Choice | null = null;
    let worse = 0;
    for (const l2 of l2Grid) {
      const model = await fits.fit(l2, { tolerance: choiceTolerance, maxIterations, pause });
      const predictions = likeliestClasses(await scoreClasses(model, heldOut.values));
      const correct = markCorrect(predictions, heldOut.labels);
      const accuracy = shareOf(correct);
      worse = best !== null && accuracy <= best.accuracy ? worse + 1 : 0;
      if (worse === 0) best = { l2, accuracy, correct, model };
      if (worse === patience) break;
    }
    if (best === null) throw new Error('There is no strength to choose from.');
    return best;
  } finally {
    fits.dispose();
  }
};

/**
 * Fits with one strength on some rows.
 * @param statistics of the features; those of the rows themselves without
 * @param start where the fit begins
 */
export const fitProbe = async (
  images: ProbeImages,
  rows: Int32Array,
  l2: number,
  pause: () => Promise<void>,
  statistics: FeatureStatistics = featureStatistics(images.features, rows),
  start?: LogisticModel,
): Promise<LinearProbe> => {
  const fits = createLogisticFits(labelledRows(images, rows, statistics), start);
  try {
    return { model: await fits.fit(l2, { tolerance, maxIterations, pause }), statistics, l2 };
  } finally {
    fits.dispose();
  }
};

/**
 * Chooses the strength on the held-out part, then fits on all images.
 * @param split of the images
 * @param pause awaited between iterations; what it throws ends the fit
 */
export const chooseProbe = async (
  images: ProbeImages,
  { kept, heldOut }: StratifiedSplit,
  pause: () => Promise<void>,
): Promise<ChosenProbe> => {
  const statistics = featureStatistics(images.features, kept);
  const choice = await chooseStrength(
    labelledRows(images, kept, statistics),
    labelledRows(images, heldOut, statistics),
    pause,
  );
  const all = allRows(images.labels.length);
  const probe = await fitProbe(images, all, choice.l2, pause, undefined, choice.model);
  return { ...probe, validationAccuracy: choice.accuracy, heldOutCorrect: choice.correct };
};

/** What a probe says of some rows. */
export const scoreRows = (
  { model, statistics }: LinearProbe,
  features: FeatureMatrix,
  rows: Int32Array,
): Promise<ClassScores> => scoreClasses(model, standardise(features, rows, statistics));

/** The class of each row. @returns int32 [rows.length] */
export const classifyRows = async (
  probe: LinearProbe,
  features: FeatureMatrix,
  rows: Int32Array,
): Promise<Int32Array> => likeliestClasses(await scoreRows(probe, features, rows));
