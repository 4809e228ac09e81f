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
  it('start as He et al. say: normal with variance 2 / fan-in', async () => {
    const data = byName(await create().export()).get('block1.filter')?.data ?? new Float32Array();
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

  it('do not depend on the order in which they were added', async () => {
    const other = new Parameters(createRandom(1));
    other.addWeight('added before', [5, 5]);
    other.addWeight('block1.filter', [3, 3, 4, 50]);
    const filterOf = async (parameters: Parameters) =>
      byName(await parameters.export()).get('block1.filter')?.data;
    expect(await filterOf(other)).toEqual(await filterOf(create()));
    expect(await filterOf(create(2))).not.toEqual(await filterOf(create()));
  });

  it('are exported whole and come back exactly', async () => {
    const parameters = create();
    parameters.updateStatistics('block1', {
      mean: tf.fill([50], 3),
      variance: tf.fill([50], 7),
    });
    const [filter] = parameters.trainable;
    filter?.velocity.assign(tf.fill(filter.value.shape, 0.5));
    const exported = await parameters.export();
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
    expect(await other.export()).toEqual(exported);
  });

  it('keep no hold on what they were imported from', async () => {
    const exported = (await create().export()).map((value) => ({
      ...value,
      data: value.data.slice(),
    }));
    const parameters = create(2);
    parameters.import(byName(exported));
    for (const { data } of exported) data.fill(99);
    expect(await parameters.export()).toEqual(await create().export());
  });

  it('refuse values that are missing or of another shape', async () => {
    const exported = await create().export();
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
    const batch = { mean: tf.fill([50], 10), variance: tf.fill([50], 3) };
    const seventh = (key: 'mean' | 'variance') =>
      parameters.statistics('block1')[key].dataSync()[7];
    parameters.updateStatistics('block1', batch);
    expect(seventh('mean')).toBeCloseTo(1, 6);
    expect(seventh('variance')).toBeCloseTo(1.2, 6);
    parameters.updateStatistics('block1', batch);
    expect(seventh('mean')).toBeCloseTo(1.9, 6);
    expect(() => parameters.statistics('block2')).toThrow('block2');
  });

  it('have names of their own', () => {
    expect(() => create().addVector('block1.filter', 3, 0)).toThrow('block1.filter');
  });

  it('have weights of the shapes that they are exported with', async () => {
    const exported = await create().exportWeights();
    expect([...create().weightShapes()]).toEqual(exported.map(({ name, shape }) => [name, shape]));
  });

  it('leave no tensor behind', async () => {
    const values = byName(await create(2).export());
    const before = tf.memory().numTensors;
    const parameters = create();
    parameters.import(values);
    const other = tf.memory().numTensors;
    await parameters.export();
    expect(tf.memory().numTensors).toBe(other);
    parameters.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
