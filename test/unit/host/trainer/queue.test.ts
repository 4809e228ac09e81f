import { describe, expect, it } from 'vitest';

import { SpokenError } from '../../../../src/host/spokenError.js';
import { RpcError } from '../../../../src/protocol/rpc.js';
import { sentence } from '../../../../src/protocol/sentence.js';
import { config, images, runFolder, runResult, settle } from '../world.js';
import { useTrainer } from './trainerWorld.js';

const world = useTrainer();

describe('the queue', () => {
  it('holds a second run until the first has ended and its process is gone', async () => {
    world.engines.holdsOnStop = true;
    const engine = await world.startTraining();
    world.trainer.start('/images/dogs', config, null);
    expect(world.trainer.queue).toMatchObject([
      { folder: '/images/dogs', task: 'rotation', preset: 'rotation-small', isResume: false },
    ]);
    engine.waiting('pretrain').resolve(runResult());
    await settle();
    expect(world.engines.all).toHaveLength(1);
    engine.end();
    await settle();
    expect(world.engines.all).toHaveLength(2);
    expect(world.trainer.queue).toEqual([]);
    expect(world.status()).toMatchObject({ folder: '/images/dogs', phase: 'preparing' });
  });

  it('drops a run that was deleted, and nothing is left to resume', async () => {
    const engine = await world.startTraining();
    world.trainer.resume('/r/other', { folder: images, config });
    world.trainer.forget('/r/other');
    expect(world.trainer.queue).toEqual([]);
    world.trainer.forget(runFolder);
    expect(world.status().runFolder).toBe(runFolder);
    engine.waiting('pretrain').resolve(runResult({ outcome: 'stopped' }));
    await settle();
    world.trainer.forget(runFolder);
    expect(world.trainer.current).toBeNull();
  });

  it('is reordered and thinned out', async () => {
    await world.startTraining();
    for (const name of ['a', 'b', 'c']) world.trainer.start(`/${name}`, config, null);
    const folders = (): string[] => world.trainer.queue.map(({ folder }) => folder);
    const [a, , c] = world.trainer.queue;
    world.trainer.moveQueued(c?.id ?? '', 0);
    expect(folders()).toEqual(['/c', '/a', '/b']);
    world.trainer.moveQueued(c?.id ?? '', 99);
    expect(folders()).toEqual(['/a', '/b', '/c']);
    world.trainer.removeQueued(a?.id ?? '');
    expect(folders()).toEqual(['/b', '/c']);
    expect(() => world.trainer.removeQueued(a?.id ?? '')).toThrow('does not wait any more');
    world.trainer.moveQueued('unknown', 0);
    expect(folders()).toEqual(['/b', '/c']);
  });

  it.each<[string, Error]>([
    ['is missing', new RpcError('engineMissing', sentence('The engine is not built.'))],
    ['is nowhere', new SpokenError('The engine is not part of the extension.')],
  ])('waits when the engine %s, instead of failing run by run', async (_, error) => {
    const engine = await world.startTraining();
    for (const name of ['a', 'b', 'c']) world.trainer.start(`/${name}`, config, null);
    world.engines.launchError = error;
    engine.waiting('pretrain').resolve(runResult());
    await settle();
    expect(world.status()).toMatchObject({ folder: '/a', phase: 'failed', message: error.message });
    expect(world.trainer.queue.map(({ folder }) => folder)).toEqual(['/b', '/c']);
    expect(world.trainer.isQueueHeld).toBe(true);
    expect(world.ends).toHaveLength(2);
  });

  it('waits when the engine is of another version', async () => {
    world.trainer.start('/a', config, null);
    world.trainer.start('/b', config, null);
    await settle();
    const mismatch = new RpcError('protocolMismatch', 'Build both from the same version.');
    world.engines.last().waiting('pretrain').reject(mismatch);
    await settle();
    expect(world.status()).toMatchObject({ folder: '/a', phase: 'failed' });
    expect(world.trainer.isQueueHeld).toBe(true);
    expect(world.engines.all).toHaveLength(1);
  });

  it('goes on after a failed start', async () => {
    world.trainer.start(images, config, null);
    world.trainer.start('/images/dogs', config, null);
    await settle();
    world.engines.last().waiting('pretrain').reject(new RpcError('folderMissing', 'No folder.'));
    await settle();
    expect(world.status().folder).toBe('/images/dogs');
  });

  it('says that a run has begun instead of removing it', async () => {
    const engine = await world.startTraining();
    world.trainer.start('/images/dogs', config, null);
    const [waiting] = world.trainer.queue;
    engine.waiting('pretrain').resolve(runResult());
    await settle();
    expect(() => world.trainer.removeQueued(waiting?.id ?? '')).toThrow('it has begun');
    expect(world.status()).toMatchObject({ id: waiting?.id, folder: '/images/dogs', live: true });
  });

  it('takes a resume once', async () => {
    await world.startTraining();
    const known = { folder: images, config };
    world.trainer.resume('/other/run', known);
    expect(world.trainer.queue).toMatchObject([{ isResume: true, folder: images }]);
    expect(() => world.trainer.resume('/other/run', known)).toThrow('waits in the queue');
    expect(() => world.trainer.resume(runFolder, known)).toThrow('under way already');
  });

  it('has a bound', async () => {
    await world.startTraining();
    for (let waiting = 0; waiting < 100; waiting++) world.trainer.start(images, config, null);
    expect(() => world.trainer.start(images, config, null)).toThrow('100 runs wait already');
  });
});
