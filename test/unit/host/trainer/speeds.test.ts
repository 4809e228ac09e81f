import { describe, expect, it } from 'vitest';

import type { StepMetrics } from '../../../../src/protocol/run.js';
import { preparingLimitMs } from '../../../../src/launcher/choice/silenceWatch.js';
import { speedKey } from '../../../../src/protocol/trainingProtocol.js';
import { config, epochMetrics, images, settle, stepMetrics } from '../world.js';
import { useTrainer } from './trainerWorld.js';

const world = useTrainer();

describe('speeds', () => {
  const withSpeed = (step: number, imagesPerSecond: number): StepMetrics =>
    stepMetrics(step, { imagesPerSecond });

  it('are the median of a run without its first steps', async () => {
    const engine = await world.startTraining();
    for (const [index, speed] of [1, 90, 100, 110, 9000].entries()) {
      engine.emit({ kind: 'steps', steps: [withSpeed(11 + index, speed)], remainingMs: null });
    }
    expect(world.speeds.all()).toEqual([]);
    engine.emit({ kind: 'epochEnded', epoch: epochMetrics(1) });
    await settle();
    expect(world.speeds.all()).toEqual([{ key: speedKey(config), imagesPerSecond: 100 }]);
  });

  it('are measured by an engine of their own', async () => {
    const measuring = world.trainer.measureSpeed(config);
    expect(world.trainer.isBusy).toBe(true);
    await expect(world.trainer.measureSpeed(config)).rejects.toThrow(
      'while the engine is busy; wait until it is done or stop the run, then measure again.',
    );
    await settle();
    world.engines
      .last()
      .waiting('measureSpeed')
      .resolve({ imagesPerSecond: 77, precision: 'float32' });
    await measuring;
    expect(world.engines.last().isGone).toBe(true);
    expect(world.trainer.isBusy).toBe(false);
    expect(world.speeds.all()).toEqual([{ key: speedKey(config), imagesPerSecond: 77 }]);
  });

  it('are given up where a graphics driver hangs, but not where a processor is slow', async () => {
    world.plans.starts = [{ backend: 'webgpu' }];
    const hung = world.trainer.measureSpeed(config);
    const said = expect(hung).rejects.toThrow('WebGPU reported nothing for 180 s and was ended.');
    await settle();
    world.clock.advance(preparingLimitMs);
    await said;
    expect(world.trainer.isBusy).toBe(false);
    expect(world.engines.last().isGone).toBe(true);
    expect(world.plans.failed).toEqual(['webgpu']);

    world.plans.starts = [{ backend: 'wasm' }];
    const slow = world.trainer.measureSpeed(config);
    await settle();
    world.clock.advance(10 * preparingLimitMs);
    world.engines
      .last()
      .waiting('measureSpeed')
      .resolve({ imagesPerSecond: 0.01, precision: 'float32' });
    await slow;
    expect(world.speeds.all()).toEqual([{ key: speedKey(config), imagesPerSecond: 0.01 }]);
    expect(world.plans.failed).toEqual(['webgpu']);
  });

  it('are given up for a run, also where the queue was held', async () => {
    const crashed = await world.startTraining();
    world.trainer.start('/images/dogs', config, null);
    crashed.crash('Gone.');
    await settle();
    expect(world.trainer.isQueueHeld).toBe(true);
    const measuring = world.trainer.measureSpeed(config);
    world.trainer.start('/images/birds', config, null);
    expect(world.trainer.isQueueHeld).toBe(false);
    await measuring;
    await settle();
    expect(world.status()).toMatchObject({ folder: '/images/birds', live: true });
    expect(world.trainer.queue).toMatchObject([{ folder: '/images/dogs' }]);
  });

  it('are given up for a run', async () => {
    const measuring = world.trainer.measureSpeed(config);
    await settle();
    const engine = world.engines.last();
    world.trainer.start(images, config, null);
    await measuring;
    expect(engine.stops[0]).toBe(0);
    expect(world.speeds.all()).toEqual([]);
    await settle();
    expect(world.engines.last().waiting('pretrain')).toBeDefined();
  });
});
