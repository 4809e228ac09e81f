/** The half of a pretext task that runs where TensorFlow is. */
import type * as tf from '@tensorflow/tfjs';

import type { Precision } from '../../protocol/run.js';
import type { NetworkMode } from '../model/layers.js';

/** Turns trunk features into logits. */
export interface PretextHead {
  /**
   * Run within `tf.tidy`.
   * @param features [B*V, h, w, C], the trunk's last block over all views of B images
   * @param labels [B*L], each in 0 .. classes - 1; a jigsaw head needs them, since they say how the
   *   tiles were shuffled
   * @param precision element type of `features`
   * @returns float32 [B*L, classes]
   */
  logits(
    features: tf.Tensor,
    labels: Int32Array,
    mode: NetworkMode,
    precision: Precision,
  ): tf.Tensor;
}
