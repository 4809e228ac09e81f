/**
 * RotNet's network in network in plain tfjs-node operations, as the documentation of tfjs would have
 * one write it: composed batch norm, an optimizer of the library, no kernels of our own.
 */
import util from 'node:util';

import * as tf from '@tensorflow/tfjs';

import type { PoolName } from '../benchNetworks.js';
import type { PeerMeasurement } from '../measurements.js';
import { median } from '../statistics.js';

interface ConvLayer {
  readonly filter: tf.Variable<tf.Rank.R4>;
  readonly gamma: tf.Variable<tf.Rank.R1>;
  readonly beta: tf.Variable<tf.Rank.R1>;
}

/** Filter side and channels of each block's layers. */
const blocks: readonly (readonly (readonly [sizePx: number, channels: number])[])[] = [
  [
    [5, 192],
    [1, 160],
    [1, 96],
  ],
  [
    [5, 192],
    [1, 192],
    [1, 192],
  ],
  [
    [3, 192],
    [1, 192],
    [1, 192],
  ],
];
const classes = 4;
const viewSizePx = 32;
const warmupSteps = 2;

const createBlocks = (): ConvLayer[][] => {
  let inputs = 3;
  return blocks.map((block) =>
    block.map(([sizePx, channels]) => {
      const deviation = Math.sqrt(2 / (sizePx * sizePx * inputs));
      const layer: ConvLayer = {
        filter: tf.variable(tf.randomNormal([sizePx, sizePx, inputs, channels], 0, deviation)),
        gamma: tf.variable(tf.ones([channels])),
        beta: tf.variable(tf.zeros([channels])),
      };
      inputs = channels;
      return layer;
    }),
  );
};

const batchNorm = (x: tf.Tensor4D, { gamma, beta }: ConvLayer): tf.Tensor4D => {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return tf.batchNorm4d(x, mean.as1D(), variance.as1D(), beta, gamma, 1e-5);
};

/**
 * Times a training step of 128 views.
 * @param pool the first pool; the second one is an average, as in the paper
 * @param steps timed steps, after those that warm up
 */
export const timeStockTfjs = async (
  pool: PoolName,
  views: number,
  steps: number,
  clock: () => number,
): Promise<PeerMeasurement> => {
  // tfjs-node 4.22.0 calls a function that Node 23 removed.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
  await import('@tensorflow/tfjs-node');
  tf.enableProdMode();

  const trunk = createBlocks();
  const matrix = tf.variable(tf.randomNormal<tf.Rank.R2>([192, classes], 0, 0.05));
  const bias = tf.variable(tf.zeros<tf.Rank.R1>([classes]));
  const logits = (images: tf.Tensor4D): tf.Tensor2D => {
    let x = images;
    trunk.forEach((layers, block) => {
      for (const layer of layers) {
        x = tf.relu(batchNorm(tf.conv2d(x, layer.filter, 1, 'same'), layer));
      }
      if (block === 0)
        x = pool === 'max' ? tf.maxPool(x, 3, 2, 'same') : tf.avgPool(x, 3, 2, 'same');
      if (block === 1) x = tf.avgPool(x, 3, 2, 'same');
    });
    const pooled: tf.Tensor2D = tf.mean(x, [1, 2]);
    return tf.matMul(pooled, matrix).add(bias);
  };

  const images = tf.randomNormal<tf.Rank.R4>([views, viewSizePx, viewSizePx, 3]);
  const labels = tf.tensor1d(
    Array.from({ length: views }, (_, i) => i % classes),
    'int32',
  );
  const truth = tf.oneHot(labels, classes);
  const optimizer = tf.train.momentum(0.01, 0.9, true);
  const times: number[] = [];
  let loss = Number.NaN;
  for (let step = 0; step < warmupSteps + steps; step++) {
    const startMs = clock();
    const cost = optimizer.minimize(
      () => tf.losses.softmaxCrossEntropy(truth, logits(images)),
      true,
    );
    [loss = Number.NaN] = cost?.dataSync() ?? [];
    cost?.dispose();
    if (step >= warmupSteps) times.push(clock() - startMs);
  }
  const inTrunk = trunk
    .flat()
    .flatMap(({ filter, gamma, beta }) => [filter.size, gamma.size, beta.size]);
  return {
    kind: 'peer',
    msPerStep: median(times),
    loss,
    parameters: [...inTrunk, matrix.size, bias.size].reduce((sum, size) => sum + size, 0),
  };
};
