import { describe, expect, it } from 'vitest';

import { evaluationResultSchema } from '../../../src/protocol/evaluation.js';
import { learningText, type Learned } from '../../bench/learningReport.js';

const interval = (accuracy: number) => ({ accuracy, low: accuracy - 0.02, high: accuracy + 0.02 });
const blockOf = (block: string, linear: number, knn: number, random: number) => ({
  block,
  dimension: 8,
  linear: { ...interval(linear), l2: 0.1 },
  knn: interval(knn),
  validationAccuracy: linear,
  random: {
    linear: random,
    knn: random,
    intervals: { linear: interval(random), knn: interval(random) },
  },
});

const learned = (aims: Learned['aims']): Learned => ({
  name: 'rotation',
  aims,
  pretrainedMs: 61_000,
  evaluatedMs: 9000,
  evaluation: evaluationResultSchema.parse({
    kind: 'evaluation',
    runFolder: '/runs/a',
    step: 8,
    epoch: 1,
    dataset: {
      trainFolder: '/a',
      testFolder: '/b',
      classes: ['x', 'y'],
      trainImages: 8,
      testImages: 4,
      unlabelled: { train: 0, test: 0 },
      shared: { testWithTrain: 0, trainWithPretraining: 8, testWithPretraining: 0 },
    },
    settings: { poolGrid: 2, neighbors: 20, temperature: 0.07, seed: 0, precision: 'float32' },
    perBlock: [blockOf('block1', 0.5, 0.4, 0.45), blockOf('block2', 0.6, 0.5, 0.4)],
    bestBlock: 'block2',
    fewLabels: [],
    references: {
      majority: 0.5,
      pixels: { dimension: 8, linear: { ...interval(0.3), l2: 0.1 }, knn: interval(0.3) },
    },
    elapsedMs: 9000,
  }),
});

describe('the learning report', () => {
  it('compares the chosen block with its aims, and says what was missed', () => {
    const text = learningText([learned({ linearGain: 0.12, knn: 0.58 })]);
    expect(text).toMatch(/linear probe +block2 +0\.600 +0\.400 +0\.200 +\+0\.12 reached/);
    expect(text).toMatch(/k-NN +block2 +0\.500 +0\.400 +0\.100 +0\.58 MISSED/);
  });

  it("names the random trunk's own best block, and the time", () => {
    const text = learningText([learned({})]);
    expect(text).toContain('is block1 with 0.450 (linear)');
    expect(text).toContain('61 s of pretraining, 9 s of evaluation');
    expect(text).toContain('70 s in all.');
  });
});
