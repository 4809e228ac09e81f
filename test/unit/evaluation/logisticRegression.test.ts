/** Logistic regression against a slow solution in double precision, and the minimiser under it. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';

import { minimise } from '../../../src/engine/evaluation/lbfgs.js';
import { likeliestClasses } from '../../../src/engine/evaluation/classScores.js';
import {
  createLogisticFits,
  scoreClasses,
} from '../../../src/engine/evaluation/logisticRegression.js';
import { createRows, slowSolution } from '../../support/slowLogistic.js';

const nobodyWaits = (): Promise<void> => Promise.resolve();
const exact = { tolerance: 1e-6, maxIterations: 1000, pause: nobodyWaits };

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
    const predictions = likeliestClasses(await scoreClasses(model, rows.values));
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
          return Promise.resolve(100 * (b - a * a) ** 2 + (1 - a) ** 2);
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
          const values = scales.map((scale, i) => (scale / 2) * at[i]! ** 2);
          return Promise.resolve(values.reduce((sum, value) => sum + value, 0));
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
      evaluate: (at: Float64Array, gradient: Float64Array): Promise<number> => {
        gradient[0] = 2e-3 * at[0]!;
        return Promise.resolve(1e-3 * at[0]! ** 2);
      },
    };
    const options = { tolerance: 1e-12, maxIterations: 1, pause: nobodyWaits };
    const minimum = await minimise(square, x, options);
    expect(minimum).toMatchObject({ converged: false, iterations: 1 });
  });
});
