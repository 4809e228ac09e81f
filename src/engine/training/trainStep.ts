/** One step of pretraining: forward, backward, update. */
import * as tf from '@tensorflow/tfjs';

import type { BatchPart } from '../data/batch.js';
import type { OptimizerConfig, Precision } from '../../protocol/run.js';
import { descend, gradientsOf, type LossGradients } from './gradients.js';
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

/** Gradients of the mean loss over the tasks, with the sums of each task. */
export interface Gradients extends LossGradients {
  readonly sums: TaskSums;
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
  return { ...gradientsOf(network.parameters, lossOf), sums };
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
  const loss = descend(network.parameters, gradients, optimizer, learningRate);
  return { loss, sums: gradients.sums };
};
