/** The plainest head: global average pooling and one linear layer. */
import * as tf from '@tensorflow/tfjs';

import type { Precision } from '../../protocol/run.js';
import { cast } from '../backend/networkOps.js';
import { createDense, type NetworkMode } from './layers.js';
import type { Parameters } from './parameters.js';

/**
 * Applies the head. Run within `tf.tidy`.
 * @param features [N, h, w, C] of element type `precision`
 * @returns float32 [N, classes]
 */
export type PooledHead = (
  features: tf.Tensor,
  mode: NetworkMode,
  precision: Precision,
) => tf.Tensor;

/** Adds the head's parameters. @param channels C */
export const createPooledHead = (
  name: string,
  channels: number,
  classes: number,
  parameters: Parameters,
): PooledHead => {
  const classify = createDense(name, channels, classes, 'bias', parameters);
  return (features, mode, precision) => {
    const pooled = tf.mean(cast(features, precision, 'float32'), [1, 2]); // [N, C]
    return classify(pooled, mode);
  };
};
