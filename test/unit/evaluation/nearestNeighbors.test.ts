/** Nearest neighbours against looking at every pair. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';

import {
  findNeighbors,
  voteOfNeighbors,
  type FeatureRows,
} from '../../../src/engine/evaluation/nearestNeighbors.js';
import { createRandom } from '../../../src/engine/random.js';

const seed = 3;
const nobodyWaits = (): Promise<void> => Promise.resolve();

const createFeatures = (name: string, rows: number, dimension: number): FeatureRows => {
  const random = createRandom(seed).split(name);
  return {
    values: Float32Array.from({ length: rows * dimension }, () => random.normal()),
    dimension,
  };
};

const rowOf = ({ values, dimension }: FeatureRows, row: number): number[] => [
  ...values.subarray(row * dimension, (row + 1) * dimension),
];
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
const cosine = (a: readonly number[], b: readonly number[]): number =>
  dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));

/** All similarities, sorted. */
const bruteForce = (stored: FeatureRows, query: readonly number[], k: number) =>
  Array.from({ length: stored.values.length / stored.dimension }, (_, row) => {
    return { row, similarity: cosine(rowOf(stored, row), query) };
  })
    .sort((a, b) => b.similarity - a.similarity || a.row - b.row)
    .slice(0, k);

describe('nearest neighbours', () => {
  // More rows than one block of either side holds.
  const stored = createFeatures('stored', 8500, 4);
  const queries = createFeatures('queries', 600, 4);

  it('are those of brute force, and leave no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const k = 5;
    const found = await findNeighbors(stored, queries, k, nobodyWaits);
    expect(tf.memory().numTensors).toBe(before);
    for (const query of [0, 1, 511, 512, 599]) {
      const expected = bruteForce(stored, rowOf(queries, query), k);
      const rows = [...found.rows.subarray(query * k, (query + 1) * k)];
      const similarities = [...found.similarities.subarray(query * k, (query + 1) * k)];
      // Two that are equal in float32 may come in either order.
      similarities.forEach((similarity, i) => {
        expect(similarity).toBeCloseTo(expected[i]?.similarity ?? NaN, 5);
        expect(cosine(rowOf(stored, rows[i] ?? -1), rowOf(queries, query))).toBeCloseTo(
          similarity,
          5,
        );
      });
      expect(new Set(rows).size).toBe(k);
    }
  });

  it('are all there are where more are asked for, the first of equals first', async () => {
    const few = { values: Float32Array.of(1, 0, 2, 0, 0, 1), dimension: 2 };
    const query = { values: Float32Array.of(3, 0), dimension: 2 };
    const found = await findNeighbors(few, query, 10, nobodyWaits);
    expect(found.count).toBe(3);
    expect([...found.rows]).toEqual([0, 1, 2]);
    expect([...found.similarities]).toEqual([1, 1, 0]);
    expect([...(await findNeighbors(few, query, 1, nobodyWaits)).rows]).toEqual([0]);
  });

  it('take an image of zeros for unlike all others', async () => {
    const zeros = { values: new Float32Array(4), dimension: 4 };
    const found = await findNeighbors(stored, zeros, 2, nobodyWaits);
    expect([...found.similarities]).toEqual([0, 0]);
  });

  it('vote with weights that fall off with the temperature', async () => {
    const k = 20;
    const random = createRandom(seed).split('labels');
    const labels = Int32Array.from({ length: 8500 }, () => random.below(3));
    const found = await findNeighbors(stored, queries, k, nobodyWaits);
    for (const temperature of [0.07, 0.001]) {
      const predictions = voteOfNeighbors(found, labels, 3, temperature);
      for (const query of [2, 77, 598]) {
        const votes = [0, 0, 0];
        for (const { row, similarity } of bruteForce(stored, rowOf(queries, query), k)) {
          // A thousandth would overflow without taking the largest off.
          votes[labels[row] ?? 0]! += Math.exp((similarity - 1) / temperature);
        }
        expect(predictions[query]).toBe(votes.indexOf(Math.max(...votes)));
      }
    }
  });

  it('frees its memory when it is given up', async () => {
    const before = tf.memory().numTensors;
    const giveUp = (): Promise<void> => Promise.reject(new Error('enough'));
    await expect(findNeighbors(stored, queries, 3, giveUp)).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
  });
});
