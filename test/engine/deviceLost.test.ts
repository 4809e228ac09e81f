/** A graphics processor that goes away during a run. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';

import type { Backend } from '../../src/engine/backend/backend.js';
import { webgpuBackend } from '../../src/engine/backend/kernels/webgpu/program.js';
import { loadWebgpu } from '../../src/engine/backend/webgpu.js';
import { whileItWorks } from '../../src/engine/backend/whileItWorks.js';
import { LabError } from '../../src/engine/labError.js';
import { sentence } from '../../src/protocol/sentence.js';
import { RunControl } from '../../src/engine/training/runControl.js';
import { startRun } from '../../src/engine/training/startRun.js';
import type { EngineEvent } from '../../src/protocol/engineEvents.js';
import { swiftShaderVariables } from '../support/swiftShader.js';
import { createWorld } from './engineWorld.js';
import { createImages, shortConfig } from './runs.js';
import { withEngine } from './testEngine.js';

Object.assign(process.env, await swiftShaderVariables());
const backend: Backend = await loadWebgpu({ isElectron: false });

const lost = new LabError('deviceLost', sentence('It has gone.'));
const never = new Promise<never>(() => undefined);

describe('computing on a backend that stops working', () => {
  it('ends with the reason, also when the computation waits for ever', async () => {
    await expect(whileItWorks({ failed: Promise.reject(lost) }, never)).rejects.toBe(lost);
  });

  it('tells the reason and not what followed from it', async () => {
    let fail: (reason: LabError) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => (fail = reject));
    const computing = Promise.reject(new Error('A buffer cannot be read.'));
    const told = whileItWorks({ failed }, computing);
    setImmediate(() => fail(lost));
    await expect(told).rejects.toBe(lost);
  });

  it('gives what is computed, and its errors, as long as it works', async () => {
    await expect(whileItWorks({ failed: never }, Promise.resolve(7))).resolves.toBe(7);
    const wrong = new LabError('badArgument', sentence('Wrong.'));
    await expect(whileItWorks({ failed: never }, Promise.reject(wrong))).rejects.toBe(wrong);
  });
});

describe('WebGPU in the Node of a desktop editor', () => {
  it('is refused in words before it is tried', async () => {
    await expect(loadWebgpu({ isElectron: true })).rejects.toMatchObject({
      code: 'engineMissing',
      message: expect.stringContaining('pretextLab.nodePath') as string,
    });
  });
});

describe('a run whose graphics processor is lost', () => {
  it('is interrupted in words, and goes on with another backend from its last checkpoint', async () => {
    const folder = await createImages(8);
    const config = shortConfig('rotation', { epochs: 3, batchSize: 2, precision: 'float32' });
    const { world, events } = createWorld({ backend });
    const report = (event: EngineEvent): void => {
      world.report(event);
      if (event.kind === 'checkpointSaved') webgpuBackend().device.destroy();
    };
    const request = { folder, runsFolder: null, config };
    const result = await startRun(request, new RunControl(), { ...world, report });
    expect(result).toMatchObject({ outcome: 'interrupted', failure: 'deviceLost' });
    expect(result.step).toBeGreaterThan(0);
    expect(events.some(({ kind }) => kind === 'checkpointSaved')).toBe(true);

    await withEngine(async ({ client, eventsOf }) => {
      const { runFolder } = result;
      const resumed = await client.call('resumeRun', { runFolder });
      expect(resumed).toMatchObject({ outcome: 'completed', epoch: 3 });
      const [warning] = eventsOf('warning');
      expect(warning?.message).toMatchObject({
        text: expect.stringContaining('goes on with') as string,
      });
    });
    expect(tf.getBackend()).toBe('webgpu');
  });
});
