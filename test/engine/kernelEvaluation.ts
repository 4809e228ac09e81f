/** What an operation of the network computes on the active backend, with its gradients. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

import type { Precision } from '../../src/protocol/run.js';
import { inPrecision, normalValues, type KernelCase } from './kernelCases.js';

export interface Evaluation {
  readonly y: Float32Array;
  /** By each input, of sum(y * w) for fixed random weights w. */
  readonly gradients: readonly Float32Array[];
}

export const labelsOf = ({ labels }: KernelCase): tf.Tensor1D | null =>
  labels === undefined ? null : tf.tensor1d(labels, 'int32');

/** Computes a case in a precision. The active backend must stay until it has been computed. */
export const evaluateCase = async (
  kernelCase: KernelCase,
  precision: Precision,
): Promise<Evaluation> => {
  const tensors = tf.tidy(() => {
    const inputs = kernelCase.inputs.map(({ data, shape }) => tf.tensor(data.slice(), [...shape]));
    const labels = labelsOf(kernelCase);
    const apply = inPrecision(kernelCase, precision);
    const y = apply(inputs, labels);
    const weights = normalValues('weights', y.shape);
    const dy = tf.tensor(weights.data, y.shape);
    return [y, ...tf.grads((...all: tf.Tensor[]) => apply(all, labels))(inputs, dy)];
  });
  const [y = new Float32Array(), ...gradients] = await Promise.all(
    tensors.map(async (tensor) => Float32Array.from(await tensor.data())),
  );
  tf.dispose(tensors);
  return { y, gradients };
};

/** ||actual - expected|| / ||expected|| */
export const distance = (actual: Float32Array, expected: Float32Array): number => {
  expect(actual.length).toBe(expected.length);
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (actual[i]! - expected[i]!) ** 2;
    norm += expected[i]! ** 2;
  }
  return Math.sqrt(difference / Math.max(norm, 1e-20));
};

export const expectClose = (actual: Evaluation, expected: Evaluation, tolerance: number): void => {
  expect(distance(actual.y, expected.y)).toBeLessThan(tolerance);
  expect(actual.gradients.length).toBe(expected.gradients.length);
  actual.gradients.forEach((gradient, i) => {
    expect(distance(gradient, expected.gradients[i] ?? new Float32Array())).toBeLessThan(tolerance);
  });
};
