/** What the network's operations promise beyond their formulas. */
import { createHash } from 'node:crypto';

import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';

import { momentumStep, packSettings } from '../../src/engine/backend/momentum.js';
import {
  addBias,
  batchNormEpsilon,
  batchNormRelu,
  cast,
  conv2d,
  matMul,
  softmaxCrossEntropy,
} from '../../src/engine/backend/networkOps.js';
import { averagePool, maxPool } from '../../src/engine/backend/poolingOps.js';
import { normalValues, roundToBfloat16, type Values } from './kernelCases.js';
import { loadKernels, withKernels } from './kernelSets.js';

const tensorflow = await loadKernels();
const sets = ['native', 'standIn', 'composed'] as const;

const tensorOf = ({ data, shape }: Values): tf.Tensor => tf.tensor(data.slice(), [...shape]);
const floats = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];
const ignoreStatistics = (): void => undefined;

describe('convolution without the gradient of its input', () => {
  it.each(sets)('%s: the filter gets the same gradient', (set) => {
    withKernels(tensorflow, set, () => {
      tf.tidy(() => {
        const x = tensorOf(normalValues('x', [2, 6, 6, 3]));
        const filter = tensorOf(normalValues('filter', [3, 3, 3, 4]));
        const gradientOf = (inputGradient: boolean): number[] =>
          floats(
            tf.grad((f: tf.Tensor) =>
              tf.sum(conv2d(x, f, { stride: 2, padding: 'same', inputGradient })),
            )(filter),
          );
        expect(gradientOf(false)).toEqual(gradientOf(true));
      });
    });
  });
});

describe('cast', () => {
  const values = Float32Array.of(1, 1.001, -3.14159, 1e-20, 65_504.5, 0);

  it.each(['native', 'standIn'] as const)('%s: rounds to bfloat16 there and back', (set) => {
    withKernels(tensorflow, set, () => {
      tf.tidy(() => {
        const thereAndBack = (x: tf.Tensor): tf.Tensor =>
          cast(cast(x, 'float32', 'bfloat16'), 'bfloat16', 'float32');
        expect(floats(thereAndBack(tf.tensor1d(values)))).toEqual([...roundToBfloat16(values)]);
        const dy = Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6);
        const gradient = tf.grad(thereAndBack)(tf.tensor1d(values), tf.tensor1d(dy));
        expect(floats(gradient)).toEqual([...roundToBfloat16(dy)]);
      });
    });
  });

  it('marks the result, so that later kernels know its element type', () => {
    tf.tidy(() => {
      const x = tf.tensor1d(values);
      expect(tensorflow.elementTypeOf(x)).toBe('float32');
      const narrow = cast(x, 'float32', 'bfloat16');
      expect(tensorflow.elementTypeOf(narrow)).toBe('bfloat16');
      expect(tensorflow.elementTypeOf(cast(narrow, 'bfloat16', 'float32'))).toBe('float32');
    });
  });
});

describe('max pooling of equal values', () => {
  const gradientOfOnes = (side: number, padding: 'same' | 'valid'): number[] =>
    tf.tidy(() =>
      floats(
        tf.grad((x: tf.Tensor) => tf.sum(maxPool(x, { size: 3, stride: 2, padding })))(
          tf.ones([1, side, side, 1]),
        ),
      ),
    );

  it.each(['native', 'standIn'] as const)('%s: the first in reading order takes it all', (set) => {
    withKernels(tensorflow, set, () => {
      expect(gradientOfOnes(3, 'valid')).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0]);
      // Padded by a pixel on each side: windows start in rows and columns -1 and 1.
      expect(gradientOfOnes(3, 'same')).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 0]);
    });
  });
});

describe('batch norm', () => {
  const channels = 4;
  const evaluate = (x: Values) => {
    let statistics: { mean: number[]; variance: number[] } = { mean: [], variance: [] };
    const y = tf.tidy(() =>
      floats(
        batchNormRelu(tensorOf(x), tf.ones([channels]), tf.fill([channels], 3), (batch) => {
          statistics = { mean: floats(batch.mean), variance: floats(batch.variance) };
        }),
      ),
    );
    return { y, statistics };
  };

  /** In double precision, two passes. */
  const oracle = (x: Values) => {
    const rows = x.data.length / channels;
    const mean = new Array<number>(channels).fill(0);
    const variance = new Array<number>(channels).fill(0);
    x.data.forEach((value, i) => (mean[i % channels]! += value / rows));
    x.data.forEach((value, i) => {
      variance[i % channels]! += (value - mean[i % channels]!) ** 2 / rows;
    });
    const y = [...x.data].map((value, i) => {
      const c = i % channels;
      return Math.max(0, (value - mean[c]!) / Math.sqrt(variance[c]! + batchNormEpsilon) + 3);
    });
    return { y, mean, variance };
  };

  const largestError = (actual: ArrayLike<number>, expected: ArrayLike<number>): number =>
    Array.from(expected, (value, i) => Math.abs(value - (actual[i] ?? NaN))).reduce(
      (largest, error) => (error <= largest ? largest : error),
      0,
    );

  it.each([
    { set: 'native', mean: 0, tolerance: 1e-5 },
    { set: 'native', mean: 100, tolerance: 1e-3 },
    { set: 'standIn', mean: 0, tolerance: 1e-5 },
    { set: 'standIn', mean: 100, tolerance: 1e-3 },
  ] as const)('$set: is exact around a mean of $mean', ({ set, mean, tolerance }) => {
    withKernels(tensorflow, set, () => {
      // More rows than one block, and not a multiple of any block size.
      const x = normalValues('large mean', [3, 37, 29, channels], mean, 1);
      const { y, statistics } = evaluate(x);
      const expected = oracle(x);
      expect(largestError(y, expected.y)).toBeLessThan(tolerance);
      expect(largestError(statistics.mean, expected.mean)).toBeLessThan(tolerance);
      expect(largestError(statistics.variance, expected.variance)).toBeLessThan(tolerance);
    });
  });

  it('takes a channel without spread to its shift', () => {
    const constant = { shape: [8, channels], data: new Float32Array(8 * channels).fill(5) };
    expect(largestError(evaluate(constant).y, new Array<number>(32).fill(3))).toBeLessThan(1e-4);
  });

  it('shows a NaN in its whole channel and in no other', () => {
    const x = normalValues('with NaN', [4, 3, 3, channels]);
    x.data[2] = NaN;
    const { y, statistics } = evaluate(x);
    y.forEach((value, i) => {
      expect(Number.isNaN(value)).toBe(i % channels === 2);
    });
    expect(statistics.variance.map(Number.isNaN)).toEqual([false, false, true, false]);
  });
});

describe('max pooling of NaN', () => {
  it.each(['valid', 'same'] as const)('%s: shows it in each window that holds it', (padding) => {
    tf.tidy(() => {
      const x = normalValues('pooled NaN', [1, 5, 5, 1]);
      // The middle: of VALID padding in all four windows, of SAME in one, never in the last place of all.
      x.data[12] = NaN;
      const y = floats(maxPool(tensorOf(x), { size: 3, stride: 2, padding }));
      expect(y.filter(Number.isNaN).length).toBe(padding === 'valid' ? 4 : 1);
    });
  });
});

describe('momentum step', () => {
  const shape = [3, 50];
  const settings = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 };

  it.each(sets.flatMap((set) => [true, false].map((nesterov) => ({ set, nesterov }))))(
    '$set: follows the formula, nesterov $nesterov',
    ({ set, nesterov }) => {
      withKernels(tensorflow, set, () => {
        tf.tidy(() => {
          const [w, v, g] = ['w', 'v', 'g'].map((name) => normalValues(name, shape));
          if (w === undefined || v === undefined || g === undefined) throw new Error('No values.');
          const packed = packSettings({ ...settings, nesterov }, tf.scalar(0.5));
          const updated = momentumStep(tensorOf(w), tensorOf(v), tensorOf(g), packed);
          const weights = floats(updated.weights);
          const velocity = floats(updated.velocity);
          w.data.forEach((weight, i) => {
            const gradient = g.data[i]! * 0.5 + 0.01 * weight;
            const moved = 0.9 * v.data[i]! + gradient;
            expect(velocity[i]).toBeCloseTo(moved, 5);
            expect(weights[i]).toBeCloseTo(
              weight - 0.1 * (nesterov ? gradient + 0.9 * moved : moved),
              5,
            );
          });
        });
      });
    },
  );
});

const hashValues = (values: Float32Array): string =>
  createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');

describe('the same call again', () => {
  const x = normalValues('repeated x', [16, 24, 24, 32]);
  const calls: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
    convolution: (input) =>
      conv2d(input, tensorOf(normalValues('repeated filter', [3, 3, 32, 32])), {
        stride: 1,
        padding: 'same',
        inputGradient: true,
      }),
    'batch norm': (input) => batchNormRelu(input, tf.ones([32]), tf.zeros([32]), ignoreStatistics),
    bias: (input) => addBias(input, tensorOf(normalValues('repeated bias', [32])), true),
    'max pooling': (input) => maxPool(input, { size: 3, stride: 2, padding: 'same' }),
    'average pooling': (input) => averagePool(input, { size: 3, stride: 2, padding: 'same' }),
    'matrix product': (input) =>
      matMul(tf.reshape(input, [-1, 32]), tensorOf(normalValues('repeated matrix', [32, 64]))),
    'cross-entropy': (input) =>
      softmaxCrossEntropy(tf.reshape(input, [-1, 32]), tf.zeros([16 * 24 * 24], 'int32')),
  };

  it.each(Object.entries(calls))('%s: gives the same bits, with gradient', (_, call) => {
    // Hashed, since comparing long arrays takes the test framework seconds.
    const once = (): string[] =>
      tf.tidy(() => {
        const { value, grad } = tf.valueAndGrad((input: tf.Tensor) =>
          tf.sum(tf.square(call(input))),
        )(tensorOf(x));
        return [value, grad].map((tensor) => hashValues(Float32Array.from(tensor.dataSync())));
      });
    const expected = once();
    for (let repetition = 0; repetition < 8; repetition++) expect(once()).toEqual(expected);
  });
});
