import { beforeEach, describe, expect, it } from 'vitest';

import { createRunUnderWayNote, type RunUnderWayNote } from '../../../src/host/runUnderWay.js';
import { SpokenError } from '../../../src/host/spokenError.js';
import { createSpeedBook, type SpeedBook } from '../../../src/host/speedBook.js';
import { createTrainer, type Trainer } from '../../../src/host/trainer.js';
import type { Steer } from '../../../src/protocol/panelProtocol.js';
import type { RunStatus } from '../../../src/protocol/runStatus.js';
import { speedKey } from '../../../src/protocol/trainingProtocol.js';
import type { StepMetrics } from '../../../src/protocol/run.js';
import { RpcError } from '../../../src/protocol/rpc.js';
import { columnsOfSteps } from '../../../src/protocol/stepSeries.js';
import { inEnglish, sentence } from '../../../src/protocol/sentence.js';
import {
  config,
  createFakeEngines,
  createFakeReader,
  createTestClock,
  createTestLogger,
  createTestMemory,
  createTestPlans,
  described,
  english,
  epochMetrics,
  holder,
  images,
  runDetails,
  runFolder,
  runResult,
  runStarted,
  runSummary,
  settle,
  stepMetrics,
  stepsEvent,
  type Answers,
  type FakeEngine,
  type FakeEngines,
  type TestClock,
  type TestPlans,
} from './world.js';

let clock: TestClock;
let engines: FakeEngines;
let answers: Answers;
let reader: ReturnType<typeof createFakeReader>;
let speeds: SpeedBook;
let note: RunUnderWayNote;
let plans: TestPlans;
let trainer: Trainer;
let ends: RunStatus[];

beforeEach(() => {
  clock = createTestClock();
  engines = createFakeEngines();
  plans = createTestPlans();
  answers = { listRuns: () => ({ runs: [] }) };
  reader = createFakeReader(answers);
  speeds = createSpeedBook(createTestMemory());
  note = createRunUnderWayNote(createTestMemory());
  trainer = createTrainer({
    launch: engines.launch,
    backends: plans,
    reader,
    clock,
    logger: createTestLogger(),
    words: english,
    speeds,
    note,
  });
  ends = [];
  trainer.onEnded((status) => ends.push(status));
});

const status = (): RunStatus => {
  if (trainer.current === null) throw new Error('There is no run.');
  return trainer.current.status;
};

/** Steers the run that is there, as a page that shows it does. */
const steer = (action: Exclude<Steer, 'resume'>): Promise<void> =>
  trainer.steer(action, trainer.current?.status.id ?? '');

/** Starts a run and brings it to its first steps. */
const startTraining = async (): Promise<FakeEngine> => {
  trainer.start(images, config, null);
  await settle();
  const engine = engines.last();
  engine.emit(runStarted);
  engine.emit(stepsEvent(1, 10));
  return engine;
};

describe('a run', () => {
  it('is prepared, trained and completed, and nothing is left', async () => {
    trainer.start(images, config, '/elsewhere');
    expect(status()).toMatchObject({
      phase: 'preparing',
      live: true,
      title: 'cats',
      preparing: { stage: 'engine' },
    });
    await settle();
    const engine = engines.last();
    expect(engine.waiting('pretrain').params).toEqual({
      folder: images,
      runsFolder: '/elsewhere',
      config,
    });
    engine.emit(runStarted);
    engine.emit(stepsEvent(1, 10));
    engine.emit({ kind: 'epochEnded', epoch: epochMetrics(1) });
    expect(status()).toMatchObject({ phase: 'training', step: 100, epoch: 1, remainingMs: 19_000 });
    expect(trainer.isBusy).toBe(true);

    engine.waiting('pretrain').resolve(runResult());
    await settle();
    // What it says after its answer is about nothing.
    engine.emit(stepsEvent(11, 12));
    expect(engine.isGone).toBe(true);
    expect(trainer.isBusy).toBe(false);
    expect(status()).toMatchObject({
      phase: 'completed',
      live: false,
      resumable: false,
      step: 200,
      skippedImages: 3,
      validation: { accuracy: 0.731 },
      remainingMs: null,
    });
    expect(ends.map(({ phase }) => phase)).toEqual(['completed']);
  });

  it('learns of the machine from its run folder', async () => {
    answers.showRun = () => runDetails();
    await startTraining();
    await settle();
    expect(status().hardware?.processor).toBe('A processor');
    expect(status().createdAt).toBe('2026-01-02T03:00:00.000Z');
    expect(status().step).toBe(10);
  });

  it('says why it could not start', async () => {
    trainer.start(images, config, null);
    await settle();
    const refusal = sentence('There are {0} images in {1}.', 3, '/images/cats');
    engines.last().waiting('pretrain').reject(new RpcError('tooFewImages', refusal));
    await settle();
    expect(status()).toMatchObject({
      phase: 'failed',
      message: inEnglish(refusal),
      resumable: false,
    });
    expect(engines.last().isGone).toBe(true);
    expect(ends).toHaveLength(1);
    expect(trainer.isBusy).toBe(false);
  });

  it('says that there is no engine', async () => {
    engines.launchError = new RpcError('engineMissing', sentence('The engine is not built.'));
    trainer.start(images, config, null);
    await settle();
    expect(status()).toMatchObject({ phase: 'failed', message: 'The engine is not built.' });
    expect(trainer.isBusy).toBe(false);
  });

  it('reports a failure in training as its result tells it', async () => {
    const engine = await startTraining();
    engine.emit({ kind: 'checkpointSaved', file: 'step-10', step: 10 });
    engine
      .waiting('pretrain')
      .resolve(runResult({ outcome: 'failed', message: sentence('No space left.') }));
    await settle();
    expect(status()).toMatchObject({ phase: 'failed', message: 'No space left.', resumable: true });
  });

  it('is not started where another process trains, and names that process', async () => {
    answers.listRuns = () => ({ runs: [runSummary({ state: 'running', holder })] });
    trainer.start(images, config, null);
    await settle();
    expect(status().phase).toBe('failed');
    expect(status().message).toMatch(/4711.* bench .*2026/);
    expect(engines.last().calls).toEqual([]);
    expect(engines.last().isGone).toBe(true);
  });

  it('does not wait for ever for the list of runs', async () => {
    answers.listRuns = () => new Promise(() => undefined);
    trainer.start(images, config, null);
    await settle();
    expect(engines.last().calls).toEqual([]);
    clock.advance(5000);
    await settle();
    expect(engines.last().waiting('pretrain')).toBeDefined();
  });
});

describe('the backend of a run', () => {
  const inUse = (): string | null => status().backend?.name ?? null;

  it('is known before the run has a folder, and stays with it', async () => {
    answers.showRun = () => runDetails();
    trainer.start(images, config, null);
    expect(inUse()).toBeNull();
    await settle();
    expect(status().backend).toEqual({ name: 'wasm', device: 'the wasm device' });
    engines.last().emit(runStarted);
    engines.last().waiting('pretrain').resolve(runResult());
    await settle();
    expect(inUse()).toBe('wasm');
  });

  it('gives way to the next one where it does not start, and the run says so', async () => {
    plans.starts = [{ backend: 'tensorflow', tensorflowFolder: '/tf' }, { backend: 'wasm' }];
    engines.describe = ({ backend }) =>
      backend === 'tensorflow'
        ? new RpcError('engineMissing', sentence('The library is damaged.'))
        : described(backend);
    const engine = await startTraining();
    expect(engine.start).toEqual({ backend: 'wasm' });
    expect(inUse()).toBe('wasm');
    expect(plans.failed).toEqual(['tensorflow']);
    expect(status().warnings.map(({ message }) => inEnglish(message))).toEqual([
      'WebAssembly is used instead of TensorFlow: The library is damaged.',
    ]);
  });

  it('gives way in the middle of a run, which goes on in the same place', async () => {
    plans.starts = [{ backend: 'webgpu' }, { backend: 'wasm' }];
    const hung = await startTraining();
    hung.emit({ kind: 'checkpointSaved', file: 'step-10', step: 10 });
    clock.advance(60_000);
    await settle();
    const engine = engines.last();
    expect(hung.isGone).toBe(true);
    expect(engine.waiting('resumeRun').params).toEqual({ runFolder });
    engine.emit({ ...runStarted, resumedFromStep: 10 });
    engine.emit(stepsEvent(11, 20));
    expect(status()).toMatchObject({ phase: 'training', step: 20, resumedFromStep: 10 });
    expect(inUse()).toBe('wasm');
    engine.waiting('resumeRun').resolve(runResult());
    await settle();
    expect(ends.map(({ phase }) => phase)).toEqual(['completed']);
    expect(trainer.isQueueHeld).toBe(false);
  });

  it('holds the queue where none works', async () => {
    plans.starts = [];
    trainer.start(images, config, null);
    trainer.start('/images/dogs', config, null);
    await settle();
    expect(ends.map(({ phase, message }) => [phase, message])).toEqual([
      ['failed', 'No compute engine works here. None was found.'],
    ]);
    expect(trainer.isQueueHeld).toBe(true);
  });

  it('holds the queue where the only one does not start', async () => {
    engines.describe = () => new RpcError('engineMissing', sentence('The file is missing.'));
    trainer.start(images, config, null);
    trainer.start('/images/dogs', config, null);
    await settle();
    expect(status()).toMatchObject({
      phase: 'failed',
      message: 'WebAssembly cannot be used: The file is missing.',
    });
    expect(trainer.isQueueHeld).toBe(true);
    expect(engines.all).toHaveLength(1);
  });

  it('is not looked for any more once the run is stopped', async () => {
    let answer: () => void = () => undefined;
    plans.plan = () =>
      new Promise((resolve) => {
        answer = () => {
          resolve({ starts: plans.starts, failures: [] });
        };
      });
    trainer.start(images, config, null);
    await settle();
    await steer('stop');
    await settle();
    expect(ends.map(({ phase }) => phase)).toEqual(['stopped']);
    answer();
    await settle();
    expect(engines.all).toEqual([]);
    expect(trainer.isBusy).toBe(false);
  });

  it('is not waited for when the run is stopped while it starts', async () => {
    engines.describe = () => null;
    trainer.start(images, config, null);
    await settle();
    const stopping = steer('stop');
    engines.last().waiting('stop').reject(new RpcError('badArgument', 'There is no run.'));
    await stopping;
    await settle();
    expect(status().phase).toBe('stopped');
    expect(engines.all.map(({ isGone }) => isGone)).toEqual([true]);
  });

  it('that runs out of memory is told apart from other failures', async () => {
    const engine = await startTraining();
    engine.waiting('pretrain').resolve(runResult({ outcome: 'failed', failure: 'outOfMemory' }));
    await settle();
    expect(status()).toMatchObject({ phase: 'failed', failure: 'outOfMemory' });
    trainer.start(images, config, null);
    await settle();
    expect(status().failure).toBeNull();
    engines.last().waiting('pretrain').reject(new RpcError('outOfMemory', 'Too little memory.'));
    await settle();
    expect(status()).toMatchObject({ phase: 'failed', failure: 'outOfMemory', runFolder: null });
  });
});

describe('steering', () => {
  it('pauses and goes on as the engine tells', async () => {
    const engine = await startTraining();
    const pausing = steer('pause');
    expect(status().phase).toBe('training');
    engine.waiting('pause').resolve({});
    await pausing;
    engine.emit({ kind: 'paused', paused: true });
    expect(status().phase).toBe('paused');
    const going = steer('unpause');
    engine.waiting('unpause').resolve({});
    await going;
    engine.emit({ kind: 'paused', paused: false });
    expect(status().phase).toBe('training');
  });

  it('stops at the next step', async () => {
    const engine = await startTraining();
    const stopping = steer('stop');
    expect(status().phase).toBe('stopping');
    expect(engine.waiting('stop').params).toEqual({ outcome: 'stopped' });
    engine.waiting('stop').resolve({});
    engine.emit({ kind: 'paused', paused: false });
    expect(status().phase).toBe('stopping');
    engine.emit({ kind: 'checkpointSaved', file: 'step-11', step: 11 });
    engine.waiting('pretrain').resolve(runResult({ outcome: 'stopped', step: 11 }));
    await stopping;
    await settle();
    expect(status()).toMatchObject({ phase: 'stopped', resumable: true, message: null, step: 11 });
  });

  it('stops while the engine prepares the run', async () => {
    trainer.start(images, config, null);
    await settle();
    const engine = engines.last();
    engine.emit({ kind: 'dataProgress', phase: 'decode', done: 5, total: 10 });
    const stopping = steer('stop');
    engine.waiting('stop').resolve({});
    engine.waiting('pretrain').reject(new RpcError('engineStopped', 'Stopped before.'));
    await stopping;
    await settle();
    expect(status()).toMatchObject({ phase: 'stopped', message: null, runFolder: null });
    expect(status().resumable).toBe(false);
  });

  it('stops before the engine was asked to train', async () => {
    answers.listRuns = () => new Promise(() => undefined);
    trainer.start(images, config, null);
    await settle();
    const stopping = steer('stop');
    engines.last().waiting('stop').reject(new RpcError('badArgument', 'There is no run.'));
    await stopping;
    await settle();
    expect(status().phase).toBe('stopped');
    expect(engines.last().calls.map(({ name }) => name)).toEqual(['stop']);
    expect(engines.last().isGone).toBe(true);
  });

  it('is not for the run that has begun since', async () => {
    const first = await startTraining();
    const { id } = status();
    trainer.start('/images/dogs', config, null);
    first.waiting('pretrain').resolve(runResult());
    await settle();
    const second = engines.last();
    expect(second).not.toBe(first);
    for (const action of ['stop', 'pause', 'unpause'] as const) {
      await expect(trainer.steer(action, id)).rejects.toThrow('Another run has taken the place');
    }
    expect(second.calls.map(({ name }) => name)).toEqual(['pretrain']);
    expect(status()).toMatchObject({ folder: '/images/dogs', phase: 'preparing' });
  });

  it('knows a run that goes on as another one', async () => {
    const engine = await startTraining();
    const { id } = status();
    engine.waiting('pretrain').resolve(runResult({ outcome: 'stopped' }));
    await settle();
    trainer.resume(runFolder, { folder: images, config });
    expect(status().id).not.toBe(id);
    await expect(trainer.steer('stop', id)).rejects.toThrow('Another run');
  });

  it('refuses in words when nothing is under way', async () => {
    await expect(steer('pause')).rejects.toThrow('No run is under way.');
  });
});

describe('an engine that crashes', () => {
  it('leaves an interrupted run with the reason, which can be resumed with its curve', async () => {
    const engine = await startTraining();
    engine.emit({ kind: 'checkpointSaved', file: 'step-10', step: 10 });
    engine.emit(stepsEvent(11, 20));
    engine.crash('The engine ended unexpectedly by signal SIGKILL.');
    await settle();
    expect(status()).toMatchObject({
      phase: 'interrupted',
      live: false,
      resumable: true,
      message: 'The engine ended unexpectedly by signal SIGKILL.',
    });
    expect(trainer.isBusy).toBe(false);
    expect(ends).toHaveLength(1);

    trainer.resume(runFolder, { folder: images, config });
    answers.showRun = () => runDetails();
    await settle();
    const second = engines.last();
    expect(second).not.toBe(engine);
    expect(second.waiting('resumeRun').params).toEqual({ runFolder });
    second.emit({ ...runStarted, resumedFromStep: 10 });
    second.emit(stepsEvent(11, 21));
    expect(status()).toMatchObject({ phase: 'training', step: 21, message: null });
    expect(trainer.current?.series.length).toBe(21);
  });

  it('leaves nothing to resume where the run folder is gone', async () => {
    const engine = await startTraining();
    engine.emit({ kind: 'checkpointSaved', file: 'step-10', step: 10 });
    answers.showRun = () => {
      throw new RpcError('runUnreadable', `There is no run folder ${runFolder}.`);
    };
    engine.crash('Gone.');
    await settle();
    expect(status()).toMatchObject({ phase: 'interrupted', resumable: false, checkpoints: [] });
  });

  it('asks the run folder whether it can be resumed', async () => {
    const engine = await startTraining();
    answers.showRun = () => runDetails({ sampleEpochs: [1, 2] }, { resumable: true });
    engine.crash('Gone.');
    await settle();
    expect(status()).toMatchObject({ resumable: true, sampleEpochs: [1, 2] });
    expect(ends[0]?.resumable).toBe(true);
  });

  it('does not start the next run by itself, and never repeats a request', async () => {
    const engine = await startTraining();
    trainer.start('/images/dogs', config, null);
    engine.crash('Gone.');
    await settle();
    expect(engines.all).toHaveLength(1);
    expect(trainer.isQueueHeld).toBe(true);
    expect(trainer.queue).toHaveLength(1);

    trainer.continueQueue();
    await settle();
    expect(trainer.isQueueHeld).toBe(false);
    expect(trainer.queue).toEqual([]);
    expect(engines.all).toHaveLength(2);
    expect(status().folder).toBe('/images/dogs');
  });

  it('fails a run that had no folder yet', async () => {
    trainer.start(images, config, null);
    await settle();
    engines.last().crash('The engine could not be started: EACCES.');
    await settle();
    expect(status()).toMatchObject({
      phase: 'failed',
      message: 'The engine could not be started: EACCES.',
    });
  });

  it('counts as crashed when it ends instead of stopping', async () => {
    const engine = await startTraining();
    const stopping = steer('stop');
    engine.crash('Out of memory.');
    await stopping;
    await settle();
    expect(status()).toMatchObject({ phase: 'interrupted', message: 'Out of memory.' });
  });
});

describe('the queue', () => {
  it('holds a second run until the first has ended and its process is gone', async () => {
    engines.holdsOnStop = true;
    const engine = await startTraining();
    trainer.start('/images/dogs', config, null);
    expect(trainer.queue).toMatchObject([
      { folder: '/images/dogs', task: 'rotation', preset: 'rotation-small', isResume: false },
    ]);
    engine.waiting('pretrain').resolve(runResult());
    await settle();
    expect(engines.all).toHaveLength(1);
    engine.end();
    await settle();
    expect(engines.all).toHaveLength(2);
    expect(trainer.queue).toEqual([]);
    expect(status()).toMatchObject({ folder: '/images/dogs', phase: 'preparing' });
  });

  it('drops a run that was deleted, and nothing is left to resume', async () => {
    const engine = await startTraining();
    trainer.resume('/r/other', { folder: images, config });
    trainer.forget('/r/other');
    expect(trainer.queue).toEqual([]);
    trainer.forget(runFolder);
    expect(status().runFolder).toBe(runFolder);
    engine.waiting('pretrain').resolve(runResult({ outcome: 'stopped' }));
    await settle();
    trainer.forget(runFolder);
    expect(trainer.current).toBeNull();
  });

  it('is reordered and thinned out', async () => {
    await startTraining();
    for (const name of ['a', 'b', 'c']) trainer.start(`/${name}`, config, null);
    const folders = (): string[] => trainer.queue.map(({ folder }) => folder);
    const [a, , c] = trainer.queue;
    trainer.moveQueued(c?.id ?? '', 0);
    expect(folders()).toEqual(['/c', '/a', '/b']);
    trainer.moveQueued(c?.id ?? '', 99);
    expect(folders()).toEqual(['/a', '/b', '/c']);
    trainer.removeQueued(a?.id ?? '');
    expect(folders()).toEqual(['/b', '/c']);
    expect(() => trainer.removeQueued(a?.id ?? '')).toThrow('does not wait any more');
    trainer.moveQueued('unknown', 0);
    expect(folders()).toEqual(['/b', '/c']);
  });

  it.each<[string, Error]>([
    ['is missing', new RpcError('engineMissing', sentence('The engine is not built.'))],
    ['is nowhere', new SpokenError('The engine is not part of the extension.')],
  ])('waits when the engine %s, instead of failing run by run', async (_, error) => {
    const engine = await startTraining();
    for (const name of ['a', 'b', 'c']) trainer.start(`/${name}`, config, null);
    engines.launchError = error;
    engine.waiting('pretrain').resolve(runResult());
    await settle();
    expect(status()).toMatchObject({ folder: '/a', phase: 'failed', message: error.message });
    expect(trainer.queue.map(({ folder }) => folder)).toEqual(['/b', '/c']);
    expect(trainer.isQueueHeld).toBe(true);
    expect(ends).toHaveLength(2);
  });

  it('waits when the engine is of another version', async () => {
    trainer.start('/a', config, null);
    trainer.start('/b', config, null);
    await settle();
    const mismatch = new RpcError('protocolMismatch', 'Build both from the same version.');
    engines.last().waiting('pretrain').reject(mismatch);
    await settle();
    expect(status()).toMatchObject({ folder: '/a', phase: 'failed' });
    expect(trainer.isQueueHeld).toBe(true);
    expect(engines.all).toHaveLength(1);
  });

  it('goes on after a failed start', async () => {
    trainer.start(images, config, null);
    trainer.start('/images/dogs', config, null);
    await settle();
    engines.last().waiting('pretrain').reject(new RpcError('folderMissing', 'No folder.'));
    await settle();
    expect(status().folder).toBe('/images/dogs');
  });

  it('says that a run has begun instead of removing it', async () => {
    const engine = await startTraining();
    trainer.start('/images/dogs', config, null);
    const [waiting] = trainer.queue;
    engine.waiting('pretrain').resolve(runResult());
    await settle();
    expect(() => trainer.removeQueued(waiting?.id ?? '')).toThrow('it has begun');
    expect(status()).toMatchObject({ id: waiting?.id, folder: '/images/dogs', live: true });
  });

  it('takes a resume once', async () => {
    await startTraining();
    const known = { folder: images, config };
    trainer.resume('/other/run', known);
    expect(trainer.queue).toMatchObject([{ isResume: true, folder: images }]);
    expect(() => trainer.resume('/other/run', known)).toThrow('waits in the queue');
    expect(() => trainer.resume(runFolder, known)).toThrow('under way already');
  });

  it('has a bound', async () => {
    await startTraining();
    for (let waiting = 0; waiting < 100; waiting++) trainer.start(images, config, null);
    expect(() => trainer.start(images, config, null)).toThrow('100 runs wait already');
  });
});

describe('a resumed run of an earlier window', () => {
  const known = { folder: images, config };
  const history = () => ({
    steps: columnsOfSteps([stepMetrics(1), stepMetrics(2), stepMetrics(3)]),
    epochs: [epochMetrics(1)],
    latest: stepMetrics(3),
  });

  it('has the curve of what came before', async () => {
    answers.showRun = () => runDetails();
    answers.readHistory = history;
    trainer.resume(runFolder, known);
    expect(status()).toMatchObject({ runFolder, phase: 'preparing', title: '20260102-rotation' });
    await settle();
    const engine = engines.last();
    expect(engine.waiting('resumeRun').params).toEqual({ runFolder });
    expect(status()).toMatchObject({ phase: 'preparing', live: true, step: 120, epoch: 1 });
    engine.emit({ ...runStarted, resumedFromStep: 2 });
    engine.emit(stepsEvent(3, 5));
    expect([...(trainer.current?.series.columns().step ?? [])]).toEqual([1, 2, 3, 4, 5]);
    expect(trainer.current?.epochs).toHaveLength(1);
  });

  it('says that it begins late where that curve cannot be read, and gets it later', async () => {
    answers.showRun = () => runDetails();
    trainer.resume(runFolder, known);
    await settle();
    expect(trainer.current?.problem?.text).toContain('No readHistory in this test.');
    engines.last().emit({ ...runStarted, resumedFromStep: 2 });
    engines.last().emit(stepsEvent(3, 5));
    answers.readHistory = history;
    await trainer.current?.problem?.retry();
    expect(trainer.current?.problem).toBeNull();
    expect([...(trainer.current?.series.columns().step ?? [])]).toEqual([1, 2, 3, 4, 5]);
  });

  it('says so also where the run folder tells nothing at all', async () => {
    trainer.resume(runFolder, known);
    await settle();
    expect(trainer.current?.problem).not.toBeNull();
    expect(engines.last().waiting('resumeRun').params).toEqual({ runFolder });
  });

  it('gets that curve also when it is read late', async () => {
    let giveHistory: (value: unknown) => void = () => undefined;
    answers.showRun = () => runDetails();
    answers.readHistory = () =>
      new Promise((resolve) => {
        giveHistory = resolve;
      });
    trainer.resume(runFolder, known);
    await settle();
    clock.advance(5000);
    await settle();
    engines.last().emit({ ...runStarted, resumedFromStep: 3 });
    engines.last().emit(stepsEvent(4, 5));
    const before = trainer.current?.revision ?? 0;
    giveHistory(history());
    await settle();
    expect([...(trainer.current?.series.columns().step ?? [])]).toEqual([1, 2, 3, 4, 5]);
    expect(trainer.current?.revision).toBeGreaterThan(before);
    expect(status()).toMatchObject({ phase: 'training', step: 5 });
  });

  it('is refused while another process has it', async () => {
    answers.showRun = () => runDetails({}, { state: 'running', holder });
    trainer.resume(runFolder, known);
    await settle();
    expect(status()).toMatchObject({ phase: 'failed' });
    expect(status().message).toContain('process 4711 on bench');
    expect(engines.last().calls).toEqual([]);
  });
});

describe('the note of the run under way', () => {
  it('is there from the first step to the end', async () => {
    const engine = await startTraining();
    expect(note.read()).toEqual({ runFolder, waiting: [] });
    engine.waiting('pretrain').resolve(runResult());
    await settle();
    expect(note.read()).toBeNull();
  });

  it('has the run that is prepared, and what waits behind it', async () => {
    trainer.start(images, config, '/runs');
    trainer.resume('/r/other', { folder: '/images/dogs', config });
    await settle();
    const other = { kind: 'resume', folder: '/images/dogs', config, runFolder: '/r/other' };
    expect(note.read()).toEqual({
      runFolder: null,
      waiting: [{ kind: 'new', folder: images, config, runsFolder: '/runs' }, other],
    });
    engines.last().emit(runStarted);
    expect(note.read()).toEqual({ runFolder, waiting: [other] });
    await trainer.dispose(4500);
    expect(note.read()).toEqual({ runFolder, waiting: [other] });
  });

  it('keeps a queue that was held', async () => {
    const engine = await startTraining();
    trainer.start('/images/dogs', config, null);
    engine.crash('Gone.');
    await settle();
    expect(note.read()).toMatchObject({ runFolder: null, waiting: [{ folder: '/images/dogs' }] });
    trainer.removeQueued(trainer.queue[0]?.id ?? '');
    expect(note.read()).toBeNull();
  });

  it('stays when the window closes, and the engine is asked to save', async () => {
    engines.holdsOnStop = true;
    const engine = await startTraining();
    trainer.start('/images/dogs', config, null);
    const disposing = trainer.dispose(4500);
    expect(engine.stops).toEqual([4500]);
    expect(status().phase).toBe('stopping');
    engine.emit({ kind: 'checkpointSaved', file: 'step-10', step: 10 });
    engine.end();
    await disposing;
    expect(status()).toMatchObject({ phase: 'interrupted', message: null });
    expect(note.read()).toMatchObject({ runFolder });
    expect(engines.all).toHaveLength(1);
    expect(() => trainer.start(images, config, null)).toThrow('The window is closing.');
  });

  it('does not keep the window open for a reader that does not answer', async () => {
    answers.listRuns = () => new Promise(() => undefined);
    trainer.start(images, config, null);
    await settle();
    await trainer.dispose(4500);
    expect(engines.last().isGone).toBe(true);
    expect(status().phase).toBe('interrupted');
  });

  it('is taken back when the engine is restarted, and the queue waits', async () => {
    const engine = await startTraining();
    trainer.start('/images/dogs', config, null);
    await trainer.restartEngine();
    await settle();
    expect(engine.stops[0]).toBe(4500);
    expect(status()).toMatchObject({ phase: 'interrupted', message: null });
    expect(note.read()).toMatchObject({ runFolder: null, waiting: [{ kind: 'new' }] });
    expect(trainer.isQueueHeld).toBe(true);
  });
});

describe('changes', () => {
  it('are told ten times a second at most', async () => {
    const engine = await startTraining();
    clock.advance(1000);
    let told = 0;
    trainer.onChange(() => told++);
    for (let step = 11; step <= 1010; step++) {
      engine.emit(stepsEvent(step, step));
      clock.advance(1);
    }
    // At the start and after each tenth of the second.
    expect(told).toBe(11);
    clock.advance(10_000);
    expect(told).toBe(11);
  });
});

describe('speeds', () => {
  const withSpeed = (step: number, imagesPerSecond: number): StepMetrics =>
    stepMetrics(step, { imagesPerSecond });

  it('are the median of a run without its first steps', async () => {
    const engine = await startTraining();
    for (const [index, speed] of [1, 90, 100, 110, 9000].entries()) {
      engine.emit({ kind: 'steps', steps: [withSpeed(11 + index, speed)], remainingMs: null });
    }
    expect(speeds.all()).toEqual([]);
    engine.emit({ kind: 'epochEnded', epoch: epochMetrics(1) });
    await settle();
    expect(speeds.all()).toEqual([{ key: speedKey(config), imagesPerSecond: 100 }]);
  });

  it('are measured by an engine of their own', async () => {
    const measuring = trainer.measureSpeed(config);
    expect(trainer.isBusy).toBe(true);
    await expect(trainer.measureSpeed(config)).rejects.toThrow('while the engine is busy');
    await settle();
    engines.last().waiting('measureSpeed').resolve({ imagesPerSecond: 77, precision: 'float32' });
    await measuring;
    expect(engines.last().isGone).toBe(true);
    expect(trainer.isBusy).toBe(false);
    expect(speeds.all()).toEqual([{ key: speedKey(config), imagesPerSecond: 77 }]);
  });

  it('are given up for a run, also where the queue was held', async () => {
    const crashed = await startTraining();
    trainer.start('/images/dogs', config, null);
    crashed.crash('Gone.');
    await settle();
    expect(trainer.isQueueHeld).toBe(true);
    const measuring = trainer.measureSpeed(config);
    trainer.start('/images/birds', config, null);
    expect(trainer.isQueueHeld).toBe(false);
    await measuring;
    await settle();
    expect(status()).toMatchObject({ folder: '/images/birds', live: true });
    expect(trainer.queue).toMatchObject([{ folder: '/images/dogs' }]);
  });

  it('are given up for a run', async () => {
    const measuring = trainer.measureSpeed(config);
    await settle();
    const engine = engines.last();
    trainer.start(images, config, null);
    await measuring;
    expect(engine.stops[0]).toBe(0);
    expect(speeds.all()).toEqual([]);
    await settle();
    expect(engines.last().waiting('pretrain')).toBeDefined();
  });
});
