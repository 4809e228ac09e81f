import { describe, expect, it } from 'vitest';

import { RpcError } from '../../../../src/protocol/rpc.js';
import { inEnglish, sentence } from '../../../../src/protocol/sentence.js';
import {
  config,
  epochMetrics,
  holder,
  images,
  runDetails,
  runFolder,
  runResult,
  runStarted,
  runSummary,
  settle,
  stepsEvent,
} from '../world.js';
import { useTrainer } from './trainerWorld.js';

const world = useTrainer();

describe('a run', () => {
  it('is prepared, trained and completed, and nothing is left', async () => {
    world.trainer.start(images, config, '/elsewhere');
    expect(world.status()).toMatchObject({
      phase: 'preparing',
      live: true,
      title: 'cats',
      preparing: { stage: 'engine' },
    });
    await settle();
    const engine = world.engines.last();
    expect(engine.waiting('pretrain').params).toEqual({
      folder: images,
      runsFolder: '/elsewhere',
      config,
    });
    engine.emit(runStarted);
    engine.emit(stepsEvent(1, 10));
    engine.emit({ kind: 'epochEnded', epoch: epochMetrics(1) });
    expect(world.status()).toMatchObject({
      phase: 'training',
      step: 100,
      epoch: 1,
      remainingMs: 19_000,
    });
    expect(world.trainer.isBusy).toBe(true);

    engine.waiting('pretrain').resolve(runResult());
    await settle();
    // What it says after its answer is about nothing.
    engine.emit(stepsEvent(11, 12));
    expect(engine.isGone).toBe(true);
    expect(world.trainer.isBusy).toBe(false);
    expect(world.status()).toMatchObject({
      phase: 'completed',
      live: false,
      resumable: false,
      step: 200,
      skippedImages: 3,
      validation: { accuracy: 0.731 },
      remainingMs: null,
    });
    expect(world.ends.map(({ phase }) => phase)).toEqual(['completed']);
  });

  it('learns of the machine from its run folder', async () => {
    world.answers.showRun = () => runDetails();
    await world.startTraining();
    await settle();
    expect(world.status().hardware?.processor).toBe('A processor');
    expect(world.status().createdAt).toBe('2026-01-02T03:00:00.000Z');
    expect(world.status().step).toBe(10);
  });

  it('says why it could not start', async () => {
    world.trainer.start(images, config, null);
    await settle();
    const refusal = sentence('There are {0} images in {1}.', 3, '/images/cats');
    world.engines.last().waiting('pretrain').reject(new RpcError('tooFewImages', refusal));
    await settle();
    expect(world.status()).toMatchObject({
      phase: 'failed',
      message: inEnglish(refusal),
      resumable: false,
    });
    expect(world.engines.last().isGone).toBe(true);
    expect(world.ends).toHaveLength(1);
    expect(world.trainer.isBusy).toBe(false);
  });

  it('says that there is no engine', async () => {
    world.engines.launchError = new RpcError('engineMissing', sentence('The engine is not built.'));
    world.trainer.start(images, config, null);
    await settle();
    expect(world.status()).toMatchObject({ phase: 'failed', message: 'The engine is not built.' });
    expect(world.trainer.isBusy).toBe(false);
  });

  it('reports a failure in training as its result tells it', async () => {
    const engine = await world.startTraining();
    engine.emit({ kind: 'checkpointSaved', file: 'step-10', step: 10 });
    engine
      .waiting('pretrain')
      .resolve(runResult({ outcome: 'failed', message: sentence('No space left.') }));
    await settle();
    expect(world.status()).toMatchObject({
      phase: 'failed',
      message: 'No space left.',
      resumable: true,
    });
  });

  it('is not started where another process trains, and names that process', async () => {
    world.answers.listRuns = () => ({ runs: [runSummary({ state: 'running', holder })] });
    world.trainer.start(images, config, null);
    await settle();
    expect(world.status().phase).toBe('failed');
    expect(world.status().message).toMatch(/4711.* bench .*2026/);
    expect(world.engines.last().calls).toEqual([]);
    expect(world.engines.last().isGone).toBe(true);
  });

  it('does not wait for ever for the list of runs', async () => {
    world.answers.listRuns = () => new Promise(() => undefined);
    world.trainer.start(images, config, null);
    await settle();
    expect(world.engines.last().calls).toEqual([]);
    world.clock.advance(5000);
    await settle();
    expect(world.engines.last().waiting('pretrain')).toBeDefined();
  });
});

describe('an engine that crashes', () => {
  it('leaves an interrupted run with the reason, which can be resumed with its curve', async () => {
    const engine = await world.startTraining();
    engine.emit({ kind: 'checkpointSaved', file: 'step-10', step: 10 });
    engine.emit(stepsEvent(11, 20));
    engine.crash('The engine ended unexpectedly by signal SIGKILL.');
    await settle();
    expect(world.status()).toMatchObject({
      phase: 'interrupted',
      live: false,
      resumable: true,
      message: 'The engine ended unexpectedly by signal SIGKILL.',
    });
    expect(world.trainer.isBusy).toBe(false);
    expect(world.ends).toHaveLength(1);

    world.trainer.resume(runFolder, { folder: images, config });
    world.answers.showRun = () => runDetails();
    await settle();
    const second = world.engines.last();
    expect(second).not.toBe(engine);
    expect(second.waiting('resumeRun').params).toEqual({ runFolder });
    second.emit({ ...runStarted, resumedFromStep: 10 });
    second.emit(stepsEvent(11, 21));
    expect(world.status()).toMatchObject({ phase: 'training', step: 21, message: null });
    expect(world.trainer.current?.series.length).toBe(21);
  });

  it('leaves nothing to resume where the run folder is gone', async () => {
    const engine = await world.startTraining();
    engine.emit({ kind: 'checkpointSaved', file: 'step-10', step: 10 });
    world.answers.showRun = () => {
      throw new RpcError('runUnreadable', `There is no run folder ${runFolder}.`);
    };
    engine.crash('Gone.');
    await settle();
    expect(world.status()).toMatchObject({
      phase: 'interrupted',
      resumable: false,
      checkpoints: [],
    });
  });

  it('asks the run folder whether it can be resumed', async () => {
    const engine = await world.startTraining();
    world.answers.showRun = () => runDetails({ sampleEpochs: [1, 2] }, { resumable: true });
    engine.crash('Gone.');
    await settle();
    expect(world.status()).toMatchObject({ resumable: true, sampleEpochs: [1, 2] });
    expect(world.ends[0]?.resumable).toBe(true);
  });

  it('does not start the next run by itself, and never repeats a request', async () => {
    const engine = await world.startTraining();
    world.trainer.start('/images/dogs', config, null);
    engine.crash('Gone.');
    await settle();
    expect(world.engines.all).toHaveLength(1);
    expect(world.trainer.isQueueHeld).toBe(true);
    expect(world.trainer.queue).toHaveLength(1);

    world.trainer.continueQueue();
    await settle();
    expect(world.trainer.isQueueHeld).toBe(false);
    expect(world.trainer.queue).toEqual([]);
    expect(world.engines.all).toHaveLength(2);
    expect(world.status().folder).toBe('/images/dogs');
  });

  it('fails a run that had no folder yet', async () => {
    world.trainer.start(images, config, null);
    await settle();
    world.engines.last().crash('The engine could not be started: EACCES.');
    await settle();
    expect(world.status()).toMatchObject({
      phase: 'failed',
      message: 'The engine could not be started: EACCES.',
    });
  });

  it('counts as crashed when it ends instead of stopping', async () => {
    const engine = await world.startTraining();
    const stopping = world.steer('stop');
    engine.crash('Out of memory.');
    await stopping;
    await settle();
    expect(world.status()).toMatchObject({ phase: 'interrupted', message: 'Out of memory.' });
  });
});

describe('changes', () => {
  it('are told ten times a second at most', async () => {
    const engine = await world.startTraining();
    world.clock.advance(1000);
    let told = 0;
    world.trainer.onChange(() => told++);
    for (let step = 11; step <= 1010; step++) {
      engine.emit(stepsEvent(step, step));
      world.clock.advance(1);
    }
    // At the start and after each tenth of the second.
    expect(told).toBe(11);
    world.clock.advance(10_000);
    expect(told).toBe(11);
  });
});
