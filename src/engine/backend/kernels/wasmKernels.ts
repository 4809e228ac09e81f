/**
 * The Lab's kernels for WebAssembly, made of the few operations that tfjs's module does fast: XNNPACK's
 * convolution, pooling and matrix product, and its element-wise ones. What is not here is fast enough
 * as tfjs composes it.
 */
import * as tf from '@tensorflow/tfjs';

import {
  numberAttribute,
  shapeAttribute,
  tensorInput,
  windowAttributes,
  type Kernel,
} from './kernel.js';
import { leadingPad, maxPoolPixels, maxPoolPixelsGrad } from './maxPoolPixels.js';
import type { KernelSet } from './registerKernels.js';

const conv: Kernel = (inputs, attributes) => {
  const { stride, padding } = windowAttributes(attributes);
  const [x, filter] = [tensorInput(inputs, 'x'), tensorInput(inputs, 'filter')];
  return [tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, padding)];
};

/**
 * Rearranges a filter for `convInputGrad`: row and column u of the result hold the taps
 * `r + stride * (taps - 1 - u)` for every phase r, zero where there is none.
 * @param values [size, size, C, D]
 * @returns [taps, taps, D, stride, stride, C]
 */
const phaseFilter = (
  values: Float32Array,
  [size, , channels, outputs]: readonly [number, number, number, number],
  stride: number,
): { readonly taps: number; readonly data: Float32Array } => {
  const taps = Math.ceil(size / stride);
  const data = new Float32Array(taps * taps * outputs * stride * stride * channels);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const u = taps - 1 - Math.floor(row / stride);
      const v = taps - 1 - Math.floor(column / stride);
      const phase = (row % stride) * stride + (column % stride);
      for (let c = 0; c < channels; c++) {
        const from = ((row * size + column) * channels + c) * outputs;
        for (let d = 0; d < outputs; d++) {
          const to = (((u * taps + v) * outputs + d) * stride * stride + phase) * channels + c;
          data[to] = values[from + d]!;
        }
      }
    }
  }
  return { taps, data };
};

/**
 * tfjs's own kernel runs at a tenth of the forward convolution's rate. Pixel `stride * q + r` of the
 * padded images gets `sum over m of dy[q - m] * filter[r + stride * m]`: for all phases r together that
 * is one convolution of dy with few taps and many channels, whose channels are then laid out as pixels.
 */
const convInputGrad: Kernel = (inputs, attributes) => [
  tf.tidy(() => {
    const { stride, padding } = windowAttributes(attributes);
    const dy = tensorInput(inputs, 'dy') as tf.Tensor4D;
    const filter = tensorInput(inputs, 'filter') as tf.Tensor4D;
    const [count = 0, height = 0, width = 0, channels = 0] = shapeAttribute(
      attributes,
      'inputShape',
    );
    const [size] = filter.shape;
    const { taps, data } = phaseFilter(filter.dataSync<'float32'>(), filter.shape, stride);
    const along = (side: number, outputSide: number) => {
      const before = leadingPad(side, size, stride, padding);
      const places = Math.ceil((side + before) / stride);
      // Windows of the convolution over q: the first one ends at dy[0].
      return {
        before,
        places,
        margin: [taps - 1, Math.max(0, places - outputSide)] as [number, number],
      };
    };
    const rows = along(height, dy.shape[1]);
    const columns = along(width, dy.shape[2]);
    const padded = tf.pad(dy, [[0, 0], rows.margin, columns.margin, [0, 0]]);
    const phases = tf.tensor4d(data, [taps, taps, dy.shape[3], stride * stride * channels]);
    const all = tf.conv2d(padded, phases, 1, 'valid');
    const needed = tf.slice(all, [0, 0, 0, 0], [count, rows.places, columns.places, -1]);
    const pixels = stride === 1 ? needed : tf.depthToSpace(needed, stride);
    return tf.slice(pixels, [0, rows.before, columns.before, 0], [count, height, width, channels]);
  }),
];

/**
 * A forward convolution with the roles of batch and channels exchanged: the images' channels are its
 * batch, their number its channels, and dy its filter, whose taps lie `stride` apart.
 */
const convFilterGrad: Kernel = (inputs, attributes) => [
  tf.tidy(() => {
    const { stride, padding } = windowAttributes(attributes);
    const x = tensorInput(inputs, 'x') as tf.Tensor4D;
    const dy = tensorInput(inputs, 'dy') as tf.Tensor4D;
    const [size = 1] = shapeAttribute(attributes, 'filterShape');
    const [, height, width] = x.shape;
    /** The part of the images that windows reach, with zeros around it. */
    const reach = (side: number, outputSide: number) => {
      const before = leadingPad(side, size, stride, padding);
      const length = (outputSide - 1) * stride + size;
      const kept = Math.min(side, length - before);
      return { kept, margin: [before, length - before - kept] as [number, number] };
    };
    const rows = reach(height, dy.shape[1]);
    const columns = reach(width, dy.shape[2]);
    const seen = tf.slice(x, [0, 0, 0, 0], [-1, rows.kept, columns.kept, -1]);
    const padded = tf.pad(seen, [[0, 0], rows.margin, columns.margin, [0, 0]]);
    const exchanged = tf.transpose(padded, [3, 1, 2, 0]); // [C, H, W, N]
    const taps = tf.transpose(dy, [1, 2, 0, 3]); // [H', W', N, D]
    const gradient = tf.conv2d(exchanged, taps, 1, 'valid', 'NHWC', stride); // [C, size, size, D]
    return tf.transpose(gradient, [1, 2, 0, 3]);
  }),
];

/**
 * Means over all axes but the last. Pooling whole images first is many times faster than tfjs's mean
 * over the leading axes, and sums in two levels, which keeps the rounding errors small.
 */
const channelMean = (x: tf.Tensor): tf.Tensor => {
  const [, height, width] = x.shape;
  if (x.shape.length !== 4 || height === undefined || width === undefined || height * width < 2) {
    return tf.mean(x, x.shape.map((_, axis) => axis).slice(0, -1));
  }
  return tf.mean(tf.avgPool(x as tf.Tensor4D, [height, width], 1, 'valid'), [0, 1, 2]);
};

const rowsOf = (x: tf.Tensor): number => x.size / (x.shape.at(-1) ?? 1);

const batchNormRelu: Kernel = (inputs, attributes) =>
  tf.tidy(() => {
    const [x, gamma, beta] = ['x', 'gamma', 'beta'].map((name) => tensorInput(inputs, name));
    const mean = channelMean(x!);
    const centred = tf.sub(x!, mean);
    const variance = channelMean(tf.square(centred));
    const inverseSigma = tf.rsqrt(tf.add(variance, numberAttribute(attributes, 'epsilon')));
    const scaled = tf.mul(centred, tf.mul(gamma!, inverseSigma));
    return [tf.relu(tf.add(scaled, beta!)), mean, variance, inverseSigma];
  });

/** dx = gamma / sigma * (g - mean(g) - xhat * mean(g * xhat)), where g is dy behind the ReLU. */
const batchNormReluGrad: Kernel = (inputs) =>
  tf.tidy(() => {
    const [dy, x, y, gamma, mean, inverseSigma] = [
      'dy',
      'x',
      'y',
      'gamma',
      'mean',
      'inverseSigma',
    ].map((name) => tensorInput(inputs, name));
    const rows = rowsOf(x!);
    const g = tf.mul(dy!, tf.step(y!));
    const centred = tf.sub(x!, mean!);
    const meanG = channelMean(g);
    const meanGxhat = tf.mul(channelMean(tf.mul(g, centred)), inverseSigma!);
    const scale = tf.mul(gamma!, inverseSigma!);
    const slope = tf.mul(tf.mul(scale, inverseSigma!), meanGxhat);
    const dx = tf.sub(tf.sub(tf.mul(g, scale), tf.mul(centred, slope)), tf.mul(scale, meanG));
    return [dx, tf.mul(meanGxhat, rows), tf.mul(meanG, rows)];
  });

const bias: Kernel = (inputs, attributes) => [
  tf.tidy(() => {
    const sum = tf.add(tensorInput(inputs, 'x'), tensorInput(inputs, 'bias'));
    return attributes['relu'] === true ? tf.relu(sum) : sum;
  }),
];

const biasGrad: Kernel = (inputs, attributes) =>
  tf.tidy(() => {
    const dy = tensorInput(inputs, 'dy');
    const dx =
      attributes['relu'] === true ? tf.mul(dy, tf.step(tensorInput(inputs, 'y'))) : tf.clone(dy);
    return [dx, tf.mul(channelMean(dx), rowsOf(dx))];
  });

/** A product with a transposed factor runs at a tenth of the rate, so factors are transposed before. */
const matMul: Kernel = (inputs, attributes) => [
  tf.tidy(() => {
    const factor = (name: 'a' | 'b', isTransposed: unknown): tf.Tensor => {
      const tensor = tensorInput(inputs, name);
      return isTransposed === true ? tf.transpose(tensor) : tensor;
    };
    return tf.matMul(factor('a', attributes['transposeA']), factor('b', attributes['transposeB']));
  }),
];

/** tfjs's own gradient is wrong for images that are not square (seen in 4.22.0). */
const maxPool: Kernel = (inputs, attributes) => {
  const x = tensorInput(inputs, 'x') as tf.Tensor4D;
  const pooled = maxPoolPixels(x.dataSync<'float32'>(), {
    shape: x.shape,
    size: numberAttribute(attributes, 'size'),
    ...windowAttributes(attributes),
  });
  return [
    tf.tensor4d(pooled.values, pooled.shape),
    tf.tensor(pooled.argmax, pooled.shape, 'int32'),
  ];
};

const maxPoolGrad: Kernel = (inputs) => {
  const [dy, argmax] = [tensorInput(inputs, 'dy'), tensorInput(inputs, 'argmax')];
  const { shape, size } = tensorInput(inputs, 'x');
  const dx = maxPoolPixelsGrad(dy.dataSync<'float32'>(), argmax.dataSync<'int32'>(), size);
  return [tf.tensor(dx, shape)];
};

/** There is one element type. */
const castLike: Kernel = (inputs) => [tf.clone(tensorInput(inputs, 'x'))];

export const wasmKernels: KernelSet = {
  conv,
  convInputGrad,
  convFilterGrad,
  batchNormRelu,
  batchNormReluGrad,
  bias,
  biasGrad,
  maxPool,
  maxPoolGrad,
  matMul,
  castLike,
};
