/**
 * Where the points of a map begin: in the plane in which the features vary most. A map that begins there
 * keeps more of what lies far apart than one that begins anywhere (Kobak & Linderman 2021,
 * "Initialization is critical for preserving global data structure in both t-SNE and UMAP").
 *
 * Legend: N images, D features.
 */
import * as tf from '@tensorflow/tfjs';

import type { Random } from '../../random.js';
import { unitRows, type FeatureRows } from '../nearestNeighbors.js';
import { transposedTimes } from '../products.js';
import { readFloats } from '../readFloats.js';

/** The farthest coordinate of a point at the start, as in the authors' program. */
const reach = 10;
/** Copies would else lie on each other for ever. */
const jitter = 1e-3;
const rowsAtOnce = 4096;
const rounds = 60;

const meanOfRows = (values: Float32Array, dimension: number): Float64Array => {
  const mean = new Float64Array(dimension);
  const rows = values.length / dimension;
  for (let at = 0; at < values.length; at++) mean[at % dimension]! += values[at]! / rows;
  return mean;
};

/** @returns float64 [D, D] */
const covariance = async (
  units: Float32Array,
  dimension: number,
  mean: Float64Array,
  pause: () => Promise<void>,
): Promise<Float64Array> => {
  const sums = new Float64Array(dimension * dimension);
  for (let start = 0; start < units.length; start += rowsAtOnce * dimension) {
    const part = units.subarray(start, start + rowsAtOnce * dimension);
    const products = await readFloats(() => {
      const rows = tf.tensor2d(part, [part.length / dimension, dimension]);
      const centred = tf.sub(rows, tf.tensor1d(Float32Array.from(mean)));
      return transposedTimes(centred, centred);
    });
    for (const [at, product] of products.entries()) sums[at]! += product;
    await pause();
  }
  return sums;
};

const normalise = (direction: Float64Array): Float64Array => {
  const length = Math.hypot(...direction);
  return length > 0 ? direction.map((value) => value / length) : direction;
};

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

const multiply = (matrix: Float64Array, vector: Float64Array): Float64Array =>
  vector.map((_, row) =>
    dot(matrix.subarray(row * vector.length, (row + 1) * vector.length), vector),
  );

/** The two directions of greatest variance, by repeated multiplication; near enough to begin with. */
const principalDirections = (
  matrix: Float64Array,
  dimension: number,
  random: Random,
): readonly [Float64Array, Float64Array] => {
  const draw = (): Float64Array => Float64Array.from({ length: dimension }, () => random.normal());
  let [first, second] = [normalise(draw()), normalise(draw())];
  for (let round = 0; round < rounds; round++) {
    first = normalise(multiply(matrix, first));
    const further = multiply(matrix, second);
    const along = dot(further, first);
    second = normalise(further.map((value, d) => value - along * first[d]!));
  }
  return [first, second];
};

/**
 * The coordinates of each image in that plane, the farthest at 10, with a little noise.
 * @param pause awaited between blocks of work; what it throws ends it
 * @returns float64 [N, 2]
 */
export const principalPlane = async (
  features: FeatureRows,
  random: Random,
  pause: () => Promise<void>,
): Promise<Float64Array> => {
  const { dimension } = features;
  await pause();
  const units = unitRows(features);
  await pause();
  const mean = meanOfRows(units, dimension);
  const matrix = await covariance(units, dimension, mean, pause);
  await pause();
  const directions = principalDirections(matrix, dimension, random);
  await pause();
  const images = units.length / dimension;
  const plane = new Float64Array(images * 2);
  for (let image = 0; image < images; image++) {
    for (const [axis, direction] of directions.entries()) {
      let sum = 0;
      for (let d = 0; d < dimension; d++) {
        sum += (units[image * dimension + d]! - mean[d]!) * direction[d]!;
      }
      plane[image * 2 + axis] = sum;
    }
  }
  const farthest = plane.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = farthest > 0 ? reach / farthest : 0;
  return plane.map((value) => value * scale + jitter * random.normal());
};
