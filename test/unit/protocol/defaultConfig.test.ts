import { describe, expect, it } from 'vitest';

import {
  defaultRunConfig,
  permutationRefusal,
  presetsOfTask,
} from '../../../src/protocol/defaultConfig.js';
import { presetNameSchema, taskSchema } from '../../../src/protocol/run.js';
import { inEnglish } from '../../../src/protocol/sentence.js';

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
      epochs: 30,
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

  it('takes the wider rotation network where there is time for it, unless one is named', () => {
    const presetOf = (budgetMs: number | null): string =>
      defaultRunConfig('rotation', undefined, { budgetMs }).preset;
    expect(presetOf(null)).toBe('rotation-small');
    expect(presetOf(14 * 60_000)).toBe('rotation-small');
    expect(presetOf(15 * 60_000)).toBe('rotation-medium');
    const named = defaultRunConfig('rotation', 'rotation-small', { budgetMs: 20 * 60_000 });
    expect(named.preset).toBe('rotation-small');
    expect(defaultRunConfig('jigsaw', undefined, { budgetMs: 20 * 60_000 }).preset).toBe(
      'jigsaw-small',
    );
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

describe('the refusal of a permutation set', () => {
  it.each([
    [2, 24, 'random'],
    [2, 24, 'max-min'],
    [3, 362_880, 'random'],
    [4, 100_000, 'random'],
    [3, 10_000, 'max-min'],
    [4, 10_000, 'max-mean'],
    [3, 1512, 'code'],
  ] as const)('does not meet %i-grids with %i by %s', (grid, count, method) => {
    expect(permutationRefusal(grid, count, method)).toBeNull();
  });

  it.each([
    [2, 25, 'random', 'A 2x2 grid has only 24 permutations, so a set of 25'],
    [3, 362_881, 'random', 'A 3x3 grid has only 362880 permutations'],
    [4, 100_001, 'random', 'choose at most 100000'],
    [3, 10_001, 'max-min', 'The method max-min would take too long for 10001 permutations'],
    [4, 10_001, 'max-mean', 'choose at most 10000, or the method random'],
    [2, 24, 'code', 'for the 3x3 grid only, not for 2x2'],
  ] as const)('meets %i-grids with %i by %s: %s', (grid, count, method, words) => {
    const refusal = permutationRefusal(grid, count, method);
    expect(refusal === null ? null : inEnglish(refusal)).toContain(words);
  });
});
