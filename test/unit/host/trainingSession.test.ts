import { beforeEach, describe, expect, it } from 'vitest';

import { createEmitter } from '../../../src/host/emitter.js';
import { createSpeedBook, type SpeedBook } from '../../../src/host/speedBook.js';
import { SpokenError } from '../../../src/host/spokenError.js';
import type { Trainer } from '../../../src/host/trainer.js';
import {
  createTrainingSession,
  type TrainingActions,
  type TrainingSession,
} from '../../../src/host/trainingSession.js';
import { panelProtocolVersion } from '../../../src/protocol/panelProtocol.js';
import {
  trainingService,
  type TrainingEvent,
  type TrainingRequests,
} from '../../../src/protocol/trainingProtocol.js';
import { connectClient, type Client } from '../../../src/protocol/rpc.js';
import { createTestTrainer } from './testTrainer.js';
import {
  config,
  createFakeEngines,
  createFakeReader,
  createPortPair,
  createTestClock,
  createTestLogger,
  createTestMemory,
  english,
  images,
  runResult,
  runStarted,
  settle,
  stepsEvent,
  type FakeEngine,
  type FakeEngines,
  type TestClock,
} from './world.js';

let clock: TestClock;
let engines: FakeEngines;
let trainer: Trainer;
let speeds: SpeedBook;
let session: TrainingSession;
let host: Client<TrainingRequests>;
let events: TrainingEvent[];
let done: string[];
let obstacle: string | null;
const surroundingsChanges = createEmitter<undefined>();

beforeEach(() => {
  clock = createTestClock();
  engines = createFakeEngines();
  events = [];
  done = [];
  obstacle = null;
  speeds = createSpeedBook(createTestMemory());
  const logger = createTestLogger();
  const reader = createFakeReader({ listRuns: () => ({ runs: [] }) });
  trainer = createTestTrainer({ launch: engines.launch, reader, clock, logger, speeds });
  const note = (what: string): Promise<void> => {
    done.push(what);
    return Promise.resolve();
  };
  const actions: TrainingActions = {
    browseFolder: () => note('browse'),
    checkFolder: (folder) => Promise.resolve({ images: folder.length, problem: null }),
    start: (folder, started) => {
      trainer.start(folder, started, null);
      return Promise.resolve();
    },
    steer: (action, run) =>
      action === 'resume' ? note(`resume ${run.title}`) : trainer.steer(action, run.id),
    startNext: () => trainer.continueQueue(),
    openLab: () => note('lab'),
    createSampleFolder: () => Promise.reject(new SpokenError('The disk is full.')),
    preview: ({ folder }) => note(`preview ${folder}`),
  };
  const ports = createPortPair();
  session = createTrainingSession({
    port: ports.host,
    clock,
    logger,
    trainer,
    speeds,
    surroundings: () => ({
      folders: [{ path: images, label: 'cats', kind: 'workspace' }],
      chosen: null,
      obstacle,
      data: config.data,
      precision: 'auto',
      isFirstRun: true,
    }),
    onSurroundingsChange: (listener) => surroundingsChanges.on(() => listener()),
    actions,
    words: english,
    translations: {},
    reloadsWhenShown: false,
  });
  host = connectClient(trainingService, ports.page, (event) => events.push(event));
});

const ready = () => host.call('ready', { protocolVersion: panelProtocolVersion });
const kinds = (): string[] => events.map(({ kind }) => kind);

const startTraining = async (): Promise<FakeEngine> => {
  await host.call('start', { folder: images, config });
  await settle();
  const engine = engines.last();
  engine.emit(runStarted);
  clock.advance(1000);
  events.length = 0;
  return engine;
};

describe('the Training view', () => {
  it('gets its state when it is ready', async () => {
    const { state } = await ready();
    expect(state).toMatchObject({ kind: 'state', run: null, queue: [], speeds: [] });
    expect(state.folders).toHaveLength(1);
    clock.advance(1000);
    expect(events).toEqual([]);
  });

  it('gets the small curve right after a state with a run', async () => {
    const engine = await startTraining();
    for (let first = 1; first <= 1000; first += 10) engine.emit(stepsEvent(first, first + 9));
    const { state } = await ready();
    expect(state.run?.step).toBe(1000);
    clock.advance(0);
    expect(kinds()).toEqual(['progress']);
    const [progress] = events;
    if (progress?.kind !== 'progress') throw new Error('There is no progress.');
    expect(progress.curve.step.length).toBeLessThanOrEqual(200);
    expect(progress.curve.step.at(-1)).toBe(1000);
  });

  it('follows a run at most ten times a second, and is told the rest as a state', async () => {
    await ready();
    const engine = await startTraining();
    for (let step = 1; step <= 1000; step++) {
      engine.emit(stepsEvent(step, step));
      clock.advance(1);
    }
    expect(events.length).toBeLessThanOrEqual(11);
    expect(new Set(kinds())).toEqual(new Set(['progress']));
    events.length = 0;
    await host.call('start', { folder: images, config });
    clock.advance(100);
    expect(events.find(({ kind }) => kind === 'state')).toMatchObject({
      queue: [{ folder: images, isResume: false }],
    });
    await host.call('removeQueued', { id: trainer.queue[0]?.id ?? '' });
    engine.waiting('pretrain').resolve(runResult());
    await settle();
    clock.advance(200);
    const ended = { phase: 'completed' };
    expect(events.findLast(({ kind }) => kind === 'state')).toMatchObject({
      run: ended,
      queue: [],
    });
    // What was shown of the run stays until another one takes its place.
    expect(events.at(-1)).toMatchObject({ kind: 'progress', run: ended });
  });

  it('is told that the queue waits, and starts it again', async () => {
    await ready();
    const engine = await startTraining();
    await host.call('start', { folder: '/images/dogs', config });
    engine.crash('Gone.');
    await settle();
    clock.advance(200);
    const states = (): TrainingEvent[] => events.filter(({ kind }) => kind === 'state');
    expect(states().at(-1)).toMatchObject({
      isQueueHeld: true,
      queue: [{ folder: '/images/dogs' }],
    });
    await host.call('startNext', {});
    clock.advance(200);
    expect(states().at(-1)).toMatchObject({
      isQueueHeld: false,
      queue: [],
      run: { folder: '/images/dogs', live: true },
    });
  });

  it('is told of another speed and of other surroundings', async () => {
    await ready();
    await speeds.remember({ key: 'a', imagesPerSecond: 5 });
    expect(events).toMatchObject([{ kind: 'state', speeds: [{ imagesPerSecond: 5 }] }]);
    obstacle = 'The workspace is not trusted.';
    surroundingsChanges.emit(undefined);
    clock.advance(100);
    expect(events.at(-1)).toMatchObject({ kind: 'state', obstacle });
  });

  it('steers the run that the page shows, and no other', async () => {
    const engine = await startTraining();
    const { state } = await ready();
    await host.call('start', { folder: '/images/dogs', config });
    engine.waiting('pretrain').resolve(runResult());
    await settle();
    const late = host.call('steer', { action: 'stop', id: state.run?.id ?? '' });
    await expect(late).rejects.toThrow('Another run has taken the place');
    expect(trainer.current?.status).toMatchObject({ folder: '/images/dogs', live: true });
  });

  it('refuses what starts an engine where no run may be started', async () => {
    obstacle = 'The workspace is not trusted.';
    await expect(host.call('measureSpeed', { config })).rejects.toThrow(obstacle);
    expect(engines.all).toEqual([]);
  });

  it('is told nothing while hidden and the state when it is back', async () => {
    await ready();
    session.setVisible(false);
    await startTraining();
    expect(events).toEqual([]);
    expect(clock.waiting).toBe(0);
    session.setVisible(true);
    expect(kinds()).toEqual(['state', 'progress']);
    session.dispose();
    engines.last().emit(stepsEvent(1, 1));
    clock.advance(1000);
    expect(events).toHaveLength(2);
  });

  it('has its requests answered, and failures in words', async () => {
    expect(await host.call('checkFolder', { folder: '/abc' })).toMatchObject({ images: 4 });
    await host.call('browseFolder', {});
    await host.call('openLab', {});
    await host.call('preview', { folder: images, config });
    expect(done).toEqual(['browse', 'lab', `preview ${images}`]);
    await expect(host.call('createSampleFolder', {})).rejects.toThrow('The disk is full.');
    await expect(host.call('steer', { action: 'pause', id: 'run-1' })).rejects.toThrow(
      'No run is under way.',
    );
  });
});
