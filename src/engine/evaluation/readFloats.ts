/** Getting many numbers out of TensorFlow. */
import * as tf from '@tensorflow/tfjs';

/**
 * Computes one float32 tensor, reads it and frees everything. tfjs's `tidy` looks at each element of
 * what its body returns, which takes a hundred times as long as the reading for arrays of numbers; so
 * the tensor is returned from it, and not its numbers.
 */
export const readFloats = (body: () => tf.Tensor): Float32Array => {
  const tensor = tf.tidy(body);
  try {
    return tensor.dataSync<'float32'>();
  } finally {
    tensor.dispose();
  }
};
