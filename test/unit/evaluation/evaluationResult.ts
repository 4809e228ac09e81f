/** An evaluation of one block. */
import type { EvaluationResult } from '../../../src/protocol/evaluation.js';

/** An accuracy with made-up bounds. */
export const figure = (accuracy: number) => {
  return { accuracy, low: accuracy - 0.02, high: accuracy + 0.02 };
};

export const evaluationResult: EvaluationResult = {
  kind: 'evaluation',
  runFolder: '/runs/one',
  createdAt: '2026-01-02T03:04:05.000Z',
  step: 1128,
  epoch: 8,
  dataset: {
    trainFolder: '/train',
    testFolder: null,
    trainLabels: null,
    testLabels: null,
    classes: ['a', 'b'],
    trainImages: 10_000,
    testImages: 2000,
    unlabelled: { train: 0, test: 0 },
    shared: { testWithTrain: 1, trainWithPretraining: 9045, testWithPretraining: 2 },
  },
  settings: {
    poolGrid: 2,
    neighbors: 20,
    temperature: 0.07,
    seed: 0,
    testShare: 0.2,
    precision: 'bfloat16',
  },
  perBlock: [
    {
      block: 'block1',
      dimension: 1128,
      linear: { ...figure(0.544), l2: 0.01 },
      knn: figure(0.419),
      validationAccuracy: 0.55,
      random: {
        linear: 0.479,
        knn: 0.359,
        intervals: { linear: { low: 0.46, high: 0.5 }, knn: { low: 0.34, high: 0.38 } },
      },
    },
  ],
  bestBlock: 'block1',
  fewLabels: [
    { perClass: 5, draws: 5, mean: 0.336, deviation: 0.021, random: { mean: 0.2, deviation: 0 } },
  ],
  references: {
    majority: 0.5,
    pixels: { dimension: 768, linear: { ...figure(0.387), l2: 0.1 }, knn: figure(0.396) },
    supervised: null,
    fineTuned: null,
  },
  elapsedMs: 61_000,
};
