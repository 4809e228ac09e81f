/**
 * The Lab's kernels for graphics processors: what tfjs composes of many passes over the activations
 * (batch norm, the gradients behind a ReLU) and of many programs per parameter (momentum). Convolution,
 * pooling and matrix product are tfjs's own.
 */
import * as tf from '@tensorflow/tfjs';

import { input, numberAttribute, tensorInput, type Kernel } from '../kernel.js';
import type { KernelSet } from '../registerKernels.js';
import { concludeSums, sumPartly } from './channelSums.js';
import { runPerElement } from './program.js';

const rowsOf = ({ shape }: tf.TensorInfo): number =>
  shape.slice(0, -1).reduce((product, side) => product * side, 1);

/**
 * Mean and variance are sums of differences to the first row, whose values lie among the others: the
 * variance loses no digits to a large mean.
 */
const batchNormRelu: Kernel = (inputs, attributes) => {
  const x = input(inputs, 'x');
  const rows = rowsOf(x);
  const epsilon = {
    name: 'epsilon',
    type: 'float32' as const,
    value: numberAttribute(attributes, 'epsilon'),
  };
  const partial = sumPartly(
    'batchNorm',
    { x },
    x.shape,
    'let first = x[index] - x[channel]; let second = first * first;',
  );
  const variance =
    'let d = first / uniforms.rows; let v = max(0.0, second / uniforms.rows - d * d);';
  const mean = concludeSums(
    'batchNorm_mean',
    partial,
    { x },
    rows,
    [],
    'let value = x[channel] + first / uniforms.rows;',
  );
  const spread = concludeSums(
    'batchNorm_variance',
    partial,
    {},
    rows,
    [],
    `${variance} let value = v;`,
  );
  const inverseSigma = concludeSums(
    'batchNorm_inverseSigma',
    partial,
    {},
    rows,
    [epsilon],
    `${variance} let value = inverseSqrt(v + uniforms.epsilon);`,
  );
  partial.sums.dispose();
  const y = runPerElement(
    'batchNorm_apply',
    {
      x,
      gamma: input(inputs, 'gamma'),
      beta: input(inputs, 'beta'),
      mean,
      inverseSigma,
    },
    x.shape,
    `let normal = (x[index] - mean[channel]) * inverseSigma[channel];
     let shifted = normal * gamma[channel] + beta[channel];
     // Not max(): it may drop a NaN.
     let value = select(shifted, 0.0, shifted <= 0.0);`,
  );
  return [y, mean, spread, inverseSigma];
};

/** Where y is 0 the ReLU lets nothing back. */
const behindRelu = 'let g = select(0.0, dy[index], y[index] > 0.0);';

const batchNormReluGrad: Kernel = (inputs) => {
  const [dy, x, y] = [input(inputs, 'dy'), input(inputs, 'x'), input(inputs, 'y')];
  const [gamma, mean, inverseSigma] = [
    tensorInput(inputs, 'gamma'),
    tensorInput(inputs, 'mean'),
    tensorInput(inputs, 'inverseSigma'),
  ];
  const rows = rowsOf(x);
  const normal = 'let normal = (x[index] - mean[channel]) * inverseSigma[channel];';
  const partial = sumPartly(
    'batchNormGrad',
    { dy, x, y, mean, inverseSigma },
    x.shape,
    `${behindRelu} ${normal} let first = g; let second = g * normal;`,
  );
  const dbeta = concludeSums('sums_first', partial, {}, rows, [], 'let value = first;');
  const dgamma = concludeSums('sums_second', partial, {}, rows, [], 'let value = second;');
  partial.sums.dispose();
  // Together: a program may read eight tensors only.
  const perChannel = tf.tidy(() =>
    tf.concat1d([gamma, mean, inverseSigma, dbeta, dgamma].map((values) => values as tf.Tensor1D)),
  );
  const dx = runPerElement(
    'batchNormGrad_apply',
    { dy, x, y, perChannel },
    x.shape,
    `${behindRelu}
     let channels = uniforms.channels;
     let rows = f32(uniforms.elements / channels);
     let inverseSigma = perChannel[2 * channels + channel];
     let normal = (x[index] - perChannel[channels + channel]) * inverseSigma;
     let value = perChannel[channel] * inverseSigma *
       (g - (perChannel[3 * channels + channel] + normal * perChannel[4 * channels + channel]) / rows);`,
  );
  perChannel.dispose();
  return [dx, dgamma, dbeta];
};

const bias: Kernel = (inputs, attributes) => {
  const x = input(inputs, 'x');
  const relu = attributes['relu'] === true;
  return [
    runPerElement(
      `bias_${relu}`,
      { x, bias: input(inputs, 'bias') },
      x.shape,
      `let sum = x[index] + bias[channel];
       let value = ${relu ? 'select(sum, 0.0, sum <= 0.0)' : 'sum'};`,
    ),
  ];
};

const biasGrad: Kernel = (inputs, attributes) => {
  const dy = tensorInput(inputs, 'dy');
  const dx =
    attributes['relu'] === true
      ? runPerElement(
          'biasGrad',
          { dy, y: input(inputs, 'y') },
          dy.shape,
          `${behindRelu} let value = g;`,
        )
      : tf.clone(dy);
  const partial = sumPartly('sum', { dx }, dx.shape, 'let first = dx[index]; let second = 0.0;');
  const dbias = concludeSums('sums_first', partial, {}, rowsOf(dx), [], 'let value = first;');
  partial.sums.dispose();
  return [dx, dbias];
};

/** Two programs a parameter, where a composed step takes about ten. */
const momentum: Kernel = (inputs, attributes) => {
  const weights = input(inputs, 'weights');
  const parts = {
    weights,
    velocity: input(inputs, 'velocity'),
    gradient: input(inputs, 'gradient'),
    settings: input(inputs, 'settings'),
  };
  const nesterov = attributes['nesterov'] === true;
  // settings: learning rate, momentum, weight decay, factor on the gradient.
  const moved = `
    let g = gradient[index] * settings[3] + weights[index] * settings[2];
    let v = velocity[index] * settings[1] + g;`;
  const step = nesterov ? 'g + v * settings[1]' : 'v';
  return [
    runPerElement(
      `momentum_weights_${nesterov}`,
      parts,
      weights.shape,
      `${moved} let value = weights[index] - settings[0] * (${step});`,
    ),
    runPerElement('momentum_velocity', parts, weights.shape, `${moved} let value = v;`),
  ];
};

export const webgpuKernels: KernelSet = {
  batchNormRelu,
  batchNormReluGrad,
  bias,
  biasGrad,
  momentum,
};
