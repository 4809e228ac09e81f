/** Confusion matrices: counts by true and predicted class. */
import type { EpochMetrics } from '../../../src/protocol/run.js';
import type { Sample } from '../../../src/protocol/runContents.js';
import { predictionOf } from '../samples/answers.js';

/** `matrix[truth][prediction]` = count. */
export type Confusion = readonly (readonly number[])[];

/** Counts samples; those with a class outside the matrix are left out. */
export const countConfusion = (samples: readonly Sample[], classes: number): Confusion => {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const sample of samples) {
    const row = matrix[sample.truth];
    const prediction = predictionOf(sample);
    if (row === undefined || prediction === null || row[prediction] === undefined) continue;
    row[prediction] += 1;
  }
  return matrix;
};

/** Of the whole validation after an epoch, or null when none was counted or its shape is another. */
export const confusionOfEpoch = (
  epochs: readonly EpochMetrics[],
  epoch: number,
  classes: number,
): Confusion | null => {
  const metrics = epochs.findLast((candidate) => candidate.epoch === epoch);
  const confusion = metrics?.tasks.find(({ task }) => task === 'rotation')?.confusion ?? null;
  const fits = confusion?.length === classes && confusion.every((row) => row.length === classes);
  return fits ? confusion : null;
};

export const rowTotal = (row: readonly number[]): number =>
  row.reduce((total, count) => total + count, 0);

/** A cell as a share of its row, 0..1: of all views with this true angle. */
export const rowShare = (row: readonly number[], prediction: number): number => {
  const total = rowTotal(row);
  return total === 0 ? 0 : (row[prediction] ?? 0) / total;
};
