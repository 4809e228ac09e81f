/** From tensors to plain arrays and back out of TensorFlow. */
import * as tf from '@tensorflow/tfjs';

import type { Values } from '../model/parameters.js';

/** As `tf.tidy`, for a body whose result holds no tensor: all that it made is disposed. */
export const withoutTensors = <R>(body: () => R): R => {
  tf.engine().startScope();
  try {
    return body();
  } finally {
    tf.engine().endScope();
  }
};

/** A float32 tensor; belongs to the caller. */
export const tensorOf = ({ shape, data }: Values): tf.Tensor => tf.tensor(data, [...shape]);

/** A copy of a float32 tensor's values. */
export const valuesOfTensor = (tensor: tf.Tensor): Values => ({
  shape: tensor.shape,
  data: Float32Array.from(tensor.dataSync()),
});
