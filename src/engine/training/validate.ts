/** Measures a network on images that it was not trained on. */
import * as tf from '@tensorflow/tfjs';

import type { Precision, TaskEvaluation } from '../../protocol/run.js';
import type { BatchPart, BatchSource } from '../data/batch.js';
import { countCorrect } from './trainStep.js';
import type { NetworkTask, PretextNetwork } from './pretextNetwork.js';

/** What one validation batch showed, for those who keep samples of it. */
export interface ValidatedBatch {
  readonly task: NetworkTask;
  /** Dataset indices [B]. */
  readonly images: Int32Array;
  readonly part: BatchPart;
  /** float32 [B*L, classes] */
  readonly probabilities: Float32Array;
}

interface TaskSums {
  lossSum: number;
  correct: number;
  labels: number;
  readonly confusion: number[][];
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Goes through `source` once, with the running batch-norm statistics.
 * @param onBatch called for each task of each batch before the batch is released
 * @returns one evaluation per task; empty if there was no image
 */
export const validate = async (
  network: PretextNetwork,
  source: BatchSource,
  precision: Precision,
  onBatch: (batch: ValidatedBatch) => void,
): Promise<TaskEvaluation[]> => {
  const sums = network.tasks.map(({ plan }): TaskSums => {
    const { classes } = plan.layout;
    const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
    return { lossSum: 0, correct: 0, labels: 0, confusion };
  });
  for (let batch = await source.next(); batch !== null; batch = await source.next()) {
    for (const [i, task] of network.tasks.entries()) {
      const part = batch.parts[i];
      const taskSums = sums[i];
      if (part === undefined || taskSums === undefined) continue;
      const probabilities = tf.tidy(() => {
        const { loss, logits } = network.forward(task, part, 'evaluate', precision);
        taskSums.lossSum += (loss.dataSync()[0] ?? NaN) * part.labels.length;
        taskSums.correct += countCorrect(logits, part.labels);
        return Float32Array.from(tf.softmax(logits).dataSync());
      });
      taskSums.labels += part.labels.length;
      if (task.plan.task === 'rotation') {
        countConfusion(taskSums.confusion, probabilities, part.labels);
      }
      onBatch({ task, images: batch.images, part, probabilities });
    }
    batch.release();
    await nextTurn();
  }
  return network.tasks.flatMap(({ plan }, i): TaskEvaluation[] => {
    const taskSums = sums[i];
    if (taskSums === undefined || taskSums.labels === 0) return [];
    const { lossSum, correct, labels, confusion } = taskSums;
    return [
      {
        task: plan.task,
        loss: lossSum / labels,
        accuracy: correct / labels,
        chance: 1 / plan.layout.classes,
        confusion: plan.task === 'rotation' ? confusion : null,
      },
    ];
  });
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
