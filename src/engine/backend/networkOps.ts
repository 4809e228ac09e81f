/**
 * The differentiable operations that networks are made of. They run the Lab's kernels with gradients of
 * their own where the backend has them (kernels/); otherwise the same function is composed of tfjs's
 * operations, whose gradients tfjs knows. Both are checked against each other in the tests.
 *
 * Legend: N views, H W pixels, C channels, D features; channels last. `x` may be float32 or bfloat16
 * (see tensorflow.ts); parameters are float32. Results belong to the caller (use `tf.tidy`).
 */
import * as tf from '@tensorflow/tfjs';

import type { Precision } from '../../protocol/run.js';
import { expect, first, hasKernel, run, withGradient } from './kernelCall.js';
import { kernelNames } from './kernels/kernelNames.js';

/** Added to the variance before its root, as in PyTorch and TensorFlow. */
export const batchNormEpsilon = 1e-5;

export interface ConvOptions {
  readonly stride: number;
  readonly padding: 'same' | 'valid';
  /** False for the first layer: nobody asks for the gradient of the images. */
  readonly inputGradient: boolean;
}

/** Statistics over a batch, or running ones. */
export interface BatchStatistics {
  /** float32 [C] */
  readonly mean: tf.Tensor;
  /** float32 [C], biased */
  readonly variance: tf.Tensor;
}

/**
 * Convolution without bias.
 * @param x [N, H, W, C]
 * @param filter float32 [k, k, C, D]
 * @returns [N, H', W', D], element type of x
 */
export const conv2d = (x: tf.Tensor, filter: tf.Tensor, options: ConvOptions): tf.Tensor => {
  const { stride, padding, inputGradient } = options;
  if (!hasKernel(kernelNames.conv))
    return tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, padding);
  const attributes = { stride, padding };
  const forward = (save: (tensors: tf.Tensor[]) => void): tf.Tensor => {
    // Cast once, for the forward pass and for the gradient by the input.
    const narrow = first(run(kernelNames.castLike, { x: filter, like: x }));
    save([x, narrow]);
    return first(run(kernelNames.conv, { x, filter: narrow }, attributes));
  };
  const filterGradient = (dy: tf.Tensor, savedX: tf.Tensor): tf.Tensor =>
    first(
      run(
        kernelNames.convFilterGrad,
        { x: savedX, dy },
        { ...attributes, filterShape: filter.shape },
      ),
    );
  if (!inputGradient) {
    return withGradient([filter], forward, (dy, [savedX]) => [filterGradient(dy, expect(savedX))]);
  }
  return withGradient([x, filter], forward, (dy, [savedX, savedFilter]) => [
    first(
      run(
        kernelNames.convInputGrad,
        { filter: expect(savedFilter), dy },
        { ...attributes, inputShape: x.shape },
      ),
    ),
    filterGradient(dy, expect(savedX)),
  ]);
};

/**
 * Batch normalisation over all axes but the last, then ReLU (Ioffe & Szegedy 2015).
 * @param x [..., C]
 * @param gamma float32 [C]
 * @param beta float32 [C]
 * @param onStatistics receives the mean and variance of this batch, for running averages; they are
 *   disposed after it
 * @returns like x
 */
export const batchNormRelu = (
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  onStatistics: (statistics: BatchStatistics) => void,
): tf.Tensor => {
  if (!hasKernel(kernelNames.batchNormRelu)) {
    const { mean, variance } = tf.moments(x, x.shape.map((_, axis) => axis).slice(0, -1));
    onStatistics({ mean, variance });
    const normalised = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, batchNormEpsilon)));
    return tf.relu(tf.add(tf.mul(normalised, gamma), beta));
  }
  const attributes = { epsilon: batchNormEpsilon };
  return withGradient(
    [x, gamma, beta],
    (save) => {
      const outputs = run(kernelNames.batchNormRelu, { x, gamma, beta }, attributes);
      const [y, mean, variance, inverseSigma] = outputs.map(expect);
      onStatistics({ mean: expect(mean), variance: expect(variance) });
      save([x, expect(y), gamma, beta, expect(mean), expect(inverseSigma)]);
      return expect(y);
    },
    (dy, saved) => {
      const [savedX, y, savedGamma, savedBeta, mean, inverseSigma] = saved.map(expect);
      return run(
        kernelNames.batchNormReluGrad,
        {
          dy,
          x: expect(savedX),
          y: expect(y),
          gamma: expect(savedGamma),
          beta: expect(savedBeta),
          mean: expect(mean),
          inverseSigma: expect(inverseSigma),
        },
        attributes,
      );
    },
  );
};

/**
 * Adds a bias per channel, with ReLU if wanted.
 * @param x [..., C]
 * @param bias float32 [C]
 */
export const addBias = (x: tf.Tensor, bias: tf.Tensor, relu: boolean): tf.Tensor => {
  if (!hasKernel(kernelNames.bias)) {
    const sum = tf.add(x, bias);
    return relu ? tf.relu(sum) : sum;
  }
  return withGradient(
    [x, bias],
    (save) => {
      const y = first(run(kernelNames.bias, { x, bias }, { relu }));
      save([y]);
      return y;
    },
    (dy, [y]) => run(kernelNames.biasGrad, { dy, y: expect(y) }, { relu }),
  );
};

/**
 * Matrix product with a parameter.
 * @param x [N, C]
 * @param matrix float32 [C, D]
 * @returns [N, D], element type of x
 */
export const matMul = (x: tf.Tensor, matrix: tf.Tensor): tf.Tensor => {
  if (!hasKernel(kernelNames.matMul)) return tf.matMul(x, matrix);
  return withGradient(
    [x, matrix],
    (save) => {
      const narrow = first(run(kernelNames.castLike, { x: matrix, like: x }));
      save([x, narrow]);
      return first(run(kernelNames.matMul, { a: x, b: narrow }));
    },
    (dy, [savedX, savedMatrix]) => [
      first(run(kernelNames.matMul, { a: dy, b: expect(savedMatrix) }, { transposeB: true })),
      first(
        run(
          kernelNames.matMul,
          { a: expect(savedX), b: dy },
          { transposeA: true, toFloat32: true },
        ),
      ),
    ],
  );
};

/** For each row of a matrix, the places in `rows` that show it. @throws Error when they differ in number */
const placesOfRows = (rows: Int32Array, count: number): Int32Array => {
  const copies = rows.length / count;
  const places = new Int32Array(rows.length);
  const seen = new Int32Array(count);
  rows.forEach((row, place) => {
    const copy = seen[row] ?? copies;
    if (copy >= copies) throw new Error(`Row ${row} is not shown ${copies} times.`);
    places[row * copies + copy] = place;
    seen[row] = copy + 1;
  });
  return places;
};

/**
 * Rows of a matrix in another order, each as often as the others. Its gradient gathers too, where
 * tfjs's scatters, which not every backend can.
 * @param x float32 [R, D]
 * @param rows [R * copies], 0 .. R - 1
 * @returns float32 [R * copies, D]
 */
export const gatherRows = (x: tf.Tensor, rows: Int32Array): tf.Tensor => {
  const [count = 1, width = 1] = x.shape;
  const places = placesOfRows(rows, count);
  return withGradient(
    [x],
    () => tf.gather(x, tf.tensor1d(rows, 'int32')),
    (dy) => {
      const shown = tf.gather(dy, tf.tensor1d(places, 'int32')); // [R * copies, D]
      return [tf.sum(tf.reshape(shown, [count, rows.length / count, width]), 1)];
    },
  );
};

/** Changes the element type of activations; its gradient changes it back. */
export const cast = (x: tf.Tensor, from: Precision, to: Precision): tf.Tensor => {
  if (from === to || !hasKernel(kernelNames.cast)) return x;
  return withGradient(
    [x],
    () => first(run(kernelNames.cast, { x }, { to })),
    (dy) => [first(run(kernelNames.cast, { x: dy }, { to: from }))],
  );
};

/**
 * Mean cross-entropy of a softmax.
 * @param logits float32 [N, classes]
 * @param labels int32 [N]
 * @returns float32 scalar, nats
 */
export const softmaxCrossEntropy = (logits: tf.Tensor, labels: tf.Tensor1D): tf.Scalar => {
  const rows = labels.size;
  if (!hasKernel(kernelNames.softmaxCrossEntropy)) {
    const hot = tf.oneHot(labels, logits.shape[1] ?? 1);
    return tf.neg(tf.mean(tf.sum(tf.mul(hot, tf.logSoftmax(logits)), -1)));
  }
  return withGradient(
    [logits],
    (save) => {
      const [losses, gradient] = run(kernelNames.softmaxCrossEntropy, { logits, labels });
      save([expect(gradient)]);
      return tf.mean(expect(losses));
    },
    (dy, [gradient]) => [tf.mul(expect(gradient), tf.div(dy, rows))],
  ) as tf.Scalar;
};
