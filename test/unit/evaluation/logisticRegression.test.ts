/** Logistic regression against a slow solution in double precision, and the minimiser under it. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';

import { minimise } from '../../../src/engine/evaluation/lbfgs.js';
import { likeliestClasses } from '../../../src/engine/evaluation/classScores.js';
import {
  createLogisticFits,
  scoreClasses,
  type LabelledRows,
} from '../../../src/engine/evaluation/logisticRegression.js';
import { createRandom } from '../../../src/engine/random.js';

const seed = 7;
const nobodyWaits = (): Promise<void> => Promise.resolve();
const exact = { tolerance: 1e-6, maxIterations: 1000, pause: nobodyWaits };

/** Overlapping clouds of points with labels. */
const createRows = (images: number, dimension: number, classes: number): LabelledRows => {
  const random = createRandom(seed).split('rows', images);
  const labels = Int32Array.from({ length: images }, () => random.below(classes));
  const values = Float32Array.from({ length: images * dimension }, (_, i) => {
    const label = labels[Math.floor(i / dimension)] ?? 0;
    return random.normal() + (i % dimension === label ? 1.2 : 0);
  });
  return { values, dimension, labels, classes };
};

/** Plain gradient descent to the bottom, one number at a time. Same objective, no shared code. */
const slowSolution = ({ values, dimension, labels, classes }: LabelledRows, l2: number) => {
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

describe('logistic regression', () => {
  it.each([0.3, 0.01])('finds the minimum of the objective with strength %s', async (l2) => {
    const rows = createRows(60, 4, 3);
    const before = tf.memory().numTensors;
    const fits = createLogisticFits(rows);
    const { parameters, minimum } = await fits.fit(l2, exact);
    fits.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(minimum.converged).toBe(true);
    const slow = slowSolution(rows, l2);
    expect(Math.abs(minimum.value - slow.value)).toBeLessThan(1e-6);
    const furthest = Math.max(...[...slow.weights].map((w, i) => Math.abs(w - parameters[i]!)));
    expect(furthest).toBeLessThan(1e-4);
    // All biases can be shifted together without changing anything.
    const shift = slow.biases[0]! - parameters[12]!;
    slow.biases.forEach((b, k) => {
      expect(Math.abs(b - shift - parameters[12 + k]!)).toBeLessThan(1e-4);
    });
  });

  it('ends at the same minimum from where another strength ended', async () => {
    const rows = createRows(80, 5, 4);
    const fits = createLogisticFits(rows);
    await fits.fit(1, exact);
    const warm = await fits.fit(0.05, exact);
    fits.dispose();
    const others = createLogisticFits(rows);
    const cold = await others.fit(0.05, exact);
    others.dispose();
    expect(warm.minimum.value).toBeCloseTo(cold.minimum.value, 7);
    expect(warm.minimum.gradientNorm).toBeLessThan(1e-6);
  });

  it('predicts the class with the highest score', async () => {
    const rows = createRows(200, 3, 3);
    const fits = createLogisticFits(rows);
    const model = await fits.fit(0.01, exact);
    fits.dispose();
    const before = tf.memory().numTensors;
    const predictions = likeliestClasses(scoreClasses(model, rows.values));
    expect(tf.memory().numTensors).toBe(before);
    const scoreOf = (i: number, k: number): number =>
      rows.values
        .subarray(i * 3, i * 3 + 3)
        .reduce(
          (sum, x, d) => sum + x * model.parameters[d * 3 + k]!,
          model.parameters[9 + k] ?? NaN,
        );
    predictions.forEach((prediction, i) => {
      const scores = [0, 1, 2].map((k) => scoreOf(i, k));
      expect(prediction).toBe(scores.indexOf(Math.max(...scores)));
    });
    const right = predictions.filter((prediction, i) => prediction === rows.labels[i]).length;
    expect(right / 200).toBeGreaterThan(0.55);
  });

  it('frees its memory when it is given up', async () => {
    const before = tf.memory().numTensors;
    const fits = createLogisticFits(createRows(60, 4, 3));
    const giveUp = (): Promise<void> => Promise.reject(new Error('enough'));
    await expect(fits.fit(0.01, { ...exact, pause: giveUp })).rejects.toThrow('enough');
    fits.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the minimiser', () => {
  it('finds the bottom of a bent valley (Rosenbrock 1960)', async () => {
    const x = Float64Array.of(-1.2, 1);
    const minimum = await minimise(
      {
        evaluate: (at, gradient) => {
          const [a = NaN, b = NaN] = at;
          gradient[0] = -400 * a * (b - a * a) - 2 * (1 - a);
          gradient[1] = 200 * (b - a * a);
          return 100 * (b - a * a) ** 2 + (1 - a) ** 2;
        },
      },
      x,
      { tolerance: 1e-8, maxIterations: 200, pause: nobodyWaits },
    );
    expect(minimum.converged).toBe(true);
    expect(minimum.iterations).toBeLessThan(60);
    expect(x[0]).toBeCloseTo(1, 6);
    expect(x[1]).toBeCloseTo(1, 6);
  });

  it('is quick where a gradient step alone would creep', async () => {
    const scales = Float64Array.from({ length: 30 }, (_, i) => 10 ** (i / 10));
    const x = new Float64Array(30).fill(1);
    const minimum = await minimise(
      {
        evaluate: (at, gradient) => {
          scales.forEach((scale, i) => (gradient[i] = scale * at[i]!));
          return scales.reduce((sum, scale, i) => sum + (scale / 2) * at[i]! ** 2, 0);
        },
      },
      x,
      { tolerance: 1e-6, maxIterations: 300, pause: nobodyWaits },
    );
    expect(minimum.converged).toBe(true);
    expect(minimum.value).toBeLessThan(1e-10);
  });

  it('says when it was ended before its end', async () => {
    const x = Float64Array.of(3);
    const square = {
      evaluate: (at: Float64Array, gradient: Float64Array): number => {
        gradient[0] = 2e-3 * at[0]!;
        return 1e-3 * at[0]! ** 2;
      },
    };
    const options = { tolerance: 1e-12, maxIterations: 1, pause: nobodyWaits };
    const minimum = await minimise(square, x, options);
    expect(minimum).toMatchObject({ converged: false, iterations: 1 });
  });
});
