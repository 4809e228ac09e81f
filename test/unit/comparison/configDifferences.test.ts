import { describe, expect, it } from 'vitest';

import { configDifferences } from '../../../src/engine/comparison/configDifferences.js';
import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';

const jigsaw = defaultRunConfig('jigsaw', undefined, {});
const rotation = defaultRunConfig('rotation', undefined, {});

describe('differences of configurations', () => {
  it('are none between equal ones', () => {
    expect(configDifferences([jigsaw, structuredClone(jigsaw), jigsaw])).toEqual([]);
  });

  it('name each value that differs, nested ones with dots, with a value per run', () => {
    const other = {
      ...jigsaw,
      seed: 7,
      jigsaw: { ...jigsaw.jigsaw, randomGap: false },
      optimizer: { ...jigsaw.optimizer, clipNorm: 5 },
    };
    expect(configDifferences([jigsaw, other, jigsaw])).toEqual([
      { name: 'seed', values: [jigsaw.seed, 7, jigsaw.seed] },
      { name: 'optimizer.clipNorm', values: [null, 5, null] },
      { name: 'jigsaw.randomGap', values: [true, false, true] },
    ]);
  });

  it('leave out the settings of a task that a run does not have', () => {
    const puzzle = { ...rotation, jigsaw: { ...rotation.jigsaw, permutations: 11 } };
    expect(configDifferences([rotation, puzzle])).toEqual([]);
    const harder = { ...jigsaw, jigsaw: { ...jigsaw.jigsaw, permutations: 11 } };
    const names = configDifferences([rotation, jigsaw]).map(({ name }) => name);
    expect(names).toContain('task');
    expect(names.filter((name) => name.startsWith('jigsaw.'))).toEqual([]);
    expect(configDifferences([rotation, jigsaw, harder])).toContainEqual({
      name: 'jigsaw.permutations',
      values: [null, jigsaw.jigsaw.permutations, 11],
    });
  });
});
