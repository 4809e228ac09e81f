/** Calls of the Lab's kernels, and functions with gradients of their own. */
import * as tf from '@tensorflow/tfjs';

import type { KernelName } from './kernels/kernelNames.js';

/** Whether the active backend has a kernel of the Lab; without one, operations are composed. */
export const hasKernel = (name: KernelName): boolean => {
  // tfjs's types leave out that there may be none.
  const kernel: unknown = tf.getKernel(name, tf.getBackend());
  return kernel !== undefined;
};

/** Runs a kernel of the active backend. The caller owns what it returns. */
export const run = (
  name: KernelName,
  inputs: Record<string, tf.Tensor>,
  attributes: Record<string, number | boolean | string | number[]> = {},
): tf.Tensor[] => {
  const outputs: unknown = tf.engine().runKernel(name, inputs, attributes);
  return (Array.isArray(outputs) ? outputs : [outputs]) as tf.Tensor[];
};

/** The only tensor that a kernel returned. */
export const first = (tensors: readonly tf.Tensor[]): tf.Tensor => {
  const [tensor] = tensors;
  if (tensor === undefined) throw new Error('A kernel returned no tensor.');
  return tensor;
};

/** A tensor that must be there. */
export const expect = (tensor: tf.Tensor | undefined): tf.Tensor => {
  if (tensor === undefined) throw new Error('A kernel returned fewer tensors than expected.');
  return tensor;
};

/**
 * A function with a gradient of its own. What `forward` creates and does not return is
 * disposed by tfjs, which keeps what is saved until the gradient has been taken.
 */
export const withGradient = (
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
