/** How often a training step hands commands to a graphics processor, and how often it waits for it. */
import { beforeAll, describe, expect, it, vi } from 'vitest';

import { webgpuBackend } from '../../src/engine/backend/kernels/webgpu/program.js';
import { loadWebgpu } from '../../src/engine/backend/webgpu.js';
import { readFigures, trainStep, type UnreadFigures } from '../../src/engine/training/trainStep.js';
import { swiftShaderVariables } from '../support/swiftShader.js';
import { createFixture } from './networkFixtures.js';

beforeAll(async () => {
  Object.assign(process.env, await swiftShaderVariables());
  await loadWebgpu({ isElectron: false });
});

describe('a training step on WebGPU', () => {
  it('takes less than one submission and reads nothing back; figures of many steps are read at once', async () => {
    const { network, parts, config } = createFixture('rotation', 'rotation-small', {
      batchSize: 1,
    });
    const step = (): UnreadFigures => trainStep(network, parts, 'float32', config.optimizer, 0.01);
    // The first step compiles programs and brings the weights over.
    await readFigures([step()]);
    const submit = vi.spyOn(webgpuBackend().device.queue, 'submit');
    const map = vi.spyOn(GPUBuffer.prototype, 'mapAsync');
    const unread = [step(), step(), step(), step()];
    expect(map).not.toHaveBeenCalled();
    expect(submit.mock.calls.length).toBeLessThan(unread.length);
    const figures = await readFigures(unread);
    expect(figures.map(({ loss }) => Number.isFinite(loss))).toEqual([true, true, true, true]);
    expect(map).toHaveBeenCalledTimes(1);
    network.dispose();
  });
});
