/**
 * The doubt of the rotation head as a measure of how unusual an image is: who has learnt which way up
 * the training images are is sure about images like them and unsure about others (Golan & El-Yaniv
 * 2018, "Deep anomaly detection using geometric transformations"; Hendrycks et al. 2019, "Using
 * self-supervised learning can improve model robustness and uncertainty", who score by the loss as
 * here).
 */
import * as tf from '@tensorflow/tfjs';

import type { Quarter } from '../../pretext/rotation/rotateQuarter.js';
import { rotationClasses } from '../../pretext/rotation/rotationViews.js';
import { turnViews } from '../../pretext/rotation/turnViews.js';
import type { FeatureExtractor } from '../extractFeatures.js';
import type { OpenedTrunk } from '../openTrunk.js';

/** Asks a rotation head about images in all the rotations that its run tells apart. */
export interface RotationScorer extends FeatureExtractor {
  /** The rotation of each class. */
  readonly rotations: readonly Quarter[];
}

/**
 * An extractor of what the rotation head says of each image:
 *
 * - `rotation`, one number: the mean of -log p(r | x rotated by r) in nats over the rotations that the
 *   run tells apart, all four or two of them. It is ln 4 (or ln 2) for a head that guesses, and near 0
 *   for one that is sure and right;
 * - `answers`, one number per rotation: the class that it takes the image for when turned by it.
 * @param opened with its heads
 * @returns null when the run has no rotation head
 */
export const createRotationScorer = ({
  trunk,
  heads,
  precision,
}: Pick<OpenedTrunk, 'trunk' | 'heads' | 'precision'>): RotationScorer | null => {
  for (const { task, head } of heads) {
    if (task.spec.task !== 'rotation') continue;
    const rotations = rotationClasses(task.spec.turns);
    /** -log p of the true rotation, and the most probable one. @returns two of [B] */
    const ask = (views: tf.Tensor4D, turns: Quarter, label: number): [tf.Tensor, tf.Tensor] =>
      // One rotation after the other: activations of all at once would fill memory.
      tf.tidy(() => {
        const features = trunk.features(turnViews(views, turns), 'evaluate', precision);
        // The rotation head asks for no labels.
        const logits = head.logits(features, new Int32Array(), 'evaluate', precision); // [B, classes]
        const ofLabel = tf.reshape(tf.slice(logits, [0, label], [-1, 1]), [-1]);
        return [tf.sub(tf.logSumExp(logits, 1), ofLabel), tf.argMax(logits, 1)];
      });
    return {
      rotations,
      outputs: [
        { name: 'rotation', dimension: 1 },
        { name: 'answers', dimension: rotations.length },
      ],
      compute: (views) => {
        const asked = rotations.map((turns, label) => ask(views, turns, label));
        return [
          tf.mean(tf.stack(asked.map(([doubt]) => doubt)), 0),
          tf.stack(
            asked.map(([, answer]) => answer),
            1,
          ),
        ];
      },
    };
  }
  return null;
};
