/** The network's operations: each set of kernels against the composed version and the definition. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';

import type { Precision } from '../../src/protocol/run.js';
import { inPrecision, kernelCases, normalValues, type KernelCase } from './kernelCases.js';
import { loadKernels, withKernels, type KernelSet } from './kernelSets.js';

const tensorflow = await loadKernels();

interface Evaluation {
  readonly y: Float32Array;
  /** By each input, of sum(y * w) for fixed random weights w. */
  readonly gradients: readonly Float32Array[];
}

const floats = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync());

const tensorsOf = (kernelCase: KernelCase): tf.Tensor[] =>
  kernelCase.inputs.map(({ data, shape }) => tf.tensor(data.slice(), [...shape]));

const labelsOf = ({ labels }: KernelCase): tf.Tensor1D | null =>
  labels === undefined ? null : tf.tensor1d(labels, 'int32');

const evaluate = (kernelCase: KernelCase, set: KernelSet, precision: Precision): Evaluation =>
  withKernels(tensorflow, set, () =>
    tf.tidy(() => {
      const inputs = tensorsOf(kernelCase);
      const labels = labelsOf(kernelCase);
      const apply = inPrecision(kernelCase, precision);
      const y = apply(inputs, labels);
      const weights = normalValues('weights', y.shape);
      const dy = tf.tensor(weights.data, y.shape);
      const gradients = tf.grads((...tensors: tf.Tensor[]) => apply(tensors, labels))(inputs, dy);
      return { y: floats(y), gradients: gradients.map(floats) };
    }),
  );

/** ||actual - expected|| / ||expected|| */
const distance = (actual: Float32Array, expected: Float32Array): number => {
  expect(actual.length).toBe(expected.length);
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (actual[i]! - expected[i]!) ** 2;
    norm += expected[i]! ** 2;
  }
  return Math.sqrt(difference / Math.max(norm, 1e-20));
};

const expectClose = (actual: Evaluation, expected: Evaluation, tolerance: number): void => {
  expect(distance(actual.y, expected.y)).toBeLessThan(tolerance);
  expect(actual.gradients.length).toBe(expected.gradients.length);
  actual.gradients.forEach((gradient, i) => {
    expect(distance(gradient, expected.gradients[i] ?? new Float32Array())).toBeLessThan(tolerance);
  });
};

describe.each(kernelCases)('$name', (kernelCase) => {
  const composed = evaluate(kernelCase, 'composed', 'float32');

  it.each(['native', 'standIn'] as const)('%s kernels give what tfjs gives', (set) => {
    expectClose(evaluate(kernelCase, set, 'float32'), composed, 1e-5);
  });

  it.each(['native', 'standIn'] as const)(
    '%s kernels in bfloat16 stay within a hundredth',
    (set) => {
      expectClose(evaluate(kernelCase, set, 'bfloat16'), composed, 0.01);
    },
  );

  it('leaves no tensor behind', () => {
    for (const set of ['native', 'standIn'] as const) {
      for (const precision of ['float32', 'bfloat16'] as const) {
        const before = tf.memory().numTensors;
        evaluate(kernelCase, set, precision);
        expect(tf.memory().numTensors).toBe(before);
      }
    }
  });
});

/** sum(y * w) in double precision. */
const weightedSum = (kernelCase: KernelCase, inputs: readonly Float32Array[]): number =>
  tf.tidy(() => {
    const tensors = kernelCase.inputs.map(({ shape }, i) =>
      tf.tensor(inputs[i] ?? new Float32Array(), [...shape]),
    );
    const y = kernelCase.apply(tensors, labelsOf(kernelCase));
    const { data } = normalValues('weights', y.shape);
    return floats(y).reduce((sum, value, i) => sum + value * data[i]!, 0);
  });

describe.each(kernelCases.filter(({ isSmooth }) => isSmooth))('$name', (kernelCase) => {
  it('has the gradient of its own finite differences', () => {
    const { gradients } = evaluate(kernelCase, 'native', 'float32');
    const step = 2 ** -6;
    for (const [i, gradient] of gradients.entries()) {
      const differences = gradient.map((_, entry) => {
        const shifted = (by: number): Float32Array[] => {
          const inputs = kernelCase.inputs.map(({ data }) => data.slice());
          const changed = inputs[i];
          if (changed !== undefined) changed[entry]! += by;
          return inputs;
        };
        const rise =
          weightedSum(kernelCase, shifted(step)) - weightedSum(kernelCase, shifted(-step));
        return rise / (2 * step);
      });
      expect(distance(gradient, differences)).toBeLessThan(2e-3);
    }
  });
});
