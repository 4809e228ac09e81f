/** Gradients of any loss by a network's parameters, and the update that they ask for. */
import * as tf from '@tensorflow/tfjs';

import { momentumStep, packSettings } from '../backend/momentum.js';
import type { Parameters } from '../model/parameters.js';
import type { OptimizerConfig } from '../../protocol/run.js';

/** What a loss changes by, at some parameters. The caller disposes all of it. */
export interface LossGradients {
  /** The loss itself, nats. */
  readonly loss: tf.Scalar;
  /** By parameter name. */
  readonly byName: Readonly<Record<string, tf.Tensor>>;
}

/**
 * The gradients of a loss.
 * @param lossOf computes it, float32 scalar; nothing of it needs to be disposed
 */
export const gradientsOf = (parameters: Parameters, lossOf: () => tf.Scalar): LossGradients => {
  const variables = parameters.trainable.map(({ value }) => value);
  const { value: loss, grads } = disposingTapeOnError(() => tf.variableGrads(lossOf, variables));
  const byName: Record<string, tf.Tensor> = {};
  const nameless = new Map(Object.entries(grads));
  for (const { name, value: variable } of parameters.trainable) {
    const gradient = nameless.get(variable.name);
    if (gradient !== undefined) byName[name] = gradient;
    nameless.delete(variable.name);
  }
  tf.dispose([...nameless.values()]);
  return { loss, byName };
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

/** Factor that brings the global norm of the gradients down to `clipNorm`, at most 1; null for 1. */
const clipFactor = (
  byName: Readonly<Record<string, tf.Tensor>>,
  clipNorm: number | null,
): tf.Scalar | null => {
  if (clipNorm === null) return null;
  return tf.tidy(() => {
    const squares = Object.values(byName).map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares));
    return tf.minimum<tf.Scalar>(1, tf.div(clipNorm, tf.add(norm, 1e-12)));
  });
};

/** Updates every parameter that has a gradient. The gradients stay the caller's. */
export const applyGradients = (
  parameters: Parameters,
  { byName }: Pick<LossGradients, 'byName'>,
  { momentum, nesterov, weightDecay, clipNorm }: OptimizerConfig,
  learningRate: number,
): void => {
  tf.tidy(() => {
    const gradientScale = clipFactor(byName, clipNorm);
    const settings = { learningRate, momentum, nesterov };
    const decaying = packSettings({ ...settings, weightDecay }, gradientScale);
    const kept = packSettings({ ...settings, weightDecay: 0 }, gradientScale);
    for (const { name, value, velocity, decays } of parameters.trainable) {
      const gradient = byName[name];
      if (gradient === undefined) continue;
      const updated = momentumStep(value, velocity, gradient, decays ? decaying : kept);
      value.assign(updated.weights);
      velocity.assign(updated.velocity);
    }
  });
};

/** Applies gradients and disposes them, but for the loss, which it hands back unread. */
export const descend = (
  parameters: Parameters,
  { loss, byName }: LossGradients,
  optimizer: OptimizerConfig,
  learningRate: number,
): tf.Scalar => {
  try {
    applyGradients(parameters, { byName }, optimizer, learningRate);
    return loss;
  } catch (error) {
    loss.dispose();
    throw error;
  } finally {
    tf.dispose(byName);
  }
};
