/** Pooling, differentiable; see `networkOps.ts`. Results belong to the caller (use `tf.tidy`). */
import * as tf from '@tensorflow/tfjs';

import { expect, first, hasKernel, run, withGradient } from './kernelCall.js';
import { kernelNames } from './kernels/kernelNames.js';

export interface PoolOptions {
  readonly size: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
}

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
