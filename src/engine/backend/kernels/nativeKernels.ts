/** The Lab's kernels over its own native code (`backend/native`). */
import type { Tensorflow } from '../tensorflow.js';
import { input, numberAttribute, type Attributes, type Kernel } from './tensorflowKernels.js';

/** Needs `tensorflow.nativeKernels`. */
export const createNativeKernels = (t: Tensorflow) => {
  const pool = (attributes: Attributes) => [
    t.int('size', numberAttribute(attributes, 'size')),
    t.int('stride', numberAttribute(attributes, 'stride')),
    t.bool('same', attributes['padding'] !== 'valid'),
  ];
  const batchNormRelu: Kernel = (inputs, attributes) => {
    const x = input(inputs, 'x');
    return t.execute(
      'PretextBatchNormRelu',
      [t.type('T', t.elementTypeOf(x)), t.float('epsilon', numberAttribute(attributes, 'epsilon'))],
      [x, input(inputs, 'gamma'), input(inputs, 'beta')],
      4,
    );
  };
  const batchNormReluGrad: Kernel = (inputs) => {
    const x = input(inputs, 'x');
    const names = ['dy', 'x', 'gamma', 'beta', 'mean', 'inverseSigma'];
    return t.execute(
      'PretextBatchNormReluGrad',
      [t.type('T', t.elementTypeOf(x))],
      names.map((name) => input(inputs, name)),
      3,
    );
  };
  const maxPool: Kernel = (inputs, attributes) => {
    const x = input(inputs, 'x');
    return t.execute(
      'PretextMaxPool',
      [t.type('T', t.elementTypeOf(x)), ...pool(attributes)],
      [x],
      2,
    );
  };
  const maxPoolGrad: Kernel = (inputs, attributes) => {
    const x = input(inputs, 'x');
    return t.execute(
      'PretextMaxPoolGrad',
      [t.type('T', t.elementTypeOf(x)), ...pool(attributes)],
      [input(inputs, 'dy'), input(inputs, 'argmax'), x],
      1,
    );
  };
  const averagePool: Kernel = (inputs, attributes) => {
    const x = input(inputs, 'x');
    return t.execute(
      'PretextAveragePool',
      [t.type('T', t.elementTypeOf(x)), ...pool(attributes)],
      [x],
      1,
    );
  };
  const averagePoolGrad: Kernel = (inputs, attributes) => {
    const x = input(inputs, 'x');
    return t.execute(
      'PretextAveragePoolGrad',
      [t.type('T', t.elementTypeOf(x)), ...pool(attributes)],
      [input(inputs, 'dy'), x],
      1,
    );
  };
  const momentum: Kernel = (inputs, attributes) =>
    t.execute(
      'PretextMomentum',
      [t.type('T', 'float32'), t.bool('nesterov', attributes['nesterov'] === true)],
      ['weights', 'velocity', 'gradient', 'settings'].map((name) => input(inputs, name)),
      2,
    );
  return {
    batchNormRelu,
    batchNormReluGrad,
    maxPool,
    maxPoolGrad,
    averagePool,
    averagePoolGrad,
    momentum,
  };
};
