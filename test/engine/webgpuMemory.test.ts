/** What happens when a graphics processor has no room for a tensor. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import { webgpuBackend } from '../../src/engine/backend/kernels/webgpu/program.js';
import { loadWebgpu } from '../../src/engine/backend/webgpu.js';
import { LabError } from '../../src/engine/labError.js';
import { swiftShaderVariables } from '../support/swiftShader.js';

beforeAll(async () => {
  Object.assign(process.env, await swiftShaderVariables());
  await loadWebgpu({ isElectron: false });
});

describe('memory of a graphics processor', () => {
  it('is refused in words for what does not fit in one piece, and goes on computing', async () => {
    const { maxBufferSize, maxStorageBufferBindingSize } = webgpuBackend().device.limits;
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    let refused: unknown = null;
    try {
      tf.tidy(() => tf.fill([most / 4 + 1], 1));
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(LabError);
    expect(refused).toMatchObject({ code: 'outOfMemory' });
    const sum = tf.tidy(() => tf.add(tf.fill([2000], 1), tf.fill([2000], 2)));
    expect([...new Set(await sum.data())]).toEqual([3]);
  });
});
