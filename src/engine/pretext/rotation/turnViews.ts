/** Exact quarter turns of views that are tensors already; `rotateQuarter` turns arrays. */
import * as tf from '@tensorflow/tfjs';

import type { Quarter } from './rotateQuarter.js';

/** Counter-clockwise quarter turns, exactly. @param views [B, H, H, C] @returns the same shape */
export const turnViews = (views: tf.Tensor, turns: Quarter): tf.Tensor => {
  if (turns === 0) return views;
  if (turns === 2) return tf.reverse(views, [1, 2]);
  const transposed = tf.transpose(views, [0, 2, 1, 3]);
  return tf.reverse(transposed, [turns === 1 ? 1 : 2]);
};
