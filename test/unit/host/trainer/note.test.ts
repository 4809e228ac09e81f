import { describe, expect, it } from 'vitest';

import { config, images, runFolder, runResult, runStarted, settle } from '../world.js';
import { useTrainer } from './trainerWorld.js';

const world = useTrainer();

describe('the note of the run under way', () => {
  it('is there from the first step to the end', async () => {
    const engine = await world.startTraining();
    expect(world.note.read()).toEqual({ runFolder, waiting: [] });
    engine.waiting('pretrain').resolve(runResult());
    await settle();
    expect(world.note.read()).toBeNull();
  });

  it('has the run that is prepared, and what waits behind it', async () => {
    world.trainer.start(images, config, '/runs');
    world.trainer.resume('/r/other', { folder: '/images/dogs', config });
    await settle();
    const other = { kind: 'resume', folder: '/images/dogs', config, runFolder: '/r/other' };
    expect(world.note.read()).toEqual({
      runFolder: null,
      waiting: [{ kind: 'new', folder: images, config, runsFolder: '/runs' }, other],
    });
    world.engines.last().emit(runStarted);
    expect(world.note.read()).toEqual({ runFolder, waiting: [other] });
    await world.trainer.dispose(4500);
    expect(world.note.read()).toEqual({ runFolder, waiting: [other] });
  });

  it('keeps a queue that was held', async () => {
    const engine = await world.startTraining();
    world.trainer.start('/images/dogs', config, null);
    engine.crash('Gone.');
    await settle();
    expect(world.note.read()).toMatchObject({
      runFolder: null,
      waiting: [{ folder: '/images/dogs' }],
    });
    world.trainer.removeQueued(world.trainer.queue[0]?.id ?? '');
    expect(world.note.read()).toBeNull();
  });

  it('stays when the window closes, and the engine is asked to save', async () => {
    world.engines.holdsOnStop = true;
    const engine = await world.startTraining();
    world.trainer.start('/images/dogs', config, null);
    const disposing = world.trainer.dispose(4500);
    expect(engine.stops).toEqual([4500]);
    expect(world.status().phase).toBe('stopping');
    engine.emit({ kind: 'checkpointSaved', file: 'step-10', step: 10 });
    engine.end();
    await disposing;
    expect(world.status()).toMatchObject({ phase: 'interrupted', message: null });
    expect(world.note.read()).toMatchObject({ runFolder });
    expect(world.engines.all).toHaveLength(1);
    expect(() => world.trainer.start(images, config, null)).toThrow('The window is closing.');
  });

  it('does not keep the window open for a reader that does not answer', async () => {
    world.answers.listRuns = () => new Promise(() => undefined);
    world.trainer.start(images, config, null);
    await settle();
    await world.trainer.dispose(4500);
    expect(world.engines.last().isGone).toBe(true);
    expect(world.status().phase).toBe('interrupted');
  });

  it('is taken back when the engine is restarted, and the queue waits', async () => {
    const engine = await world.startTraining();
    world.trainer.start('/images/dogs', config, null);
    await world.trainer.restartEngine();
    await settle();
    expect(engine.stops[0]).toBe(4500);
    expect(world.status()).toMatchObject({ phase: 'interrupted', message: null });
    expect(world.note.read()).toMatchObject({ runFolder: null, waiting: [{ kind: 'new' }] });
    expect(world.trainer.isQueueHeld).toBe(true);
  });
});
