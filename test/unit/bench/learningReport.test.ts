import { describe, expect, it } from 'vitest';

import type { BlockEvaluation } from '../../../src/protocol/evaluation.js';
import { learningText, type Learned } from '../../bench/learningReport.js';
import { evaluationResult, figure } from '../evaluation/evaluationResult.js';

const blockOf = (block: string, linear: number, knn: number, random: number): BlockEvaluation => ({
  block,
  dimension: 8,
  linear: { ...figure(linear), l2: 0.1 },
  knn: figure(knn),
  validationAccuracy: linear,
  random: {
    linear: random,
    knn: random,
    intervals: { linear: figure(random), knn: figure(random) },
  },
});

const learned = (aims: Learned['aims']): Learned => ({
  name: 'rotation',
  aims,
  pretrainedMs: 61_000,
  evaluatedMs: 9000,
  evaluation: {
    ...evaluationResult,
    perBlock: [blockOf('block1', 0.5, 0.4, 0.45), blockOf('block2', 0.6, 0.5, 0.4)],
    bestBlock: 'block2',
  },
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
