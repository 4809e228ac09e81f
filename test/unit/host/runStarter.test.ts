import { beforeEach, describe, expect, it } from 'vitest';

import { createFolderBook, type FolderBook } from '../../../src/host/folderBook.js';
import { createReaderEngine } from '../../../src/host/readerEngine.js';
import { createRunStarter, type RunStarter } from '../../../src/host/runStarter.js';
import { newRunStatus } from '../../../src/host/runStatus.js';
import { readSettings } from '../../../src/host/settings.js';
import { steerRun } from '../../../src/host/steerRun.js';
import type { Trainer } from '../../../src/host/trainer.js';
import type { Steer } from '../../../src/protocol/panelProtocol.js';
import type { RunStatus } from '../../../src/protocol/runStatus.js';
import { createTestTrainer } from './testTrainer.js';
import {
  config,
  createFakeEngines,
  createFakeReader,
  createTestClock,
  createTestLogger,
  createTestMemory,
  english,
  images,
  runDetails,
  runFolder,
  runResult,
  runStarted,
  settle,
  type FakeEngines,
} from './world.js';

let engines: FakeEngines;
let trainer: Trainer;
let book: FolderBook;
let starter: RunStarter;
let isTrusted: boolean;
let engineObstacle: string | null;
let done: string[];

beforeEach(() => {
  engines = createFakeEngines();
  isTrusted = true;
  engineObstacle = null;
  done = [];
  book = createFolderBook(createTestMemory());
  const clock = createTestClock();
  const logger = createTestLogger();
  const reader = createFakeReader({
    listRuns: () => ({ runs: [] }),
    showRun: () => runDetails(),
  });
  trainer = createTestTrainer({ launch: engines.launch, reader, clock, logger });
  const idle = createReaderEngine({
    launch: engines.launch,
    backends: null,
    clock,
    logger,
    t: english.t,
  });
  starter = createRunStarter(
    {
      trainer,
      folders: book,
      reader: { ...idle, client: reader },
      facts: () => ({ isTrusted, isVirtual: false }),
      words: english,
      engineObstacle: () => engineObstacle,
      settings: () => readSettings(() => undefined, 2),
    },
    { follow: () => done.push('follow') },
    (folder, task) => done.push(`choose ${folder} ${task}`),
  );
});

const stored = (change: Partial<RunStatus> = {}): RunStatus => ({
  ...newRunStatus(runFolder, images, config, 'interrupted'),
  runFolder,
  resumable: true,
  ...change,
});
const steer = (action: Steer, run: RunStatus): Promise<void> =>
  steerRun(action, run, { trainer, starter, t: english.t });

describe('resuming a run', () => {
  it.each<[string, () => Promise<void>]>([
    ['named by its folder', () => starter.resume(runFolder)],
    ['shown by the Lab', () => steer('resume', stored())],
  ])('%s is checked, remembered and shown', async (_, resume) => {
    isTrusted = false;
    await expect(resume()).rejects.toThrow('needs trust');
    isTrusted = true;
    engineObstacle = 'The engine is not there.';
    await expect(resume()).rejects.toThrow('The engine is not there.');
    expect(engines.all).toEqual([]);
    engineObstacle = null;
    await resume();
    expect(trainer.current?.status).toMatchObject({ runFolder, folder: images, live: true });
    expect(book.all()).toEqual([images]);
    expect(done).toEqual(['follow']);
  });

  it('goes on with the run that ended in this window', async () => {
    await starter.start([images], config);
    await settle();
    engines.last().emit(runStarted);
    engines.last().emit({ kind: 'checkpointSaved', file: 'step-10', step: 10 });
    engines
      .last()
      .waiting('pretrain')
      .resolve(runResult({ outcome: 'stopped' }));
    await settle();
    const ended = trainer.current?.status ?? stored();
    expect(ended).toMatchObject({ phase: 'stopped', resumable: true });
    await steer('resume', ended);
    await settle();
    expect(engines.last().waiting('resumeRun').params).toEqual({ runFolder });
  });

  it('is refused in words where there is nothing to go on with', async () => {
    const refused = steer('resume', stored({ resumable: false }));
    await expect(refused).rejects.toThrow('There is no run that can be resumed.');
    expect(engines.all).toEqual([]);
  });
});

describe('steering a run', () => {
  it('reaches the run under way only', async () => {
    await starter.start([images], config);
    await settle();
    engines.last().emit(runStarted);
    await expect(steer('pause', stored())).rejects.toThrow('not under way in this window');
    const own = trainer.current?.status ?? stored();
    const pausing = steer('pause', own);
    engines.last().waiting('pause').resolve({});
    await pausing;
  });
});

describe('runs that an earlier window was asked for', () => {
  it('are started one after the other, where they may be', async () => {
    const jobs = [
      { kind: 'new', folder: images, config, runsFolder: '/runs' },
      { kind: 'resume', folder: '/images/dogs', config, runFolder: '/r/other' },
    ] as const;
    isTrusted = false;
    await expect(starter.startAgain(jobs)).rejects.toThrow('needs trust');
    isTrusted = true;
    await starter.startAgain(jobs);
    await settle();
    expect(engines.last().waiting('pretrain').params).toMatchObject({ runsFolder: '/runs' });
    expect(trainer.queue).toMatchObject([{ folder: '/images/dogs', isResume: true }]);
    expect(done).toEqual(['follow']);
  });
});

describe('a queue that was held', () => {
  it('goes on only where a run may be started', async () => {
    await starter.start([images, '/images/dogs'], config);
    await settle();
    engines.last().crash('Gone.');
    await settle();
    expect(trainer.isQueueHeld).toBe(true);
    isTrusted = false;
    expect(() => starter.startNext()).toThrow('needs trust');
    expect(trainer.isQueueHeld).toBe(true);
    isTrusted = true;
    starter.startNext();
    expect(trainer.current?.status).toMatchObject({ folder: '/images/dogs', live: true });
  });
});
