/**
 * The Lab's kernels over TensorFlow's own operations: convolution, matrix product, casts and the
 * loss always; batch norm and pooling only where the native kernels are missing.
 */
import * as tf from '@tensorflow/tfjs';

import type { Precision } from '../../../protocol/run.js';
import type { OperationAttribute, Tensorflow } from '../tensorflow.js';
import { input, numberAttribute, shapeAttribute, type Attributes, type Kernel } from './kernel.js';

/** The kernels that only TensorFlow provides. */
export const createBaseKernels = (t: Tensorflow) => {
  const cast = (x: tf.TensorInfo, to: Precision): tf.Tensor => {
    const [y] = t.execute(
      'Cast',
      [t.type('SrcT', t.elementTypeOf(x)), t.type('DstT', to), t.bool('Truncate', false)],
      [x],
      1,
    );
    return one(y);
  };
  /** Runs `body` on `x` in the element type `to`, casting only if needed. */
  const withType = <R>(x: tf.TensorInfo, to: Precision, body: (x: tf.TensorInfo) => R): R => {
    if (t.elementTypeOf(x) === to) return body(x);
    const converted = cast(x, to);
    const result = body(converted);
    converted.dispose();
    return result;
  };
  const withShape = <R>(shape: readonly number[], body: (shape: tf.Tensor) => R): R => {
    const tensor = tf.tensor1d([...shape], 'int32');
    const result = body(tensor);
    tensor.dispose();
    return result;
  };
  const convAttributes = (type: Precision, attributes: Attributes): OperationAttribute[] => {
    const stride = numberAttribute(attributes, 'stride');
    return [
      t.type('T', type),
      t.int('strides', [1, stride, stride, 1]),
      t.string('padding', attributes['padding'] === 'valid' ? 'VALID' : 'SAME'),
      t.string('data_format', 'NHWC'),
      t.bool('use_cudnn_on_gpu', false),
      t.int('dilations', [1, 1, 1, 1]),
      t.int('explicit_paddings', []),
    ];
  };

  const conv: Kernel = (inputs, attributes) => {
    const x = input(inputs, 'x');
    const type = t.elementTypeOf(x);
    return withType(input(inputs, 'filter'), type, (filter) =>
      t.execute('Conv2D', convAttributes(type, attributes), [x, filter], 1),
    );
  };
  const convInputGrad: Kernel = (inputs, attributes) => {
    const dy = input(inputs, 'dy');
    const type = t.elementTypeOf(dy);
    return withType(input(inputs, 'filter'), type, (filter) =>
      withShape(shapeAttribute(attributes, 'inputShape'), (shape) =>
        t.execute('Conv2DBackpropInput', convAttributes(type, attributes), [shape, filter, dy], 1),
      ),
    );
  };
  const convFilterGrad: Kernel = (inputs, attributes) => {
    const dy = input(inputs, 'dy');
    const type = t.elementTypeOf(dy);
    const gradient = withShape(shapeAttribute(attributes, 'filterShape'), (shape) =>
      t.execute(
        'Conv2DBackpropFilter',
        convAttributes(type, attributes),
        [input(inputs, 'x'), shape, dy],
        1,
      ),
    );
    return asFloat32(gradient);
  };
  const asFloat32 = (tensors: tf.Tensor[]): tf.Tensor[] =>
    tensors.map((tensor) => {
      if (t.elementTypeOf(tensor) === 'float32') return tensor;
      const converted = cast(tensor, 'float32');
      tensor.dispose();
      return converted;
    });
  const matMul: Kernel = (inputs, attributes) => {
    const a = input(inputs, 'a');
    const type = t.elementTypeOf(a);
    const product = withType(input(inputs, 'b'), type, (b) =>
      t.execute(
        'MatMul',
        [
          t.type('T', type),
          t.bool('transpose_a', attributes['transposeA'] === true),
          t.bool('transpose_b', attributes['transposeB'] === true),
        ],
        [a, b],
        1,
      ),
    );
    return attributes['toFloat32'] === true ? asFloat32(product) : product;
  };
  const bias: Kernel = (inputs, attributes) => {
    const x = input(inputs, 'x');
    const type = t.elementTypeOf(x);
    const sum = withType(input(inputs, 'bias'), type, (b) =>
      t.execute('BiasAdd', [t.type('T', type), t.string('data_format', 'NHWC')], [x, b], 1),
    );
    if (attributes['relu'] !== true) return sum;
    const y = t.execute('Relu', [t.type('T', type)], sum, 1);
    tf.dispose(sum);
    return y;
  };
  const biasGrad: Kernel = (inputs, attributes) => {
    const dy = input(inputs, 'dy');
    const type = t.elementTypeOf(dy);
    const dx =
      attributes['relu'] === true
        ? t.execute('ReluGrad', [t.type('T', type)], [dy, input(inputs, 'y')], 1)
        : t.execute('Identity', [t.type('T', type)], [dy], 1);
    const dbias = withType(one(dx[0]), 'float32', (wide) =>
      t.execute(
        'BiasAddGrad',
        [t.type('T', 'float32'), t.string('data_format', 'NHWC')],
        [wide],
        1,
      ),
    );
    return [...dx, ...dbias];
  };
  const softmaxCrossEntropy: Kernel = (inputs) =>
    t.execute(
      'SparseSoftmaxCrossEntropyWithLogits',
      [t.type('T', 'float32'), t.type('Tlabels', 'int32')],
      [input(inputs, 'logits'), input(inputs, 'labels')],
      2,
    );
  const castKernel: Kernel = (inputs, attributes) => [
    cast(input(inputs, 'x'), attributes['to'] === 'bfloat16' ? 'bfloat16' : 'float32'),
  ];
  const castLike: Kernel = (inputs) => {
    const x = input(inputs, 'x');
    const type = t.elementTypeOf(input(inputs, 'like'));
    return t.elementTypeOf(x) === type
      ? t.execute('Identity', [t.type('T', type)], [x], 1)
      : [cast(x, type)];
  };
  return {
    conv,
    convInputGrad,
    convFilterGrad,
    matMul,
    bias,
    biasGrad,
    softmaxCrossEntropy,
    cast: castKernel,
    castLike,
  };
};

const one = (tensor: tf.Tensor | undefined): tf.Tensor => {
  if (tensor === undefined)
    throw new Error('TensorFlow returned fewer outputs than were asked for.');
  return tensor;
};

/** Stand-ins for the native kernels, over TensorFlow's fused batch norm and argmax pooling. */
export const createStandInKernels = (t: Tensorflow) => {
  const poolAttributes = (x: tf.TensorInfo, attributes: Attributes): OperationAttribute[] => {
    const size = numberAttribute(attributes, 'size');
    const stride = numberAttribute(attributes, 'stride');
    return [
      t.type('T', t.elementTypeOf(x)),
      t.int('ksize', [1, size, size, 1]),
      t.int('strides', [1, stride, stride, 1]),
      t.string('padding', attributes['padding'] === 'valid' ? 'VALID' : 'SAME'),
    ];
  };
  const batchNormAttributes = (x: tf.TensorInfo, attributes: Attributes): OperationAttribute[] => [
    t.type('T', t.elementTypeOf(x)),
    t.type('U', 'float32'),
    t.float('epsilon', numberAttribute(attributes, 'epsilon')),
    t.string('data_format', 'NHWC'),
    t.bool('is_training', true),
  ];
  /** FusedBatchNorm wants [N, H, W, C]; a matrix becomes [N, 1, 1, C]. */
  const as4d = (x: tf.TensorInfo): tf.Tensor => {
    const channels = x.shape.at(-1) ?? 0;
    const rows = x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const shape = x.shape.length === 4 ? x.shape : [rows, 1, 1, channels];
    return reshapeTo(x, shape);
  };
  const reshapeTo = (x: tf.TensorInfo, shape: readonly number[]): tf.Tensor => {
    const target = tf.tensor1d([...shape], 'int32');
    const [y] = t.execute(
      'Reshape',
      [t.type('T', t.elementTypeOf(x)), t.type('Tshape', 'int32')],
      [x, target],
      1,
    );
    target.dispose();
    return one(y);
  };

  const batchNormRelu: Kernel = (inputs, attributes) => {
    const x = input(inputs, 'x');
    const x4 = as4d(x);
    const empty = tf.tensor1d([], 'float32');
    const [y4, mean, unbiased, reserveMean, reserveVariance, reserve3] = t.execute(
      'FusedBatchNormV3',
      [...batchNormAttributes(x, attributes), t.float('exponential_avg_factor', 1)],
      [x4, input(inputs, 'gamma'), input(inputs, 'beta'), empty, empty],
      6,
    );
    const activated = t.execute('Relu', [t.type('T', t.elementTypeOf(x))], [one(y4)], 1);
    const y = reshapeTo(one(activated[0]), x.shape);
    const rows = x.shape.slice(0, -1).reduce((product, size) => product * size, 1);
    const variance = tf.tidy(() => tf.mul(one(unbiased), (rows - 1) / Math.max(1, rows)));
    // The gradient takes FusedBatchNorm's own second reserve in place of 1 / sigma.
    tf.dispose([x4, empty, one(y4), one(unbiased), one(reserveMean), one(reserve3), ...activated]);
    return [y, one(mean), variance, one(reserveVariance)];
  };
  const batchNormReluGrad: Kernel = (inputs, attributes) => {
    const x = input(inputs, 'x');
    const [masked] = t.execute(
      'ReluGrad',
      [t.type('T', t.elementTypeOf(x))],
      [input(inputs, 'dy'), input(inputs, 'y')],
      1,
    );
    const g4 = as4d(one(masked));
    const x4 = as4d(x);
    const empty = tf.tensor1d([], 'float32');
    const [dx4, dgamma, dbeta, r1, r2] = t.execute(
      'FusedBatchNormGradV3',
      batchNormAttributes(x, attributes),
      [g4, x4, input(inputs, 'gamma'), input(inputs, 'mean'), input(inputs, 'inverseSigma'), empty],
      5,
    );
    const dx = reshapeTo(one(dx4), x.shape);
    tf.dispose([one(masked), g4, x4, empty, one(dx4), one(r1), one(r2)]);
    return [dx, one(dgamma), one(dbeta)];
  };
  const maxPool: Kernel = (inputs, attributes) => {
    const x = input(inputs, 'x');
    return t.execute(
      'MaxPoolWithArgmax',
      [
        ...poolAttributes(x, attributes),
        t.type('Targmax', 'int64'),
        t.bool('include_batch_in_index', false),
      ],
      [x],
      2,
    );
  };
  const maxPoolGrad: Kernel = (inputs, attributes) => {
    const x = input(inputs, 'x');
    return t.execute(
      'MaxPoolGradWithArgmax',
      [
        ...poolAttributes(x, attributes),
        t.type('Targmax', 'int64'),
        t.bool('include_batch_in_index', false),
      ],
      [x, input(inputs, 'dy'), input(inputs, 'argmax')],
      1,
    );
  };
  const averagePool: Kernel = (inputs, attributes) => {
    const x = input(inputs, 'x');
    return t.execute(
      'AvgPool',
      [...poolAttributes(x, attributes), t.string('data_format', 'NHWC')],
      [x],
      1,
    );
  };
  const averagePoolGrad: Kernel = (inputs, attributes) => {
    const x = input(inputs, 'x');
    const shape = tf.tensor1d(x.shape, 'int32');
    const dx = t.execute(
      'AvgPoolGrad',
      [...poolAttributes(x, attributes), t.string('data_format', 'NHWC')],
      [shape, input(inputs, 'dy')],
      1,
    );
    shape.dispose();
    return dx;
  };
  return {
    batchNormRelu,
    batchNormReluGrad,
    maxPool,
    maxPoolGrad,
    averagePool,
    averagePoolGrad,
  };
};
