import { describe, expect, it } from 'vitest';

import {
  defaultRunConfig,
  permutationLimit,
  presetsOfTask,
} from '../../../src/protocol/defaultConfig.js';
import { presetNameSchema, taskSchema } from '../../../src/protocol/run.js';

describe('the default configuration', () => {
  it('exists for every task and fitting preset', () => {
    for (const task of taskSchema.options) {
      for (const preset of presetsOfTask[task]) {
        expect(defaultRunConfig(task, preset)).toMatchObject({ task, preset, budgetMs: null });
      }
    }
    const reachable = new Set(Object.values(presetsOfTask).flat());
    expect([...reachable].sort()).toEqual([...presetNameSchema.options].sort());
  });

  it('has the figures of the small presets', () => {
    expect(defaultRunConfig('rotation')).toMatchObject({
      preset: 'rotation-small',
      epochs: 8,
      batchSize: 64,
      imageSizePx: 32,
      optimizer: { learningRate: 0.1, nesterov: true, schedule: 'cosine', warmupSteps: 100 },
    });
    expect(defaultRunConfig('jigsaw')).toMatchObject({
      preset: 'jigsaw-small',
      epochs: 12,
      imageSizePx: 120,
      optimizer: { learningRate: 0.05 },
      jigsaw: { grid: 3, permutations: 64, permutationsPerImage: 4, channelShiftPx: 1 },
    });
    expect(defaultRunConfig('both').preset).toBe('jigsaw-small');
  });

  it('lets a budget alone end the run, unless epochs are given too', () => {
    expect(defaultRunConfig('rotation', undefined, { budgetMs: 1000 })).toMatchObject({
      epochs: null,
      budgetMs: 1000,
    });
    expect(defaultRunConfig('rotation', undefined, { budgetMs: 1000, epochs: 2 })).toMatchObject({
      epochs: 2,
      budgetMs: 1000,
    });
  });

  it('takes what is said and keeps the default of what is undefined', () => {
    const config = defaultRunConfig('jigsaw', 'jigsaw-paper', {
      seed: 5,
      batchSize: undefined,
      jigsaw: { grayShare: 0, permutations: undefined },
      data: { workers: 7 },
    });
    expect(config).toMatchObject({
      seed: 5,
      batchSize: 16,
      jigsaw: { grayShare: 0, permutations: 1000, channelShiftPx: 2 },
      data: { workers: 7, validationShare: 0.1 },
    });
  });

  it('fits permutations and image size to the grid', () => {
    const two = defaultRunConfig('jigsaw', 'jigsaw-paper', { jigsaw: { grid: 2 } });
    expect(two).toMatchObject({ imageSizePx: 224, jigsaw: { permutations: 24 } });
    const four = defaultRunConfig('jigsaw', 'jigsaw-paper', { jigsaw: { grid: 4 } });
    expect(four).toMatchObject({ imageSizePx: 224, jigsaw: { permutations: 1000 } });
  });

  it('refuses what is out of range', () => {
    expect(() => defaultRunConfig('rotation', undefined, { imageSizePx: 8 })).toThrow();
  });
});

describe('the permutation limit', () => {
  it('is the factorial of the tiles', () => {
    expect([2, 3].map((grid) => permutationLimit(grid === 2 ? 2 : 3))).toEqual([24, 362_880]);
  });
});
