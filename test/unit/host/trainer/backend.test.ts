import { describe, expect, it } from 'vitest';

import { RpcError } from '../../../../src/protocol/rpc.js';
import { inEnglish, sentence } from '../../../../src/protocol/sentence.js';
import {
  config,
  described,
  images,
  runDetails,
  runFolder,
  runResult,
  runStarted,
  settle,
  stepsEvent,
} from '../world.js';
import { useTrainer } from './trainerWorld.js';

const world = useTrainer();

describe('the backend of a run', () => {
  const inUse = (): string | null => world.status().backend?.name ?? null;

  it('is known before the run has a folder, and stays with it', async () => {
    world.answers.showRun = () => runDetails();
    world.trainer.start(images, config, null);
    expect(inUse()).toBeNull();
    await settle();
    expect(world.status().backend).toEqual({ name: 'wasm', device: 'the wasm device' });
    world.engines.last().emit(runStarted);
    world.engines.last().waiting('pretrain').resolve(runResult());
    await settle();
    expect(inUse()).toBe('wasm');
  });

  it('gives way to the next one where it does not start, and the run says so', async () => {
    world.plans.starts = [{ backend: 'tensorflow', tensorflowFolder: '/tf' }, { backend: 'wasm' }];
    world.engines.describe = ({ backend }) =>
      backend === 'tensorflow'
        ? new RpcError('engineMissing', sentence('The library is damaged.'))
        : described(backend);
    const engine = await world.startTraining();
    expect(engine.start).toEqual({ backend: 'wasm' });
    expect(inUse()).toBe('wasm');
    expect(world.plans.failed).toEqual(['tensorflow']);
    expect(world.status().warnings.map(({ message }) => inEnglish(message))).toEqual([
      'WebAssembly is used instead of TensorFlow: The library is damaged.',
    ]);
  });

  it('gives way in the middle of a run, which goes on in the same place', async () => {
    world.plans.starts = [{ backend: 'webgpu' }, { backend: 'wasm' }];
    const hung = await world.startTraining();
    hung.emit({ kind: 'checkpointSaved', file: 'step-10', step: 10 });
    world.clock.advance(60_000);
    await settle();
    const engine = world.engines.last();
    expect(hung.isGone).toBe(true);
    expect(engine.waiting('resumeRun').params).toEqual({ runFolder });
    engine.emit({ ...runStarted, resumedFromStep: 10 });
    engine.emit(stepsEvent(11, 20));
    expect(world.status()).toMatchObject({ phase: 'training', step: 20, resumedFromStep: 10 });
    expect(inUse()).toBe('wasm');
    engine.waiting('resumeRun').resolve(runResult());
    await settle();
    expect(world.ends.map(({ phase }) => phase)).toEqual(['completed']);
    expect(world.trainer.isQueueHeld).toBe(false);
  });

  it('holds the queue where none works', async () => {
    world.plans.starts = [];
    world.trainer.start(images, config, null);
    world.trainer.start('/images/dogs', config, null);
    await settle();
    expect(world.ends.map(({ phase, message }) => [phase, message])).toEqual([
      ['failed', 'No compute engine works here. None was found.'],
    ]);
    expect(world.trainer.isQueueHeld).toBe(true);
  });

  it('holds the queue where the only one does not start', async () => {
    world.engines.describe = () => new RpcError('engineMissing', sentence('The file is missing.'));
    world.trainer.start(images, config, null);
    world.trainer.start('/images/dogs', config, null);
    await settle();
    expect(world.status()).toMatchObject({
      phase: 'failed',
      message: 'WebAssembly cannot be used: The file is missing.',
    });
    expect(world.trainer.isQueueHeld).toBe(true);
    expect(world.engines.all).toHaveLength(1);
  });

  it('is not looked for any more once the run is stopped', async () => {
    let answer: () => void = () => undefined;
    world.plans.plan = () =>
      new Promise((resolve) => {
        answer = () => {
          resolve({ starts: world.plans.starts, failures: [] });
        };
      });
    world.trainer.start(images, config, null);
    await settle();
    await world.steer('stop');
    await settle();
    expect(world.ends.map(({ phase }) => phase)).toEqual(['stopped']);
    answer();
    await settle();
    expect(world.engines.all).toEqual([]);
    expect(world.trainer.isBusy).toBe(false);
  });

  it('is not waited for when the run is stopped while it starts', async () => {
    world.engines.describe = () => null;
    world.trainer.start(images, config, null);
    await settle();
    await world.stopBeforeItTrains();
    expect(world.status().phase).toBe('stopped');
    expect(world.engines.all.map(({ isGone }) => isGone)).toEqual([true]);
  });

  it('that runs out of memory is told apart from other failures', async () => {
    const engine = await world.startTraining();
    engine.waiting('pretrain').resolve(runResult({ outcome: 'failed', failure: 'outOfMemory' }));
    await settle();
    expect(world.status()).toMatchObject({ phase: 'failed', failure: 'outOfMemory' });
    world.trainer.start(images, config, null);
    await settle();
    expect(world.status().failure).toBeNull();
    world.engines
      .last()
      .waiting('pretrain')
      .reject(new RpcError('outOfMemory', 'Too little memory.'));
    await settle();
    expect(world.status()).toMatchObject({
      phase: 'failed',
      failure: 'outOfMemory',
      runFolder: null,
    });
  });
});
