/**
 * Layers as plain data, and what they do. A spec is a readable object; `createLayer` adds its
 * parameters and returns the function that applies it.
 */
import * as tf from '@tensorflow/tfjs';

import { addBias, batchNormEpsilon, batchNormRelu, conv2d, matMul } from '../backend/networkOps.js';
import { averagePool, maxPool } from '../backend/poolingOps.js';
import type { Parameters } from './parameters.js';

/** What follows a convolution or a matrix product. */
export type Activation = 'batchNormRelu' | 'biasRelu' | 'bias';

export type LayerSpec =
  | {
      readonly kind: 'conv';
      readonly name: string;
      /** Side of the filter in px. */
      readonly size: number;
      readonly channels: number;
      readonly stride: number;
      readonly padding: 'same' | 'valid';
      readonly activation: Activation;
    }
  | {
      readonly kind: 'pool';
      readonly name: string;
      readonly method: 'max' | 'average';
      readonly size: number;
      readonly stride: number;
      readonly padding: 'same' | 'valid';
    };

/** `train` uses the statistics of the batch and updates the running ones; `evaluate` uses those. */
export type NetworkMode = 'train' | 'evaluate';

/** Applies a layer. Run within `tf.tidy`. */
export type Layer = (x: tf.Tensor, mode: NetworkMode) => tf.Tensor;

/** Height, width and channels of an activation. */
export interface ActivationShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

const outputSide = (
  side: number,
  size: number,
  stride: number,
  padding: 'same' | 'valid',
): number =>
  padding === 'same' ? Math.ceil(side / stride) : Math.floor((side - size) / stride) + 1;

/** The shape that a layer makes of `input`. */
export const layerOutputShape = (spec: LayerSpec, input: ActivationShape): ActivationShape => ({
  height: outputSide(input.height, spec.size, spec.stride, spec.padding),
  width: outputSide(input.width, spec.size, spec.stride, spec.padding),
  channels: spec.kind === 'conv' ? spec.channels : input.channels,
});

/**
 * Adds a layer's parameters under `scope` and returns the layer.
 * @param isFirst the gradient by the images is not needed
 */
export const createLayer = (
  spec: LayerSpec,
  scope: string,
  input: ActivationShape,
  isFirst: boolean,
  parameters: Parameters,
): Layer => {
  if (spec.kind === 'pool') {
    const pool = spec.method === 'max' ? maxPool : averagePool;
    return (x) => pool(x, spec);
  }
  const name = `${scope}.${spec.name}`;
  const filter = parameters.addWeight(`${name}.filter`, [
    spec.size,
    spec.size,
    input.channels,
    spec.channels,
  ]);
  const options = { stride: spec.stride, padding: spec.padding, inputGradient: !isFirst };
  const product = (x: tf.Tensor, weights: tf.Tensor) => conv2d(x, weights, options);
  return activate(product, filter, name, spec.channels, spec.activation, parameters);
};

/** A fully connected layer: [N, D] -> [N, units]. */
export const createDense = (
  name: string,
  inputs: number,
  units: number,
  activation: Activation,
  parameters: Parameters,
): Layer => {
  // The last layer starts small, so that the first loss is near ln(classes).
  const gain = activation === 'bias' ? 0.01 : 2;
  const matrix = parameters.addWeight(`${name}.matrix`, [inputs, units], gain);
  return activate(matMul, matrix, name, units, activation, parameters);
};

const activate = (
  product: (x: tf.Tensor, weights: tf.Tensor) => tf.Tensor,
  weights: tf.Variable,
  name: string,
  channels: number,
  activation: Activation,
  parameters: Parameters,
): Layer => {
  if (activation !== 'batchNormRelu') {
    const bias = parameters.addVector(`${name}.bias`, channels, 0);
    return (x) => addBias(product(x, weights), bias, activation === 'biasRelu');
  }
  const gamma = parameters.addVector(`${name}.gamma`, channels, 1);
  const beta = parameters.addVector(`${name}.beta`, channels, 0);
  parameters.addStatistics(name, channels);
  return (x, mode) => {
    if (mode === 'train') {
      return batchNormRelu(product(x, weights), gamma, beta, (batch) => {
        parameters.updateStatistics(name, batch);
      });
    }
    // With fixed statistics batch norm is affine, so it folds into the weights and a bias.
    const { mean, variance } = parameters.statistics(name);
    const scale = tf.div(gamma, tf.sqrt(tf.add(variance, batchNormEpsilon)));
    const shift = tf.sub(beta, tf.mul(mean, scale));
    return addBias(product(x, tf.mul(weights, scale)), shift, true);
  };
};
