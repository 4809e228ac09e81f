/** What a classifier says of images: a number per class, and what follows from them. */

/** Logits of N images. */
export interface ClassScores {
  /** [N, K] */
  readonly values: Float64Array | Float32Array;
  /** K */
  readonly classes: number;
}

/** The class with the highest score in each row; of equals the first. @returns int32 [N] */
export const likeliestClasses = ({ values, classes }: ClassScores): Int32Array =>
  Int32Array.from({ length: values.length / classes }, (_, i) => {
    let best = 0;
    const score = (k: number): number => values[i * classes + k]!;
    for (let k = 1; k < classes; k++) if (score(k) > score(best)) best = k;
    return best;
  });

/** The softmax of one row. @returns [K], in 0..1 */
export const probabilitiesOf = ({ values, classes }: ClassScores, row: number): number[] => {
  const scores = Array.from(values.subarray(row * classes, (row + 1) * classes));
  const most = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
};
