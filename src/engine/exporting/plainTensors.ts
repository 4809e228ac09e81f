/** From plain arrays to tensors, and back. */
import * as tf from '@tensorflow/tfjs';

import { readAllFloats } from '../evaluation/readFloats.js';
import type { Values } from '../model/parameters.js';

/** A float32 tensor; belongs to the caller. */
export const tensorOf = ({ shape, data }: Values): tf.Tensor => tf.tensor(data, [...shape]);

/**
 * Computes float32 tensors, reads them all at the same time and frees everything.
 * @param body run within `tf.tidy`
 */
export const readValues = async (body: () => tf.Tensor[]): Promise<Values[]> => {
  let shapes: readonly number[][] = [];
  const data = await readAllFloats(() => {
    const tensors = body();
    shapes = tensors.map(({ shape }) => shape);
    return tensors;
  });
  return shapes.map((shape, i) => ({ shape, data: data[i] ?? new Float32Array() }));
};
