/** Logistic regression as slowly and as plainly as can be, in double precision. */
import type { LabelledRows } from '../../src/engine/evaluation/logisticRegression.js';
import { createRandom } from '../../src/engine/random.js';

/** Overlapping clouds of points with labels. */
export const createRows = (images: number, dimension: number, classes: number): LabelledRows => {
  const random = createRandom(7).split('rows', images);
  const labels = Int32Array.from({ length: images }, () => random.below(classes));
  const values = Float32Array.from({ length: images * dimension }, (_, i) => {
    const label = labels[Math.floor(i / dimension)] ?? 0;
    return random.normal() + (i % dimension === label ? 1.2 : 0);
  });
  return { values, dimension, labels, classes };
};

/** Plain gradient descent to the bottom, one number at a time. Same objective, no shared code. */
export const slowSolution = ({ values, dimension, labels, classes }: LabelledRows, l2: number) => {
  const weights = new Float64Array(dimension * classes);
  const biases = new Float64Array(classes);
  const n = labels.length;
  let value = NaN;
  for (let step = 0; step < 6000; step++) {
    const weightGradient = weights.map((w) => l2 * w);
    const biasGradient = new Float64Array(classes);
    value = (l2 / 2) * weights.reduce((sum, w) => sum + w * w, 0);
    labels.forEach((label, i) => {
      const x = values.subarray(i * dimension, (i + 1) * dimension);
      const powers = Array.from({ length: classes }, (_, k) =>
        Math.exp(x.reduce((sum, xd, d) => sum + xd * weights[d * classes + k]!, biases[k]!)),
      );
      const total = powers.reduce((sum, power) => sum + power, 0);
      value -= Math.log(powers[label]! / total) / n;
      powers.forEach((power, k) => {
        const residual = (power / total - (k === label ? 1 : 0)) / n;
        biasGradient[k]! += residual;
        x.forEach((xd, d) => (weightGradient[d * classes + k]! += residual * xd));
      });
    });
    weightGradient.forEach((g, i) => (weights[i]! -= 0.5 * g));
    biasGradient.forEach((g, k) => (biases[k]! -= 0.5 * g));
  }
  return { value, weights, biases };
};
