import { describe, expect, it } from 'vitest';

import { planSteps, stepMsOf } from '../../../src/engine/training/planRun.js';
import { defaultRunConfig, type RunOverrides } from '../../../src/protocol/defaultConfig.js';
import type { Calibration } from '../../../src/protocol/run.js';
import { sentence } from '../../../src/protocol/sentence.js';

const calibration: Calibration = {
  chosen: 'bfloat16',
  float32MsPerStep: 200,
  bfloat16MsPerStep: 100,
  gradientDeviation: 0.01,
  reason: sentence('Measured.'),
};
const stepsPerEpoch = 50;
const plan = (overrides: RunOverrides, validationImages = 0, elapsedMs = 0): number =>
  planSteps(
    defaultRunConfig('rotation', 'rotation-small', overrides),
    calibration,
    stepsPerEpoch,
    validationImages,
    elapsedMs,
  );

describe('the time of a step', () => {
  it('is that of the chosen precision', () => {
    expect(stepMsOf(calibration)).toBe(100);
    expect(stepMsOf({ ...calibration, chosen: 'float32' })).toBe(200);
  });
});

describe('the number of steps', () => {
  it('is that of the epochs without a budget', () => {
    expect(plan({ epochs: 7 }, 1000, 1e9)).toBe(350);
  });

  it('fills nine tenths of a budget', () => {
    expect(plan({ budgetMs: 100_000 })).toBe(900);
  });

  it('leaves out what is used up', () => {
    expect(plan({ budgetMs: 100_000 }, 0, 50_000)).toBe(450);
  });

  it('leaves time for validation, a third of the price of training', () => {
    // 50 steps of 64 images and then 3,200 validation images, which cost 16.7 more steps.
    expect(plan({ budgetMs: 100_000, batchSize: 64 }, 3200)).toBe(675);
  });

  it('is the smaller one of epochs and budget', () => {
    expect(plan({ epochs: 2, budgetMs: 100_000 })).toBe(100);
    expect(plan({ epochs: 200, budgetMs: 100_000 })).toBe(900);
  });

  it('is at least one', () => {
    expect(plan({ budgetMs: 1000 }, 0, 5000)).toBe(1);
  });
});
