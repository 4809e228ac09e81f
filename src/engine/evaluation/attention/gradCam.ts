/**
 * Grad-CAM (Selvaraju et al. 2017, "Grad-CAM: Visual explanations from deep networks via gradient-based
 * localization", section 3): which places of a block's features speak for the answer. A channel counts
 * as much as the answer's logit grows with it on average over all places.
 *
 * Legend: V views of one image, L labels (one per rotation, or one puzzle), C channels of the block.
 */
import * as tf from '@tensorflow/tfjs';

import type { Trunk } from '../../model/trunk.js';
import type { PretextHead } from '../../pretext/pretextHead.js';

export interface GradCamSubject {
  readonly trunk: Trunk;
  readonly head: PretextHead;
  /** One of the trunk's. */
  readonly block: string;
}

export interface GradCam {
  /** float32 [L, classes] */
  readonly logits: tf.Tensor;
  /** float32 [V, h, w], 0 and more: logit units at each place, before any scaling. */
  readonly heat: tf.Tensor;
}

/**
 * Explains the most probable class of each label. Where several views make one answer, as tiles do, each
 * has channel weights of its own, for the trunk saw each alone. Run within `tf.tidy`.
 *
 * All in evaluation mode and float32; gradients are taken through what is above the block, and nothing
 * below it.
 * @param views float32 [V, H, W, 3]
 * @param labels as the head takes them
 */
export const gradCam = (
  views: tf.Tensor,
  labels: Int32Array,
  { trunk, head, block }: GradCamSubject,
): GradCam => {
  const features = trunk.features(views, 'evaluate', 'float32', block); // [V, h, w, C]
  const answer = (x: tf.Tensor): tf.Tensor =>
    head.logits(trunk.featuresAfter(block, x, 'evaluate'), labels, 'evaluate', 'float32');
  const logits = answer(features);
  const chosen = tf.oneHot(tf.argMax(logits, 1), logits.shape[1] ?? 1);
  const gradientOf = tf.grad((x) => tf.sum(tf.mul(answer(x), chosen)));
  const weights = tf.mean(gradientOf(features), [1, 2], true); // [V, 1, 1, C]
  return { logits, heat: tf.relu(tf.sum(tf.mul(weights, features), -1)) };
};
