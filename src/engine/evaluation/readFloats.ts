/**
 * Getting numbers out of tensors. A graphics processor hands them out only by and by, so every read is
 * awaited; what is read meanwhile belongs to nobody's `tf.tidy`, and is freed here on every path.
 */
import * as tf from '@tensorflow/tfjs';

const floatsOf = async (tensor: tf.Tensor): Promise<Float32Array> => {
  const values = await tensor.data();
  return values instanceof Float32Array ? values : Float32Array.from(values);
};

/**
 * Computes tensors, reads them all at the same time and frees everything. tfjs's `tidy` looks at each
 * element of what its body returns, which takes a hundred times as long as the reading for arrays of
 * numbers; so tensors are returned from it, and not their numbers.
 * @param body run within `tf.tidy`, before anything is awaited: arrays that it was given may change
 *   afterwards
 * @returns the values of each tensor, row-major
 */
export const readAllFloats = async (body: () => tf.Tensor[]): Promise<Float32Array[]> => {
  const tensors = tf.tidy(body);
  try {
    return await Promise.all(tensors.map(floatsOf));
  } finally {
    tf.dispose(tensors);
  }
};

/** Computes one tensor, reads it and frees everything, as `readAllFloats`. */
export const readFloats = async (body: () => tf.Tensor): Promise<Float32Array> => {
  const tensor = tf.tidy(body);
  try {
    return await floatsOf(tensor);
  } finally {
    tensor.dispose();
  }
};
