/** The network's operations: each set of kernels against the composed version and the definition. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import type { Precision } from '../../src/protocol/run.js';
import { kernelCases, normalValues, type KernelCase } from './kernelCases.js';
import {
  distance,
  evaluateCase,
  expectClose,
  labelsOf,
  type Evaluation,
} from './kernelEvaluation.js';
import { loadKernels, withKernels, type KernelSet } from './kernelSets.js';

const tensorflow = await loadKernels();

const floats = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync());

const evaluate = (
  kernelCase: KernelCase,
  set: KernelSet,
  precision: Precision,
): Promise<Evaluation> => withKernels(tensorflow, set, () => evaluateCase(kernelCase, precision));

describe.each(kernelCases)('$name', (kernelCase) => {
  let composed: Evaluation;
  beforeAll(async () => {
    composed = await evaluate(kernelCase, 'composed', 'float32');
  });

  it.each(['native', 'standIn'] as const)('%s kernels give what tfjs gives', async (set) => {
    expectClose(await evaluate(kernelCase, set, 'float32'), composed, 1e-5);
  });

  it.each(['native', 'standIn'] as const)(
    '%s kernels in bfloat16 stay within a hundredth',
    async (set) => {
      expectClose(await evaluate(kernelCase, set, 'bfloat16'), composed, 0.01);
    },
  );

  it('leaves no tensor behind', async () => {
    for (const set of ['native', 'standIn'] as const) {
      for (const precision of ['float32', 'bfloat16'] as const) {
        const before = tf.memory().numTensors;
        await evaluate(kernelCase, set, precision);
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
  it('has the gradient of its own finite differences', async () => {
    const { gradients } = await evaluate(kernelCase, 'native', 'float32');
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
