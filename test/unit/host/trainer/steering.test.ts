import { describe, expect, it } from 'vitest';

import { RpcError } from '../../../../src/protocol/rpc.js';
import { config, images, runFolder, runResult, settle } from '../world.js';
import { useTrainer } from './trainerWorld.js';

const world = useTrainer();

describe('steering', () => {
  it('pauses and goes on as the engine tells', async () => {
    const engine = await world.startTraining();
    const pausing = world.steer('pause');
    expect(world.status().phase).toBe('training');
    engine.waiting('pause').resolve({});
    await pausing;
    engine.emit({ kind: 'paused', paused: true });
    expect(world.status().phase).toBe('paused');
    const going = world.steer('unpause');
    engine.waiting('unpause').resolve({});
    await going;
    engine.emit({ kind: 'paused', paused: false });
    expect(world.status().phase).toBe('training');
  });

  it('stops at the next step', async () => {
    const engine = await world.startTraining();
    const stopping = world.steer('stop');
    expect(world.status().phase).toBe('stopping');
    expect(engine.waiting('stop').params).toEqual({ outcome: 'stopped' });
    engine.waiting('stop').resolve({});
    engine.emit({ kind: 'paused', paused: false });
    expect(world.status().phase).toBe('stopping');
    engine.emit({ kind: 'checkpointSaved', file: 'step-11', step: 11 });
    engine.waiting('pretrain').resolve(runResult({ outcome: 'stopped', step: 11 }));
    await stopping;
    await settle();
    expect(world.status()).toMatchObject({
      phase: 'stopped',
      resumable: true,
      message: null,
      step: 11,
    });
  });

  it('stops while the engine prepares the run', async () => {
    world.trainer.start(images, config, null);
    await settle();
    const engine = world.engines.last();
    engine.emit({ kind: 'dataProgress', phase: 'decode', done: 5, total: 10 });
    const stopping = world.steer('stop');
    engine.waiting('stop').resolve({});
    engine.waiting('pretrain').reject(new RpcError('engineStopped', 'Stopped before.'));
    await stopping;
    await settle();
    expect(world.status()).toMatchObject({ phase: 'stopped', message: null, runFolder: null });
    expect(world.status().resumable).toBe(false);
  });

  it('stops before the engine was asked to train', async () => {
    world.answers.listRuns = () => new Promise(() => undefined);
    world.trainer.start(images, config, null);
    await settle();
    await world.stopBeforeItTrains();
    expect(world.status().phase).toBe('stopped');
    expect(world.engines.last().calls.map(({ name }) => name)).toEqual(['stop']);
    expect(world.engines.last().isGone).toBe(true);
  });

  it('is not for the run that has begun since', async () => {
    const first = await world.startTraining();
    const { id } = world.status();
    world.trainer.start('/images/dogs', config, null);
    first.waiting('pretrain').resolve(runResult());
    await settle();
    const second = world.engines.last();
    expect(second).not.toBe(first);
    for (const action of ['stop', 'pause', 'unpause'] as const) {
      await expect(world.trainer.steer(action, id)).rejects.toThrow(
        'Another run has taken the place',
      );
    }
    expect(second.calls.map(({ name }) => name)).toEqual(['pretrain']);
    expect(world.status()).toMatchObject({ folder: '/images/dogs', phase: 'preparing' });
  });

  it('knows a run that goes on as another one', async () => {
    const engine = await world.startTraining();
    const { id } = world.status();
    engine.waiting('pretrain').resolve(runResult({ outcome: 'stopped' }));
    await settle();
    world.trainer.resume(runFolder, { folder: images, config });
    expect(world.status().id).not.toBe(id);
    await expect(world.trainer.steer('stop', id)).rejects.toThrow('Another run');
  });

  it('refuses in words when nothing is under way', async () => {
    await expect(world.steer('pause')).rejects.toThrow('No run is under way.');
  });
});
