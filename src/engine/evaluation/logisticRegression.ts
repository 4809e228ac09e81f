/**
 * Multinomial logistic regression. It minimises, over weights W [D, K] and biases b [K],
 *
 *     mean over images of -log softmax(x W + b)[label]  +  l2 / 2 * sum of W^2
 *
 * by L-BFGS until the gradient vanishes. Biases are free. The two products with the features run on
 * tfjs's backend, in float32; everything else is in double precision.
 *
 * Legend: N images, D features, K classes.
 */
import * as tf from '@tensorflow/tfjs';

import type { ClassScores } from './classScores.js';
import { minimise, type Minimum, type MinimiseOptions, type Objective } from './lbfgs.js';
import { transposedTimes } from './products.js';
import { readFloats } from './readFloats.js';

/** A fitted classifier of standardised features. */
export interface LogisticModel {
  readonly dimension: number;
  readonly classes: number;
  /** float64 [D * K + K]: weights [D, K], then biases [K]. */
  readonly parameters: Float64Array;
}

export interface LabelledRows {
  /** float32 [N, D], standardised. */
  readonly values: Float32Array;
  readonly dimension: number;
  /** int32 [N], each 0 .. classes - 1. */
  readonly labels: Int32Array;
  readonly classes: number;
}

/** Replaces a row of logits by its softmax. @returns the logarithm of the label's probability */
const softmaxRow = (scores: Float64Array, label: number): number => {
  let most = -Infinity;
  for (const score of scores) most = Math.max(most, score);
  const ofLabel = scores[label]! - most;
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    const power = Math.exp(scores[k]! - most);
    scores[k] = power;
    sum += power;
  }
  for (let k = 0; k < scores.length; k++) scores[k]! /= sum;
  return ofLabel - Math.log(sum);
};

/** The objective over features that lie on the backend. @param features float32 [N, D] */
const createObjective = (
  features: tf.Tensor2D,
  { dimension, labels, classes }: LabelledRows,
  l2: number,
): Objective => {
  const images = labels.length;
  const weightCount = dimension * classes;
  const residuals = new Float32Array(images * classes);
  const scores = new Float64Array(classes);
  return {
    evaluate: async (x, gradient) => {
      const weights = Float32Array.from(x.subarray(0, weightCount));
      const logits = await readFloats(() =>
        tf.matMul(features, tf.tensor2d(weights, [dimension, classes])),
      ); // [N, K]
      gradient.fill(0, weightCount);
      let loss = 0;
      for (const [i, label] of labels.entries()) {
        const row = i * classes;
        for (let k = 0; k < classes; k++) scores[k] = logits[row + k]! + x[weightCount + k]!;
        loss -= softmaxRow(scores, label) / images;
        for (let k = 0; k < classes; k++) {
          const residual = (scores[k]! - (k === label ? 1 : 0)) / images;
          residuals[row + k] = residual;
          gradient[weightCount + k]! += residual;
        }
      }
      // tfjs reads the array when the product is made, which is before the next evaluation.
      const product = await readFloats(() =>
        transposedTimes(features, tf.tensor2d(residuals, [images, classes])),
      ); // [D, K]
      let squares = 0;
      for (let i = 0; i < weightCount; i++) {
        gradient[i] = product[i]! + l2 * x[i]!;
        squares += x[i]! ** 2;
      }
      return loss + (l2 / 2) * squares;
    },
  };
};

/** Features on the backend that are fitted with several strengths, each from where the last one ended. */
export interface LogisticFits {
  /**
   * Fits with one strength.
   * @param l2 at least 0; 0 has no minimum where classes can be told apart without error
   */
  fit(l2: number, options: MinimiseOptions): Promise<LogisticModel & { readonly minimum: Minimum }>;
  dispose(): void;
}

/**
 * Puts the features onto the backend.
 * @param start where the first fit begins; zeros without
 */
export const createLogisticFits = (rows: LabelledRows, start?: LogisticModel): LogisticFits => {
  const { values, dimension, labels, classes } = rows;
  const features = tf.tensor2d(values, [labels.length, dimension]);
  const parameters = start?.parameters.slice() ?? new Float64Array((dimension + 1) * classes);
  return {
    fit: async (l2, options) => {
      const minimum = await minimise(createObjective(features, rows, l2), parameters, options);
      return { dimension, classes, parameters: parameters.slice(), minimum };
    },
    dispose: () => {
      features.dispose();
    },
  };
};

/**
 * How much the model is for each class, before the softmax.
 * @param values float32 [N, D], standardised as those of the fit
 */
export const scoreClasses = async (
  { dimension, classes, parameters }: LogisticModel,
  values: Float32Array,
): Promise<ClassScores> => {
  const images = values.length / dimension;
  const weights = Float32Array.from(parameters.subarray(0, dimension * classes));
  const products = await readFloats(() =>
    tf.matMul(tf.tensor2d(values, [images, dimension]), tf.tensor2d(weights, [dimension, classes])),
  ); // [N, K]
  const biases = parameters.subarray(dimension * classes);
  return {
    values: Float64Array.from(products, (value, i) => value + biases[i % classes]!),
    classes,
  };
};
