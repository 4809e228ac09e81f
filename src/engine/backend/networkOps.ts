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
import { kernelNames, type KernelName } from './kernels/kernelNames.js';

/** Added to the variance before its root, as in PyTorch and TensorFlow. */
export const batchNormEpsilon = 1e-5;

export interface ConvOptions {
  readonly stride: number;
  readonly padding: 'same' | 'valid';
  /** False for the first layer: nobody asks for the gradient of the images. */
  readonly inputGradient: boolean;
}

export interface PoolOptions {
  readonly size: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
}

/** Statistics over a batch, or running ones. */
export interface BatchStatistics {
  /** float32 [C] */
  readonly mean: tf.Tensor;
  /** float32 [C], biased */
  readonly variance: tf.Tensor;
}

const hasKernel = (name: KernelName): boolean => {
  // tfjs's types leave out that there may be none.
  const kernel: unknown = tf.getKernel(name, tf.getBackend());
  return kernel !== undefined;
};

const run = (
  name: KernelName,
  inputs: Record<string, tf.Tensor>,
  attributes: Record<string, number | boolean | string | number[]> = {},
): tf.Tensor[] => {
  const outputs: unknown = tf.engine().runKernel(name, inputs, attributes);
  return (Array.isArray(outputs) ? outputs : [outputs]) as tf.Tensor[];
};

const first = (tensors: readonly tf.Tensor[]): tf.Tensor => {
  const [tensor] = tensors;
  if (tensor === undefined) throw new Error('A kernel returned no tensor.');
  return tensor;
};

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

/** Max pooling. @param x [N, H, W, C] */
export const maxPool = (x: tf.Tensor, options: PoolOptions): tf.Tensor => {
  const { size, stride, padding } = options;
  if (!hasKernel(kernelNames.maxPool)) return tf.maxPool(x as tf.Tensor4D, size, stride, padding);
  const attributes = { size, stride, padding };
  return withGradient(
    [x],
    (save) => {
      const [y, argmax] = run(kernelNames.maxPool, { x }, attributes);
      save([expect(argmax), x]);
      return expect(y);
    },
    (dy, [argmax, savedX]) =>
      run(kernelNames.maxPoolGrad, { dy, argmax: expect(argmax), x: expect(savedX) }, attributes),
  );
};

/** Average pooling; padding does not count. @param x [N, H, W, C] */
export const averagePool = (x: tf.Tensor, options: PoolOptions): tf.Tensor => {
  const { size, stride, padding } = options;
  if (!hasKernel(kernelNames.averagePool)) return composedAveragePool(x as tf.Tensor4D, options);
  const attributes = { size, stride, padding };
  return withGradient(
    [x],
    (save) => {
      save([x]);
      return first(run(kernelNames.averagePool, { x }, attributes));
    },
    (dy, [savedX]) => run(kernelNames.averagePoolGrad, { dy, x: expect(savedX) }, attributes),
  );
};

/**
 * tfjs's own gradient of a SAME average divides by the full window at the border, where part of the
 * window lies outside (seen in 4.22.0 on its `cpu` backend), so the padding is made here.
 */
const composedAveragePool = (x: tf.Tensor4D, { size, stride, padding }: PoolOptions): tf.Tensor => {
  if (padding === 'valid') return tf.avgPool(x, size, stride, 'valid');
  const margins = [0, 0, 0, 0].map((_, axis): [number, number] => {
    if (axis === 0 || axis === 3) return [0, 0];
    const side = x.shape[axis] ?? 1;
    const total = Math.max(0, (Math.ceil(side / stride) - 1) * stride + size - side);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
  const mean = (image: tf.Tensor4D): tf.Tensor =>
    tf.avgPool(tf.pad(image, margins), size, stride, 'valid');
  const inside = mean(tf.ones([1, x.shape[1], x.shape[2], 1]));
  return tf.div(mean(x), inside);
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

/** Settings of momentum steps. */
export interface MomentumSettings {
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
}

/** Settings where a backend computes: float32 [learningRate, momentum, weightDecay, gradientScale]. */
export interface PackedSettings {
  readonly values: tf.Tensor1D;
  readonly nesterov: boolean;
}

/**
 * Packs the settings once for all parameters that share them; the caller disposes `values`.
 * @param gradientScale float32 scalar, a factor on the gradient, for clipping; null for 1
 */
export const packSettings = (
  { learningRate, momentum, weightDecay, nesterov }: MomentumSettings,
  gradientScale: tf.Scalar | null,
): PackedSettings => ({
  values:
    gradientScale === null
      ? tf.tensor1d([learningRate, momentum, weightDecay, 1])
      : tf.tidy(() =>
          tf.concat1d([
            tf.tensor1d([learningRate, momentum, weightDecay]),
            tf.reshape(gradientScale, [1]),
          ]),
        ),
  nesterov,
});

/**
 * One step of stochastic gradient descent with momentum.
 * @param weights float32, any shape; velocity and gradient likewise
 * @returns new weights and velocity, owned by the caller
 */
export const momentumStep = (
  weights: tf.Tensor,
  velocity: tf.Tensor,
  gradient: tf.Tensor,
  { values, nesterov }: PackedSettings,
): { weights: tf.Tensor; velocity: tf.Tensor } => {
  if (!hasKernel(kernelNames.momentum)) {
    return tf.tidy(() => {
      const [learningRate, momentum, weightDecay, gradientScale] = tf.unstack(values).map(expect);
      const g = tf.add(
        tf.mul(gradient, expect(gradientScale)),
        tf.mul(weights, expect(weightDecay)),
      );
      const v = tf.add(tf.mul(velocity, expect(momentum)), g);
      const step = nesterov ? tf.add(g, tf.mul(v, expect(momentum))) : v;
      return { weights: tf.sub(weights, tf.mul(step, expect(learningRate))), velocity: v };
    });
  }
  const [newWeights, newVelocity] = run(
    kernelNames.momentum,
    { weights, velocity, gradient, settings: values },
    { nesterov },
  );
  return { weights: expect(newWeights), velocity: expect(newVelocity) };
};

const expect = (tensor: tf.Tensor | undefined): tf.Tensor => {
  if (tensor === undefined) throw new Error('A kernel returned fewer tensors than expected.');
  return tensor;
};

/**
 * A function with a gradient of its own. What `forward` creates and does not return is
 * disposed by tfjs, which keeps what is saved until the gradient has been taken.
 */
const withGradient = (
  inputs: readonly tf.Tensor[],
  forward: (save: (tensors: tf.Tensor[]) => void) => tf.Tensor,
  backward: (dy: tf.Tensor, saved: readonly tf.Tensor[]) => tf.Tensor[],
): tf.Tensor =>
  tf.customGrad((...args) => {
    const save = args.at(-1) as (tensors: tf.Tensor[]) => void;
    return {
      value: forward(save),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => backward(dy, saved),
    };
  })(...inputs);
