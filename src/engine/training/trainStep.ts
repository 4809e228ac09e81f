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

/** What a step measured. */
export interface StepFigures {
  /** Mean over the tasks, nats. */
  readonly loss: number;
  readonly sums: TaskSums;
}

/** Figures of a step, still where they were computed. The caller disposes `values`. */
export interface UnreadFigures {
  /** float32 [1 + 2 tasks]: the loss, then each task's mean loss and number of right answers. */
  readonly values: tf.Tensor1D;
  /** Makes figures of the values. */
  readonly interpret: (values: Float32Array) => StepFigures;
}

/** Gradients of the mean loss over the tasks, with the figures of the step. */
export interface Gradients extends LossGradients {
  readonly figures: UnreadFigures;
}

/** Reads the figures of several steps in one transfer, and disposes them. */
export const readFigures = async (unread: readonly UnreadFigures[]): Promise<StepFigures[]> => {
  const together = tf.tidy(() => tf.concat1d(unread.map(({ values }) => values)));
  tf.dispose(unread.map(({ values }) => values));
  try {
    const read = Float32Array.from(await together.data());
    let at = 0;
    return unread.map(({ values: { size }, interpret }) =>
      interpret(read.subarray(at, (at += size))),
    );
  } finally {
    together.dispose();
  }
};

const interpretFor =
  (network: PretextNetwork, parts: readonly BatchPart[]): UnreadFigures['interpret'] =>
  (values) => ({
    loss: values[0] ?? NaN,
    sums: new Map(
      network.tasks.map(({ task }, i): [string, LabelSums] => {
        const labels = parts[i]?.labels.length ?? 0;
        const [mean = NaN, correct = 0] = values.subarray(1 + 2 * i);
        return [task.name, { lossSum: mean * labels, correct, labels }];
      }),
    ),
  });

/**
 * Loss and gradients of one batch. Reads nothing back.
 * @param parts one per task of the network, in order
 */
export const computeGradients = (
  network: PretextNetwork,
  parts: readonly BatchPart[],
  precision: Precision,
): Gradients => {
  const kept: tf.Tensor1D[] = [];
  const lossOf = (): tf.Scalar => {
    const results = network.tasks.map((networkTask, i) => {
      const part = parts[i];
      if (part === undefined) {
        throw new Error(`The batch has no part for task ${networkTask.task.name}.`);
      }
      return network.forward(networkTask, part, 'train', precision);
    });
    const loss = tf.div<tf.Scalar>(tf.addN(results.map((result) => result.loss)), results.length);
    const figures = [loss, ...results.flatMap((result) => [result.loss, result.correct])];
    kept.push(tf.keep(tf.stack(figures) as tf.Tensor1D));
    return loss;
  };
  try {
    const gradients = gradientsOf(network.parameters, lossOf);
    const [values] = kept;
    if (values === undefined) throw new Error('The loss was not computed.');
    return { ...gradients, figures: { values, interpret: interpretFor(network, parts) } };
  } catch (error) {
    tf.dispose(kept);
    throw error;
  }
};

/**
 * Trains on one batch. Whether the loss is finite is known only when its figures are read: a step
 * with another one has ruined the parameters.
 */
export const trainStep = (
  network: PretextNetwork,
  parts: readonly BatchPart[],
  precision: Precision,
  optimizer: OptimizerConfig,
  learningRate: number,
): UnreadFigures => {
  const { figures, ...gradients } = computeGradients(network, parts, precision);
  try {
    descend(network.parameters, gradients, optimizer, learningRate).dispose();
    return figures;
  } catch (error) {
    figures.values.dispose();
    throw error;
  }
};
