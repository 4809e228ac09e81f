import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';

import { measureSpeed } from '../../src/engine/training/measureSpeed.js';
import { tensorflowBackend } from './backends.js';
import { loadKernels } from './kernelSets.js';
import { shortConfig } from './runs.js';

await loadKernels();

/** Readings of the clock around three steps in each precision, which are taken in turns. */
const readings = (...stepsMs: readonly number[]): number[] =>
  [0, 1, 2].flatMap(() => stepsMs.flatMap((stepMs) => [0, stepMs]));

const clockWith = (...times: readonly number[]): (() => number) => {
  const left = [...times];
  return () => left.shift() ?? NaN;
};

describe('measured speed', () => {
  it.each(['rotation', 'jigsaw', 'both'] as const)('leaves no tensor behind: %s', async (task) => {
    const before = tf.memory().numTensors;
    const world = { backend: tensorflowBackend, clock: () => performance.now() };
    const measured = await measureSpeed(shortConfig(task, { precision: 'auto' }), world);
    expect(measured.imagesPerSecond).toBeGreaterThan(0);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is that of the steps after the first, in the precision that calibration chooses', async () => {
    const config = shortConfig('rotation', { precision: 'auto', batchSize: 8 });
    const slowWide = clockWith(...readings(40, 20));
    expect(await measureSpeed(config, { backend: tensorflowBackend, clock: slowWide })).toEqual({
      imagesPerSecond: 400,
      precision: 'bfloat16',
    });
    const slowNarrow = clockWith(...readings(40, 80));
    expect(await measureSpeed(config, { backend: tensorflowBackend, clock: slowNarrow })).toEqual({
      imagesPerSecond: 200,
      precision: 'float32',
    });
    const wideOnly = clockWith(...readings(40));
    expect(
      await measureSpeed(config, {
        backend: { ...tensorflowBackend, bfloat16Available: false },
        clock: wideOnly,
      }),
    ).toEqual({
      imagesPerSecond: 200,
      precision: 'float32',
    });
  });
});
