import { describe, expect, it } from 'vitest';

import { hasBatchNorm, networkSpec } from '../../../src/engine/model/presets.js';
import { planTasks } from '../../../src/engine/pretext/tasks.js';
import { permutationSetOf } from '../../../src/engine/training/openRunData.js';
import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';
import type { PretextTask } from '../../../src/engine/pretext/pretextTask.js';
import { inEnglish } from '../../../src/protocol/sentence.js';

const config = defaultRunConfig('both', undefined, { jigsaw: { permutations: 8 } });
const permutationSet = permutationSetOf(config);
const [rotation, jigsaw] = planTasks(config, permutationSet);

describe('the tasks of a run', () => {
  it('come in the order in which batches carry them', () => {
    expect([rotation?.name, jigsaw?.name]).toEqual(['rotation', 'jigsaw']);
  });

  it('say which views a label is about', () => {
    expect([0, 1, 2, 3].map((place) => rotation?.viewsOfLabel(place, place))).toEqual([
      [0],
      [1],
      [2],
      [3],
    ]);
    expect(jigsaw?.viewsOfLabel(0, 5)).toEqual(permutationSet?.permutations[5]);
    expect(jigsaw?.viewsOfLabel(1, 5)).toEqual(permutationSet?.permutations[5]);
  });

  it('count confusion for few classes only', () => {
    expect([rotation?.countsConfusion, jigsaw?.countsConfusion]).toEqual([true, false]);
  });

  it('give advice that fits task and network', () => {
    const advice = (task: PretextTask | undefined, batchNorm: boolean): string =>
      task === undefined ? '' : inEnglish(task.plateauAdvice(batchNorm));
    expect(advice(rotation, true)).toMatch(/learning rate.*--overfit 16.*up .*jigsaw/);
    expect(advice(jigsaw, true)).toMatch(/fewer permutations.*learning rate.*--overfit 16/);
    expect(advice(jigsaw, true)).not.toContain('batch norm');
    expect(advice(jigsaw, false)).toContain('batch norm');
  });
});

describe('a trunk without batch norm', () => {
  it('is recognised by its layers', () => {
    const presets = ['rotation-small', 'rotation-paper-3', 'jigsaw-small', 'jigsaw-paper'] as const;
    expect(presets.map((preset) => hasBatchNorm(networkSpec(preset)))).toEqual(
      presets.map(() => true),
    );
    expect(hasBatchNorm(networkSpec('jigsaw-paper-plain'))).toBe(false);
  });
});
