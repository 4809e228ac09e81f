/** The Lab's kernels over its own native code (`backend/native`). */
import type { Tensorflow } from '../tensorflow.js';
import { input, numberAttribute, shapeAttribute, type Attributes, type Kernel } from './kernel.js';

/**
 * Needs `tensorflow.nativeKernels.loaded`.
 * @param base does what this processor has no kernel for
 */
export const createNativeKernels = (t: Tensorflow, base: { readonly convFilterGrad: Kernel }) => {
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
  // Sums and result are float32 in both precisions, unlike TensorFlow's.
  const convFilterGrad: Kernel = (inputs, attributes) => {
    const dy = input(inputs, 'dy');
    const type = t.elementTypeOf(dy);
    if (!t.nativeKernels.convFilterGrad[type]) return base.convFilterGrad(inputs, attributes);
    const [filterHeight = 1, filterWidth = 1] = shapeAttribute(attributes, 'filterShape');
    return t.execute(
      'PretextConvFilterGrad',
      [
        t.type('T', type),
        t.int('stride', numberAttribute(attributes, 'stride')),
        t.int('filter_height', filterHeight),
        t.int('filter_width', filterWidth),
        t.bool('same', attributes['padding'] !== 'valid'),
      ],
      [input(inputs, 'x'), dy],
      1,
    );
  };
  return {
    convFilterGrad,
    batchNormRelu,
    batchNormReluGrad,
    maxPool,
    maxPoolGrad,
    averagePool,
    averagePoolGrad,
    momentum,
  };
};
