/**
 * Computes an ONNX graph operator by operator from what its file says, by plain operations of tfjs: so
 * a file that was written is compared with the engine that wrote it. It knows the operators that
 * `onnxGraph.ts` uses; what ONNX means by them is proven by onnxruntime in the tests.
 */
import * as tf from '@tensorflow/tfjs';

import type { OnnxGraph, OnnxNode } from './onnxModel.js';

const lowest = -3.4e38;

const numbers = ({ operator, attributes }: OnnxNode, name: string): readonly number[] => {
  const value = attributes[name];
  if (typeof value !== 'object') throw new Error(`${operator} lacks the attribute ${name}.`);
  return value;
};

const hasRank4 = (x: tf.Tensor): x is tf.Tensor4D => x.rank === 4;

/** @throws Error when `x` has not four axes */
const reorder = (x: tf.Tensor, axes: number[]): tf.Tensor4D => {
  if (!hasRank4(x)) throw new Error(`A tensor has ${x.rank} axes instead of 4.`);
  return tf.transpose(x, axes);
};

const channelsLast = (x: tf.Tensor): tf.Tensor4D => reorder(x, [0, 2, 3, 1]);
const channelsFirst = (x: tf.Tensor): tf.Tensor => tf.transpose(x, [0, 3, 1, 2]);

/** @param x channels last */
const pad = (x: tf.Tensor4D, node: OnnxNode, value: number): tf.Tensor4D => {
  const [top = 0, left = 0, bottom = 0, right = 0] = numbers(node, 'pads');
  return tf.pad4d(
    x,
    [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    value,
  );
};

/** The two numbers that a window or stride has, which are the same. */
const side = (node: OnnxNode, name: string): number => numbers(node, name)[0] ?? 1;

const convolve = (node: OnnxNode, x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor): tf.Tensor => {
  const kernel = reorder(filter, [2, 3, 1, 0]);
  const padded = pad(channelsLast(x), node, 0);
  return channelsFirst(tf.add(tf.conv2d(padded, kernel, side(node, 'strides'), 'valid'), bias));
};

const averagePool = (node: OnnxNode, x: tf.Tensor): tf.Tensor => {
  const [size, stride] = [side(node, 'kernel_shape'), side(node, 'strides')];
  const mean = (values: tf.Tensor4D): tf.Tensor =>
    tf.avgPool(pad(values, node, 0), size, stride, 'valid');
  const views = channelsLast(x);
  return channelsFirst(tf.div(mean(views), mean(tf.onesLike(views))));
};

const compute = (node: OnnxNode, inputs: readonly tf.Tensor[], shape: number[]): tf.Tensor => {
  const [x, second, third] = inputs;
  const missing = (): Error => new Error(`${node.operator} lacks an input.`);
  if (x === undefined) throw missing();
  switch (node.operator) {
    case 'Conv':
      if (second === undefined || third === undefined) throw missing();
      return convolve(node, x, second, third);
    case 'Relu':
      return tf.relu(x);
    case 'MaxPool': {
      const padded = pad(channelsLast(x), node, lowest);
      const size = side(node, 'kernel_shape');
      return channelsFirst(tf.maxPool(padded, size, side(node, 'strides'), 'valid'));
    }
    case 'AveragePool':
      return averagePool(node, x);
    case 'GlobalAveragePool':
      return tf.mean(x, [2, 3], true);
    case 'Flatten':
      return tf.reshape(x, [x.shape[0], -1]);
    case 'Reshape':
      return tf.reshape(x, shape);
    case 'Transpose':
      return tf.transpose(x, [...numbers(node, 'perm')]);
    case 'Gemm':
      if (second === undefined || third === undefined) throw missing();
      return tf.add(tf.matMul(x, second), third);
    default:
      throw new Error(`The operator ${node.operator} is not known here.`);
  }
};

/**
 * Run within `tf.tidy`.
 * @param inputs float32, by name
 * @returns float32, by the names of the graph's outputs
 * @throws Error when the graph is not as `onnxGraph.ts` makes them
 */
export const evaluateOnnx = (
  graph: OnnxGraph,
  inputs: Readonly<Record<string, tf.Tensor>>,
): Map<string, tf.Tensor> => {
  const values = new Map<string, tf.Tensor>(Object.entries(inputs));
  const shapes = new Map<string, number[]>();
  for (const { name, shape, data } of graph.constants) {
    if (data instanceof Float32Array) values.set(name, tf.tensor(data, [...shape]));
    else shapes.set(name, Array.from(data, Number));
  }
  for (const node of graph.nodes) {
    const tensors = node.inputs.flatMap((name) => values.get(name) ?? []);
    const output = compute(node, tensors, shapes.get(node.inputs[1] ?? '') ?? []);
    values.set(node.outputs[0] ?? '', output);
  }
  return new Map(
    graph.outputs.map(({ name }): [string, tf.Tensor] => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`The graph gives no ${name}.`);
      return [name, value];
    }),
  );
};
