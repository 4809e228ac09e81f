/** Whole networks: their first loss, their training step, their parts and their figures. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { blockShapes } from '../../src/engine/model/trunk.js';
import { networkSpec } from '../../src/engine/model/presets.js';
import { createRandom } from '../../src/engine/random.js';
import { applyGradients } from '../../src/engine/training/gradients.js';
import { meanOf } from '../../src/engine/training/trainingProgress.js';
import {
  computeGradients,
  readFigures,
  trainStep,
  type Gradients,
  type StepFigures,
} from '../../src/engine/training/trainStep.js';
import type { PermutationSet, Precision } from '../../src/protocol/run.js';
import { loadKernels } from './kernelSets.js';
import { createFixture, presetCases, type NetworkFixture } from './networkFixtures.js';

await loadKernels();
const precisions = ['float32', 'bfloat16'] as const;

const step = async (
  { network, parts, config }: NetworkFixture,
  precision: Precision,
  rate: number,
): Promise<StepFigures> =>
  only(await readFigures([trainStep(network, parts, precision, config.optimizer, rate)]));

const disposeAll = ({ loss, byName, figures }: Gradients): void => {
  tf.dispose([loss, byName, figures.values]);
};

const only = <T>(items: readonly T[]): T => {
  const [item, ...rest] = items;
  if (item === undefined || rest.length > 0) throw new Error(`There are ${items.length} items.`);
  return item;
};

describe.each(presetCases)('$preset for $task', ({ task, preset, overrides }) => {
  let tensorsBefore: number;
  let fixture: NetworkFixture;
  beforeAll(() => {
    tensorsBefore = tf.memory().numTensors;
    fixture = createFixture(task, preset, overrides);
  });
  afterAll(() => {
    fixture.network.dispose();
    expect(tf.memory().numTensors).toBe(tensorsBefore);
  });

  it.each(precisions)('starts at the loss of guessing in %s', (precision) => {
    const { network, parts, plans } = fixture;
    const gradients = computeGradients(network, parts, precision);
    const [loss = NaN] = gradients.loss.dataSync();
    const guessing =
      plans.reduce((sum, { layout }) => sum + Math.log(layout.classes), 0) / plans.length;
    expect(Math.abs(loss / guessing - 1)).toBeLessThan(0.05);
    expect(Object.keys(gradients.byName)).toEqual(
      network.parameters.trainable.map(({ name }) => name),
    );
    disposeAll(gradients);
  });

  it.each(precisions)('leaves no tensor behind after a step in %s', async (precision) => {
    const before = tf.memory().numTensors;
    // A rate of 0, so that the first weights stay for the other tests.
    await step(fixture, precision, 0);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('counts as many parameters as its variables have', () => {
    const { parameters, size } = fixture.network;
    const counted = parameters.trainable.map(({ value }) => value.dataSync().length);
    expect(size.parameters).toBe(counted.reduce((sum, length) => sum + length, 0));
  });
});

describe('a batch that does not fit', () => {
  it.each([
    ['views are missing', 1, 1],
    ['labels are missing', 0, 1],
    ['a label is no class', 0, 0],
  ] as const)('throws and leaves no tensor behind when %s', (_, missingViews, missingLabels) => {
    const { network, parts } = createFixture('rotation', 'rotation-small');
    const { views, labels } = only(parts);
    const wrong = {
      views: views.subarray(missingViews),
      labels: missingLabels === 0 ? labels.map(() => 9) : labels.subarray(missingLabels),
    };
    const before = tf.memory().numTensors;
    for (const precision of precisions) {
      expect(() => computeGradients(network, [wrong], precision)).toThrow();
      expect(tf.memory().numTensors).toBe(before);
    }
    // The next good batch is not disturbed.
    disposeAll(computeGradients(network, parts, 'float32'));
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });
});

describe('learning one batch by heart', () => {
  it.each([
    { task: 'rotation', preset: 'rotation-small', precision: 'float32' },
    { task: 'rotation', preset: 'rotation-small', precision: 'bfloat16' },
    { task: 'jigsaw', preset: 'jigsaw-small', precision: 'float32' },
    { task: 'both', preset: 'jigsaw-small', precision: 'bfloat16' },
  ] as const)(
    '$preset gets a batch of $task right in $precision',
    async ({ task, preset, precision }) => {
      const fixture = createFixture(task, preset, { batchSize: 8 });
      let accuracy = 0;
      for (let i = 0; i < 60 && accuracy < 1; i++)
        accuracy = meanOf((await step(fixture, precision, 0.05)).sums)?.accuracy ?? NaN;
      expect(accuracy).toBe(1);
      fixture.network.dispose();
    },
  );
});

describe('an update', () => {
  const norm = (values: readonly Float32Array[]): number =>
    Math.sqrt(values.reduce((sum, data) => data.reduce((all, value) => all + value ** 2, sum), 0));
  const floats = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync());

  it.each([null, 1e3, 0.01])('is as long as the gradient, or the limit %s', (clipNorm) => {
    const { network, parts, config } = createFixture('rotation', 'rotation-small');
    const plain = { ...config.optimizer, momentum: 0, nesterov: false, weightDecay: 0, clipNorm };
    const gradients = computeGradients(network, parts, 'float32');
    const gradientNorm = norm(Object.values(gradients.byName).map(floats));
    const before = network.parameters.trainable.map(({ value }) => floats(value));
    applyGradients(network.parameters, gradients, plain, 1);
    const moved = network.parameters.trainable.map(({ value }, i) =>
      floats(value).map((now, entry) => now - (before[i]?.[entry] ?? NaN)),
    );
    expect(norm(moved) / Math.min(gradientNorm, clipNorm ?? Infinity)).toBeCloseTo(1, 3);
    expect(gradientNorm).toBeGreaterThan(0.01);
    disposeAll(gradients);
    network.dispose();
  });

  it('shrinks weights by the decay, and nothing else', () => {
    const { network, config } = createFixture('rotation', 'rotation-small');
    const { trainable } = network.parameters;
    for (const { value } of trainable) value.assign(tf.ones(value.shape));
    const byName = Object.fromEntries(
      trainable.map(({ name, value }) => [name, tf.zeros(value.shape)]),
    );
    const optimizer = { ...config.optimizer, nesterov: false, weightDecay: 0.5, momentum: 0.9 };
    applyGradients(network.parameters, { byName }, optimizer, 0.1);
    for (const { name, value } of trainable) {
      const isWeight = name.endsWith('.filter') || name.endsWith('.matrix');
      expect({ name, value: floats(value)[0] }).toEqual({
        name,
        value: expect.closeTo(isWeight ? 0.95 : 1, 6) as number,
      });
    }
    tf.dispose(byName);
    network.dispose();
  });
});

describe('a trunk', () => {
  it.each(['rotation-small', 'rotation-paper-4'] as const)('%s gives each block', (preset) => {
    const { network, parts, plans } = createFixture('rotation', preset);
    const { viewSizePx } = only(plans).layout;
    const { views, labels } = only(parts);
    tf.tidy(() => {
      const images = tf.tensor4d(views, [labels.length, viewSizePx, viewSizePx, 3]);
      const features = (block?: string): tf.Tensor =>
        network.trunk.features(images, 'evaluate', 'float32', block);
      const expected = blockShapes(networkSpec(preset).trunk, viewSizePx);
      expect(network.trunk.blockNames.map((name) => features(name).shape)).toEqual(
        expected.map(({ height, width, channels }) => [labels.length, height, width, channels]),
      );
      const last = features(network.trunk.blockNames.at(-1));
      expect([...last.dataSync()]).toEqual([...features().dataSync()]);
    });
    network.dispose();
  });
});

describe('the size of a network', () => {
  it('counts the multiply-adds of its real activations and weights', () => {
    const { network, parts, plans } = createFixture('jigsaw', 'jigsaw-small', { batchSize: 1 });
    const { layout } = only(plans);
    const { views } = only(parts);
    const sizeOf = (name: string): number =>
      network.parameters.trainable.find((parameter) => parameter.name === name)?.value.size ?? NaN;
    const convolutions = tf.tidy(() => {
      const side = layout.viewSizePx;
      const tiles = tf.tensor4d(views, [layout.viewsPerImage, side, side, 3]);
      return network.trunk.blockNames.map((block) => {
        const [, height = NaN, width = NaN] = network.trunk.features(
          tiles,
          'evaluate',
          'float32',
          block,
        ).shape;
        // Each output pixel takes each weight of the filter once.
        return height * width * sizeOf(`${block}.conv.filter`);
      });
    });
    const perTile = convolutions.reduce((sum, count) => sum + count, sizeOf('jigsaw.fc6.matrix'));
    const perPuzzle = sizeOf('jigsaw.fc7.matrix') + sizeOf('jigsaw.logits.matrix');
    expect(network.size.multiplyAddsPerImage).toBe(
      layout.viewsPerImage * perTile + layout.labelsPerImage * perPuzzle,
    );
    network.dispose();
  });
});

describe('evaluation', () => {
  it.each([
    ['rotation', 'rotation-small'],
    ['rotation', 'rotation-paper-3'],
    ['jigsaw', 'jigsaw-small'],
  ] as const)('of %s with the statistics of the batch equals training', async (task, preset) => {
    const { network, parts } = createFixture(task, preset);
    const logits = (mode: 'train' | 'evaluate'): Float32Array =>
      tf.tidy(() =>
        Float32Array.from(
          network.forward(only(network.tasks), only(parts), mode, 'float32').logits.dataSync(),
        ),
      );
    const training = logits('train');
    // One batch has moved the running statistics a tenth of the way from mean 0 and variance 1.
    const statistics = (await network.parameters.export()).map((tensor) => {
      if (tensor.name.endsWith('.mean'))
        return { ...tensor, data: tensor.data.map((m) => m / 0.1) };
      if (!tensor.name.endsWith('.variance')) return tensor;
      return { ...tensor, data: tensor.data.map((v) => (v - 0.9) / 0.1) };
    });
    network.parameters.import(new Map(statistics.map((tensor) => [tensor.name, tensor])));
    const evaluation = logits('evaluate');
    const spread = training.reduce((largest, logit) => Math.max(largest, Math.abs(logit)), 0);
    expect(spread).toBeGreaterThan(0);
    evaluation.forEach((logit, i) => {
      expect(Math.abs(logit - (training[i] ?? NaN))).toBeLessThan(2e-4 * spread);
    });
    network.dispose();
  });
});

describe('the jigsaw head', () => {
  const identity = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const orders = [
    identity,
    [8, 7, 6, 5, 4, 3, 2, 1, 0],
    [1, 2, 0, 4, 5, 3, 7, 8, 6],
    [3, 0, 6, 1, 8, 2, 5, 7, 4],
  ];
  const permutationSet: PermutationSet = {
    kind: 'permutationSet',
    method: 'random',
    grid: 3,
    seed: 0,
    count: orders.length,
    minHamming: 0,
    meanHamming: 0,
    permutations: orders,
  };

  it('shuffles features as if the tiles themselves had been shuffled', () => {
    const jigsaw = { permutations: orders.length, permutationsPerImage: 2 };
    const { network, parts, plans, config } = createFixture(
      'jigsaw',
      'jigsaw-small',
      { jigsaw },
      { permutationSet },
    );
    const { layout } = only(plans);
    const tileValues = layout.viewSizePx ** 2 * 3;
    const imageValues = tileValues * layout.viewsPerImage;
    const logits = (views: Float32Array, labels: Int32Array): Float32Array =>
      tf.tidy(() => {
        const part = { views, labels };
        // Running statistics, so that no puzzle depends on the others.
        const forward = network.forward(only(network.tasks), part, 'evaluate', 'float32');
        return Float32Array.from(forward.logits.dataSync());
      });
    const { views } = only(parts);
    const random = createRandom(3);
    const labels = Int32Array.from({ length: config.batchSize * 2 }, () =>
      random.below(orders.length),
    );
    const shuffledFeatures = logits(views, labels);

    for (const place of [0, 1]) {
      const shuffledViews = new Float32Array(views.length);
      for (let image = 0; image < config.batchSize; image++) {
        const order = orders[labels[image * 2 + place] ?? 0] ?? identity;
        order.forEach((tile, position) => {
          const start = image * imageValues + tile * tileValues;
          shuffledViews.set(
            views.subarray(start, start + tileValues),
            image * imageValues + position * tileValues,
          );
        });
      }
      const inOrder = logits(shuffledViews, new Int32Array(labels.length));
      for (let image = 0; image < config.batchSize; image++) {
        for (let c = 0; c < orders.length; c++) {
          const index = (image * 2 + place) * orders.length + c;
          expect(shuffledFeatures[index]).toBeCloseTo(inOrder[index] ?? NaN, 5);
        }
      }
    }
    // Without this the comparison would also hold for a head that ignores the order.
    const unshuffled = logits(views, new Int32Array(labels.length));
    expect(
      Math.max(...unshuffled.map((logit, i) => Math.abs(logit - (shuffledFeatures[i] ?? 0)))),
    ).toBeGreaterThan(1e-3);
    network.dispose();
  });
});
