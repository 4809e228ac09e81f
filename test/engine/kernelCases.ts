/** The network's operations as cases: tensors in, one tensor out, all of it small. */
import type * as tf from '@tensorflow/tfjs';

import {
  addBias,
  batchNormRelu,
  cast,
  conv2d,
  matMul,
  softmaxCrossEntropy,
} from '../../src/engine/backend/networkOps.js';
import { averagePool, maxPool } from '../../src/engine/backend/poolingOps.js';
import { createRandom } from '../../src/engine/random.js';
import type { Precision } from '../../src/protocol/run.js';

/** float32 values with their shape. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface KernelCase {
  readonly name: string;
  /** The first is the activation, the others are parameters; gradients are taken by all of them. */
  readonly inputs: readonly Values[];
  readonly labels?: Int32Array;
  /** False where the function has corners, so that finite differences tell nothing. */
  readonly isSmooth: boolean;
  /** False for what always computes in float32. */
  readonly hasPrecision: boolean;
  readonly apply: (inputs: readonly tf.Tensor[], labels: tf.Tensor1D | null) => tf.Tensor;
}

/** The nearest number that bfloat16 can hold: the upper half of a float32, ties to even. */
export const roundToBfloat16 = (values: Float32Array): Float32Array => {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  const rounded = bits.map((word) => {
    const bias = 0x7fff + ((word >>> 16) & 1);
    return ((word + bias) & 0xffff0000) >>> 0;
  });
  return new Float32Array(rounded.buffer);
};

/**
 * Normal numbers that bfloat16 holds exactly, so that both precisions start from the same inputs.
 * @param name the same name gives the same numbers
 */
export const normalValues = (
  name: string,
  shape: readonly number[],
  mean = 0,
  deviation = 1,
): Values => {
  const random = createRandom(7).split(name, ...shape);
  const length = shape.reduce((product, side) => product * side, 1);
  const data = Float32Array.from({ length }, () => mean + deviation * random.normal());
  return { shape, data: roundToBfloat16(data) };
};

const ignoreStatistics = (): void => undefined;

const operand = (tensors: readonly tf.Tensor[], index: number): tf.Tensor => {
  const tensor = tensors[index];
  if (tensor === undefined) throw new Error(`The case has no input ${index}.`);
  return tensor;
};

const paddings = ['same', 'valid'] as const;

const convCases = paddings.flatMap((padding) =>
  [
    { size: 3, stride: 1 },
    { size: 3, stride: 2 },
    { size: 1, stride: 1 },
    { size: 5, stride: 2 },
  ].map(({ size, stride }): KernelCase => ({
    name: `conv2d ${size}x${size} ${padding} stride ${stride}`,
    inputs: [normalValues('x', [2, 7, 6, 3]), normalValues('filter', [size, size, 3, 4])],
    isSmooth: true,
    hasPrecision: true,
    apply: (inputs) =>
      conv2d(operand(inputs, 0), operand(inputs, 1), { stride, padding, inputGradient: true }),
  })),
);

const pools = { max: maxPool, average: averagePool } as const;
const poolCases = (['max', 'average'] as const).flatMap((method) =>
  paddings.flatMap((padding) =>
    [
      { height: 7, width: 5, size: 3, stride: 2 },
      { height: 8, width: 6, size: 3, stride: 2 },
      { height: 6, width: 7, size: 2, stride: 2 },
      { height: 5, width: 5, size: 3, stride: 1 },
    ].map(({ height, width, size, stride }): KernelCase => ({
      name: `${method}Pool ${size}/${stride} ${padding} of ${height}x${width}`,
      inputs: [normalValues(`${method} x`, [2, height, width, 3])],
      isSmooth: method === 'average',
      hasPrecision: true,
      apply: (inputs) => pools[method](operand(inputs, 0), { size, stride, padding }),
    })),
  ),
);

const batchNormCases = [
  { shape: [3, 4, 5, 6], beta: 0, isSmooth: false },
  { shape: [24, 5], beta: 0, isSmooth: false },
  // Far from the corner of the ReLU, so that finite differences hold.
  { shape: [3, 2, 2, 4], beta: 8, isSmooth: true },
  { shape: [8, 3], beta: 8, isSmooth: true },
].map(({ shape, beta, isSmooth }): KernelCase => {
  const channels = shape.at(-1) ?? 0;
  return {
    name: `batchNormRelu of [${shape.join(', ')}] with a shift near ${beta}`,
    inputs: [
      normalValues('x', shape, 0.5, 2),
      normalValues('gamma', [channels], 1, 0.2),
      normalValues('beta', [channels], beta, 0.2),
    ],
    isSmooth,
    hasPrecision: true,
    apply: (inputs) =>
      batchNormRelu(operand(inputs, 0), operand(inputs, 1), operand(inputs, 2), ignoreStatistics),
  };
});

const biasCases = [
  { shape: [2, 3, 4, 5], relu: false },
  { shape: [2, 3, 4, 5], relu: true },
  { shape: [6, 4], relu: false },
  { shape: [6, 4], relu: true },
].map(({ shape, relu }): KernelCase => ({
  name: `addBias ${relu ? 'with' : 'without'} ReLU to [${shape.join(', ')}]`,
  inputs: [normalValues('x', shape), normalValues('bias', [shape.at(-1) ?? 0])],
  isSmooth: !relu,
  hasPrecision: true,
  apply: (inputs) => addBias(operand(inputs, 0), operand(inputs, 1), relu),
}));

/** Every operation that has a gradient. */
export const kernelCases: readonly KernelCase[] = [
  ...convCases,
  ...poolCases,
  ...batchNormCases,
  ...biasCases,
  {
    name: 'matMul',
    inputs: [normalValues('a', [5, 7]), normalValues('b', [7, 4])],
    isSmooth: true,
    hasPrecision: true,
    apply: (inputs) => matMul(operand(inputs, 0), operand(inputs, 1)),
  },
  {
    name: 'softmaxCrossEntropy',
    inputs: [normalValues('logits', [6, 5], 0, 2)],
    labels: Int32Array.of(0, 4, 2, 2, 1, 3),
    isSmooth: true,
    hasPrecision: false,
    apply: (inputs, labels) => {
      if (labels === null) throw new Error('The case has no labels.');
      return softmaxCrossEntropy(operand(inputs, 0), labels);
    },
  },
];

/** The case in a precision: its activation is cast before and its result after. */
export const inPrecision = (
  kernelCase: KernelCase,
  precision: Precision,
): ((inputs: readonly tf.Tensor[], labels: tf.Tensor1D | null) => tf.Tensor) => {
  if (!kernelCase.hasPrecision) return kernelCase.apply;
  return ([x, ...parameters], labels) => {
    if (x === undefined) throw new Error('The case has no activation.');
    const y = kernelCase.apply([cast(x, 'float32', precision), ...parameters], labels);
    return cast(y, precision, 'float32');
  };
};
