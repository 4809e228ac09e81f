/** One step of training: forward, backward, update. */
import * as tf from '@tensorflow/tfjs';

import { momentumStep } from '../backend/networkOps.js';
import type { BatchPart } from '../data/batch.js';
import type { OptimizerConfig, Precision } from '../../protocol/run.js';
import type { PretextNetwork } from './pretextNetwork.js';

/** Sums over the labels of one or more batches. */
export interface LabelSums {
  /** Sum of the cross-entropies of all labels, nats. */
  readonly lossSum: number;
  readonly correct: number;
  readonly labels: number;
}

/** By the name of the task, since tasks have different numbers of labels. */
export type TaskSums = ReadonlyMap<string, LabelSums>;

export interface Gradients {
  /** Mean loss over the tasks, nats. */
  readonly loss: number;
  readonly sums: TaskSums;
  /** By parameter name; the caller disposes them. */
  readonly byName: Readonly<Record<string, tf.Tensor>>;
}

/** How many rows of `logits` [N, classes] have their largest value at the label. */
export const countCorrect = (logits: tf.Tensor, labels: Int32Array): number => {
  const predictions = tf.tidy(() => tf.argMax(logits, -1).dataSync());
  return labels.reduce((count, label, row) => count + (predictions[row] === label ? 1 : 0), 0);
};

/**
 * Loss and gradients of one batch.
 * @param parts one per task of the network, in order
 */
export const computeGradients = (
  network: PretextNetwork,
  parts: readonly BatchPart[],
  precision: Precision,
): Gradients => {
  const sums = new Map<string, LabelSums>();
  const variables = network.parameters.trainable.map(({ value }) => value);
  const lossOf = (): tf.Scalar => {
    const losses = network.tasks.map((networkTask, i) => {
      const part = parts[i];
      const { name } = networkTask.task;
      if (part === undefined) throw new Error(`The batch has no part for task ${name}.`);
      const { loss, logits } = network.forward(networkTask, part, 'train', precision);
      const [mean = NaN] = loss.dataSync();
      const labels = part.labels.length;
      const correct = countCorrect(logits, part.labels);
      sums.set(name, { lossSum: mean * labels, correct, labels });
      return loss;
    });
    return tf.div(tf.addN(losses), losses.length);
  };
  const { value, grads } = disposingTapeOnError(() => tf.variableGrads(lossOf, variables));
  try {
    const [loss = NaN] = value.dataSync();
    const byName: Record<string, tf.Tensor> = {};
    const nameless = new Map(Object.entries(grads));
    for (const { name, value: variable } of network.parameters.trainable) {
      const gradient = nameless.get(variable.name);
      if (gradient !== undefined) byName[name] = gradient;
      nameless.delete(variable.name);
    }
    tf.dispose([...nameless.values()]);
    return { loss, sums, byName };
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
const clipFactor = (gradients: Gradients, clipNorm: number | null): number => {
  if (clipNorm === null) return 1;
  const [squares = 0] = tf.tidy(() =>
    tf
      .addN(Object.values(gradients.byName).map((gradient) => tf.sum(tf.square(gradient))))
      .dataSync(),
  );
  return Math.min(1, clipNorm / (Math.sqrt(squares) + 1e-12));
};

/** Updates every parameter that has a gradient. */
export const applyGradients = (
  network: PretextNetwork,
  gradients: Gradients,
  optimizer: OptimizerConfig,
  learningRate: number,
): void => {
  const gradientScale = clipFactor(gradients, optimizer.clipNorm);
  for (const { name, value, velocity, decays } of network.parameters.trainable) {
    const gradient = gradients.byName[name];
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
 * Trains on one batch. A loss that is not finite changes no parameter, but batch-norm statistics
 * have seen the batch.
 */
export const trainStep = (
  network: PretextNetwork,
  parts: readonly BatchPart[],
  precision: Precision,
  optimizer: OptimizerConfig,
  learningRate: number,
): Omit<Gradients, 'byName'> => {
  const gradients = computeGradients(network, parts, precision);
  try {
    if (Number.isFinite(gradients.loss)) {
      applyGradients(network, gradients, optimizer, learningRate);
    }
    return { loss: gradients.loss, sums: gradients.sums };
  } finally {
    tf.dispose(gradients.byName);
  }
};
