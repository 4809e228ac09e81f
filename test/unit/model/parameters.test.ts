import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';

import { Parameters, type NamedValues } from '../../../src/engine/model/parameters.js';
import { createRandom } from '../../../src/engine/random.js';

const create = (seed = 1): Parameters => {
  const parameters = new Parameters(createRandom(seed));
  parameters.addWeight('block1.filter', [3, 3, 4, 50]);
  parameters.addVector('block1.gamma', 50, 1);
  parameters.addStatistics('block1', 50);
  return parameters;
};
const byName = (values: readonly NamedValues[]): Map<string, NamedValues> =>
  new Map(values.map((value) => [value.name, value]));

describe('parameters', () => {
  it('start as He et al. say: normal with variance 2 / fan-in', () => {
    const data = byName(create().export()).get('block1.filter')?.data ?? new Float32Array();
    const variance = data.reduce((sum, value) => sum + value ** 2, 0) / data.length;
    expect(data.length).toBe(1800);
    expect(variance / (2 / 36)).toBeCloseTo(1, 0);
    expect(Math.abs(variance / (2 / 36) - 1)).toBeLessThan(0.15);
  });

  it('decay where they are weights only', () => {
    expect(create().trainable.map(({ name, decays }) => [name, decays])).toEqual([
      ['block1.filter', true],
      ['block1.gamma', false],
    ]);
  });

  it('do not depend on the order in which they were added', () => {
    const other = new Parameters(createRandom(1));
    other.addWeight('added before', [5, 5]);
    other.addWeight('block1.filter', [3, 3, 4, 50]);
    const filterOf = (parameters: Parameters) =>
      byName(parameters.export()).get('block1.filter')?.data;
    expect(filterOf(other)).toEqual(filterOf(create()));
    expect(filterOf(create(2))).not.toEqual(filterOf(create()));
  });

  it('are exported whole and come back exactly', () => {
    const parameters = create();
    parameters.updateStatistics('block1', {
      mean: new Float32Array(50).fill(3),
      variance: new Float32Array(50).fill(7),
    });
    const [filter] = parameters.trainable;
    filter?.velocity.assign(tf.fill(filter.value.shape, 0.5));
    const exported = parameters.export();
    expect(exported.map(({ name }) => name)).toEqual([
      'block1.filter',
      'block1.filter.velocity',
      'block1.gamma',
      'block1.gamma.velocity',
      'block1.mean',
      'block1.variance',
    ]);
    const other = create(2);
    other.import(byName(exported));
    expect(other.export()).toEqual(exported);
  });

  it('keep no hold on what they were imported from', () => {
    const exported = create()
      .export()
      .map((value) => ({ ...value, data: value.data.slice() }));
    const parameters = create(2);
    parameters.import(byName(exported));
    for (const { data } of exported) data.fill(99);
    expect(parameters.export()).toEqual(create().export());
  });

  it('refuse values that are missing or of another shape', () => {
    const exported = create().export();
    for (const { name } of exported) {
      const without = byName(exported.filter((value) => value.name !== name));
      expect(() => {
        create().import(without);
      }).toThrow(`${name} should be`);
    }
    const wrong = byName(exported).set('block1.gamma', {
      name: '',
      shape: [5, 10],
      data: new Float32Array(50),
    });
    expect(() => {
      create().import(wrong);
    }).toThrow('block1.gamma should be [50] but is [5, 10]');
  });

  it('move their statistics a tenth towards each batch', () => {
    const parameters = create();
    const batch = { mean: new Float32Array(50).fill(10), variance: new Float32Array(50).fill(3) };
    parameters.updateStatistics('block1', batch);
    expect(parameters.statistics('block1').mean[7]).toBeCloseTo(1, 6);
    expect(parameters.statistics('block1').variance[7]).toBeCloseTo(1.2, 6);
    parameters.updateStatistics('block1', batch);
    expect(parameters.statistics('block1').mean[7]).toBeCloseTo(1.9, 6);
    expect(() => parameters.statistics('block2')).toThrow('block2');
  });

  it('have names of their own', () => {
    expect(() => create().addVector('block1.filter', 3, 0)).toThrow('block1.filter');
  });

  it('leave no tensor behind', () => {
    const before = tf.memory().numTensors;
    const parameters = create();
    parameters.import(byName(create(2).export()));
    const other = tf.memory().numTensors;
    parameters.export();
    expect(tf.memory().numTensors).toBe(other);
    parameters.dispose();
    // The second set above is still there.
    expect(tf.memory().numTensors).toBe(before + 4);
  });
});
