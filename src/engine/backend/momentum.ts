/** The update of stochastic gradient descent with momentum. */
import * as tf from '@tensorflow/tfjs';

import { expect, hasKernel, run } from './kernelCall.js';
import { kernelNames } from './kernels/kernelNames.js';

/** Settings of momentum steps. */
export interface MomentumSettings {
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
}

/** Settings where a backend computes: float32 [learningRate, momentum, weightDecay, gradientScale]. */
export interface PackedSettings {
  readonly values: tf.Tensor1D;
  readonly nesterov: boolean;
}

/**
 * Packs the settings once for all parameters that share them; the caller disposes `values`.
 * @param gradientScale float32 scalar, a factor on the gradient, for clipping; null for 1
 */
export const packSettings = (
  { learningRate, momentum, weightDecay, nesterov }: MomentumSettings,
  gradientScale: tf.Scalar | null,
): PackedSettings => ({
  values:
    gradientScale === null
      ? tf.tensor1d([learningRate, momentum, weightDecay, 1])
      : tf.tidy(() =>
          tf.concat1d([
            tf.tensor1d([learningRate, momentum, weightDecay]),
            tf.reshape(gradientScale, [1]),
          ]),
        ),
  nesterov,
});

/**
 * One step of stochastic gradient descent with momentum.
 * @param weights float32, any shape; velocity and gradient likewise
 * @returns new weights and velocity, owned by the caller
 */
export const momentumStep = (
  weights: tf.Tensor,
  velocity: tf.Tensor,
  gradient: tf.Tensor,
  { values, nesterov }: PackedSettings,
): { weights: tf.Tensor; velocity: tf.Tensor } => {
  if (!hasKernel(kernelNames.momentum)) {
    return tf.tidy(() => {
      const [learningRate, momentum, weightDecay, gradientScale] = tf.unstack(values).map(expect);
      const g = tf.add(
        tf.mul(gradient, expect(gradientScale)),
        tf.mul(weights, expect(weightDecay)),
      );
      const v = tf.add(tf.mul(velocity, expect(momentum)), g);
      const step = nesterov ? tf.add(g, tf.mul(v, expect(momentum))) : v;
      return { weights: tf.sub(weights, tf.mul(step, expect(learningRate))), velocity: v };
    });
  }
  const [newWeights, newVelocity] = run(
    kernelNames.momentum,
    { weights, velocity, gradient, settings: values },
    { nesterov },
  );
  return { weights: expect(newWeights), velocity: expect(newVelocity) };
};
