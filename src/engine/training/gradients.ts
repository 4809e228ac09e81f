/** Gradients of any loss by a network's parameters, and the update that they ask for. */
import * as tf from '@tensorflow/tfjs';

import { momentumStep } from '../backend/networkOps.js';
import type { Parameters } from '../model/parameters.js';
import type { OptimizerConfig } from '../../protocol/run.js';

/** What a loss changes by, at some parameters. */
export interface LossGradients {
  /** The loss itself, nats. */
  readonly loss: number;
  /** By parameter name; the caller disposes them. */
  readonly byName: Readonly<Record<string, tf.Tensor>>;
}

/**
 * The gradients of a loss.
 * @param lossOf computes it, float32 scalar; nothing of it needs to be disposed
 */
export const gradientsOf = (parameters: Parameters, lossOf: () => tf.Scalar): LossGradients => {
  const variables = parameters.trainable.map(({ value }) => value);
  const { value, grads } = disposingTapeOnError(() => tf.variableGrads(lossOf, variables));
  try {
    const [loss = NaN] = value.dataSync();
    const byName: Record<string, tf.Tensor> = {};
    const nameless = new Map(Object.entries(grads));
    for (const { name, value: variable } of parameters.trainable) {
      const gradient = nameless.get(variable.name);
      if (gradient !== undefined) byName[name] = gradient;
      nameless.delete(variable.name);
    }
    tf.dispose([...nameless.values()]);
    return { loss, byName };
  } catch (error) {
    tf.dispose(grads);
    throw error;
  } finally {
    value.dispose();
  }
};

/**
 * tfjs keeps what a forward pass saves for its gradient until that has been taken; when the pass
 * throws, nobody else would dispose it.
 */
const disposingTapeOnError = <R>(body: () => R): R => {
  try {
    return body();
  } catch (error) {
    const { state } = tf.engine();
    for (const { saved } of state.activeTape) tf.dispose(saved ?? []);
    state.activeTape = [];
    throw error;
  }
};

/** Factor that brings the global norm of the gradients down to `clipNorm`, at most 1. */
const clipFactor = (
  byName: Readonly<Record<string, tf.Tensor>>,
  clipNorm: number | null,
): number => {
  if (clipNorm === null) return 1;
  const [squares = 0] = tf.tidy(() =>
    tf.addN(Object.values(byName).map((gradient) => tf.sum(tf.square(gradient)))).dataSync(),
  );
  return Math.min(1, clipNorm / (Math.sqrt(squares) + 1e-12));
};

/** Updates every parameter that has a gradient. */
export const applyGradients = (
  parameters: Parameters,
  { byName }: Pick<LossGradients, 'byName'>,
  optimizer: OptimizerConfig,
  learningRate: number,
): void => {
  const gradientScale = clipFactor(byName, optimizer.clipNorm);
  for (const { name, value, velocity, decays } of parameters.trainable) {
    const gradient = byName[name];
    if (gradient === undefined) continue;
    tf.tidy(() => {
      const updated = momentumStep(value, velocity, gradient, {
        learningRate,
        momentum: optimizer.momentum,
        weightDecay: decays ? optimizer.weightDecay : 0,
        gradientScale,
        nesterov: optimizer.nesterov,
      });
      value.assign(updated.weights);
      velocity.assign(updated.velocity);
    });
  }
};

/**
 * Applies gradients and disposes them. A loss that is not finite changes no parameter, but batch-norm
 * statistics have seen the batch.
 * @returns the loss
 */
export const descend = (
  parameters: Parameters,
  gradients: LossGradients,
  optimizer: OptimizerConfig,
  learningRate: number,
): number => {
  try {
    if (Number.isFinite(gradients.loss)) {
      applyGradients(parameters, gradients, optimizer, learningRate);
    }
    return gradients.loss;
  } finally {
    tf.dispose(gradients.byName);
  }
};
