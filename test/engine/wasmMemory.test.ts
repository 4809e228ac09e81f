/** What happens when WebAssembly's 4 GiB are used up. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import { LabError } from '../../src/engine/labError.js';
import { loadWasm } from '../../src/engine/backend/wasm.js';
import { backendFiles } from './backends.js';

beforeAll(async () => {
  await loadWasm(backendFiles);
});

/** float32 values of a quarter of a GiB. */
const quarter = [1024, 1024, 64];
const thrownBy = (body: () => void): unknown => {
  try {
    body();
  } catch (error) {
    return error;
  }
  return null;
};

describe('memory of WebAssembly', () => {
  it('is refused in words when it is used up, and what was there stays as it was', () => {
    const first = tf.tensor1d([1, 2, 3]);
    const held: tf.Tensor[] = [];
    const error = thrownBy(() => {
      for (let i = 0; i < 17; i++) held.push(tf.zeros(quarter));
    });
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({ code: 'outOfMemory' });
    expect(held.length).toBeGreaterThan(8);
    tf.dispose(held);
    const sum = tf.add(first, tf.tensor1d([1, 1, 1]));
    expect([...sum.dataSync()]).toEqual([2, 3, 4]);
  });
});
