/** Measures a network on images that it was not trained on. */
import { setImmediate } from 'node:timers/promises';

import * as tf from '@tensorflow/tfjs';

import type { Precision, TaskEvaluation } from '../../protocol/run.js';
import type { BatchPart, BatchSource } from '../data/batch.js';
import type { PretextTask } from '../pretext/pretextTask.js';
import type { NetworkTask, PretextNetwork } from './pretextNetwork.js';

/** What one validation batch showed, for those who keep samples of it. */
export interface ValidatedBatch {
  readonly task: PretextTask;
  /** Dataset indices [B]. */
  readonly images: Int32Array;
  readonly part: BatchPart;
  /** float32 [B*L, classes] */
  readonly probabilities: Float32Array;
}

interface Sums {
  lossSum: number;
  correct: number;
  labels: number;
  /** confusion[truth][prediction], or null where it is not counted. */
  readonly confusion: number[][] | null;
}

export interface ValidationOptions {
  readonly network: PretextNetwork;
  /** Gone through once; the caller closes it. */
  readonly source: BatchSource;
  readonly precision: Precision;
  /** Called for each task of each batch before the batch is released. */
  readonly onBatch: (batch: ValidatedBatch) => void;
  /** Asked after each batch; false ends the validation. */
  readonly goesOn: () => Promise<boolean>;
}

/**
 * Validates with the running batch-norm statistics.
 * @returns one evaluation per task, none if there was no image; null when it was ended before its end
 */
export const validate = async (options: ValidationOptions): Promise<TaskEvaluation[] | null> => {
  const { network, source, goesOn } = options;
  const sums = network.tasks.map(({ task }) => startSums(task));
  for (let batch = await source.next(); batch !== null; batch = await source.next()) {
    const { images, parts } = batch;
    try {
      for (const [i, networkTask] of network.tasks.entries()) {
        const part = parts[i];
        const taskSums = sums[i];
        if (part === undefined || taskSums === undefined) continue;
        const probabilities = await evaluatePart(options, networkTask, part, taskSums);
        options.onBatch({ task: networkTask.task, images, part, probabilities });
      }
    } finally {
      batch.release();
    }
    // A batch may hold the thread: messages and workers get their turn here.
    await setImmediate();
    if (!(await goesOn())) return null;
  }
  return network.tasks.flatMap(({ task }, i): TaskEvaluation[] => {
    const taskSums = sums[i];
    if (taskSums === undefined || taskSums.labels === 0) return [];
    const { lossSum, correct, labels, confusion } = taskSums;
    const chance = 1 / task.layout.classes;
    return [
      { task: task.name, loss: lossSum / labels, accuracy: correct / labels, chance, confusion },
    ];
  });
};

const startSums = ({ countsConfusion, layout: { classes } }: PretextTask): Sums => ({
  lossSum: 0,
  correct: 0,
  labels: 0,
  confusion: countsConfusion
    ? Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
    : null,
});

/** Adds to the sums. @returns float32 [B*L, classes], the probability of each class */
const evaluatePart = async (
  { network, precision }: ValidationOptions,
  networkTask: NetworkTask,
  part: BatchPart,
  sums: Sums,
): Promise<Float32Array> => {
  const labels = part.labels.length;
  // One transfer for all of it.
  const together = tf.tidy(() => {
    const { loss, correct, logits } = network.forward(networkTask, part, 'evaluate', precision);
    return tf.concat1d([
      tf.stack([loss, correct]) as tf.Tensor1D,
      tf.reshape(tf.softmax(logits), [-1]),
    ]);
  });
  const values = await together.data<'float32'>().finally(() => together.dispose());
  const [mean = NaN, correct = 0] = values;
  const probabilities = Float32Array.from(values.subarray(2));
  sums.lossSum += mean * labels;
  sums.correct += correct;
  sums.labels += labels;
  if (sums.confusion !== null) countConfusion(sums.confusion, probabilities, part.labels);
  return probabilities;
};

const countConfusion = (
  confusion: number[][],
  probabilities: Float32Array,
  labels: Int32Array,
): void => {
  const classes = confusion.length;
  labels.forEach((label, row) => {
    const scores = probabilities.subarray(row * classes, (row + 1) * classes);
    const prediction = scores.indexOf(Math.max(...scores));
    const counts = confusion[label];
    if (counts?.[prediction] !== undefined) counts[prediction] += 1;
  });
};
