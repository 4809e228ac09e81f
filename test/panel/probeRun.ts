/** An evaluation of six blocks to look at. */
import type { EvaluationResult } from '../../src/protocol/evaluation.js';

const interval = (accuracy: number, half: number) => ({
  low: accuracy - half,
  high: accuracy + half,
});
const figure = (accuracy: number) => ({ accuracy, ...interval(accuracy, 0.021) });
const probed = (block: string, linear: number, knn: number) => ({
  block,
  dimension: 256,
  linear: { ...figure(linear), l2: 0.01 },
  knn: figure(knn),
  validationAccuracy: linear + 0.004,
});

/** Linear and k-NN of pretrained and random features, from the image up. */
const figures = [
  [0.481, 0.412, 0.472, 0.401],
  [0.552, 0.463, 0.51, 0.42],
  [0.6, 0.51, 0.49, 0.4],
  [0.623, 0.546, 0.466, 0.386],
  [0.617, 0.558, 0.447, 0.382],
  [0.58, 0.54, 0.4, 0.36],
] as const;

/** @param changes what is different; references are laid over those that are there */
export const makeEvaluation = (
  changes: Partial<Omit<EvaluationResult, 'references'>> = {},
  references: Partial<EvaluationResult['references']> = {},
): EvaluationResult => ({
  kind: 'evaluation',
  runFolder: '/home/ada/photos/.pretext-lab/runs/2026-03-14_09-26-53_both',
  createdAt: '2026-03-14T11:00:00.000Z',
  step: 600,
  epoch: 5,
  dataset: {
    trainFolder: '/home/ada/labelled/train',
    testFolder: '/home/ada/labelled/test',
    trainLabels: null,
    testLabels: null,
    classes: ['airplane', 'bird', 'car', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
    trainImages: 10_000,
    testImages: 2000,
    unlabelled: { train: 3, test: 1 },
    shared: { testWithTrain: 2, trainWithPretraining: 9045, testWithPretraining: 0 },
  },
  settings: {
    ...{ poolGrid: 2, neighbors: 20, temperature: 0.07, seed: 0 },
    ...{ testShare: null, precision: 'bfloat16' },
  },
  perBlock: figures.map(([linear, knn, randomLinear, randomKnn], at) => ({
    ...probed(`block${at + 1}`, linear, knn),
    random: {
      linear: randomLinear,
      knn: randomKnn,
      intervals: { linear: interval(randomLinear, 0.022), knn: interval(randomKnn, 0.022) },
    },
  })),
  bestBlock: 'block5',
  fewLabels: [
    {
      perClass: 1,
      draws: 5,
      mean: 0.182,
      deviation: 0.031,
      random: { mean: 0.151, deviation: 0.02 },
    },
    {
      perClass: 5,
      draws: 5,
      mean: 0.301,
      deviation: 0.024,
      random: { mean: 0.221, deviation: 0.018 },
    },
    {
      perClass: 10,
      draws: 5,
      mean: 0.362,
      deviation: 0.018,
      random: { mean: 0.254, deviation: 0.014 },
    },
    {
      perClass: 20,
      draws: 5,
      mean: 0.421,
      deviation: 0.012,
      random: { mean: 0.291, deviation: 0.01 },
    },
    {
      perClass: 100,
      draws: 5,
      mean: 0.533,
      deviation: 0.008,
      random: { mean: 0.365, deviation: 0.006 },
    },
  ],
  references: {
    majority: 0.1,
    pixels: { dimension: 768, linear: { ...figure(0.387), l2: 0.1 }, knn: figure(0.396) },
    supervised: null,
    fineTuned: null,
    ...references,
  },
  elapsedMs: 51_000,
  ...changes,
});

const training = {
  images: 10_000,
  steps: 1128,
  views: 288_768,
  learningRate: 0.05,
  elapsedMs: 612_000,
};

/** References that train a network with labels. */
export const labelReferences: Pick<EvaluationResult['references'], 'supervised' | 'fineTuned'> = {
  supervised: {
    head: figure(0.741),
    perBlock: figures.map(([linear, knn], at) =>
      probed(`block${at + 1}`, linear + 0.03 * at, knn + 0.04 * at),
    ),
    bestBlock: 'block6',
    training: { ...training, pretrainingViews: 290_000 },
  },
  fineTuned: {
    epochs: 10,
    labelsPerClass: null,
    pretrained: figure(0.768),
    random: figure(0.702),
    training,
  },
};
