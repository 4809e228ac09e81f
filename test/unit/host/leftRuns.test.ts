import { isDeepStrictEqual } from 'node:util';

import { beforeEach, describe, expect, it } from 'vitest';

import { offerLeftRuns } from '../../../src/host/leftRuns.js';
import { createRunUnderWayNote, type RunUnderWayNote } from '../../../src/host/runUnderWay.js';
import { readSettings } from '../../../src/host/settings.js';
import type { Trainer } from '../../../src/host/trainer.js';
import { RpcError } from '../../../src/protocol/rpc.js';
import { createTestTrainer } from './testTrainer.js';
import {
  config,
  createFakeEngines,
  createFakeReader,
  createTestClock,
  createTestLogger,
  createTestMemory,
  english,
  holder,
  images,
  runDetails,
  runFolder,
  runResult,
  settle,
  type Answers,
  type FakeEngines,
  type TestClock,
} from './world.js';

const waiting = [
  { kind: 'new', folder: images, config, runsFolder: null },
  { kind: 'new', folder: '/images/dogs', config, runsFolder: null },
] as const;

let clock: TestClock;
let engines: FakeEngines;
let answers: Answers;
let note: RunUnderWayNote;
let trainer: Trainer;
let obstacle: string | null;
let choice: string | undefined;
let resumeError: Error | null;
let said: string[];
let done: string[];
let offered: Promise<void>;

beforeEach(() => {
  clock = createTestClock();
  engines = createFakeEngines();
  answers = { listRuns: () => ({ runs: [] }), showRun: () => runDetails() };
  note = createRunUnderWayNote(createTestMemory());
  obstacle = null;
  choice = undefined;
  resumeError = null;
  said = [];
  done = [];
});

/** Opens a window after another one has left what the note says. */
const open = (): void => {
  const reader = createFakeReader(answers);
  const logger = createTestLogger();
  trainer = createTestTrainer({ launch: engines.launch, reader, clock, logger, note });
  offered = offerLeftRuns(
    {
      note,
      clock,
      trainer,
      words: english,
      settings: () => readSettings(() => undefined, 2),
      reader: { client: reader },
      log: { warn: (message) => logger.warn(message) },
    },
    {
      starter: {
        obstacle: () => obstacle,
        resume: (folder) => {
          done.push(`resume ${folder}`);
          return resumeError === null ? Promise.resolve() : Promise.reject(resumeError);
        },
        startAgain: (jobs) => {
          done.push(`start ${jobs.map(({ folder }) => folder).join(' ')}`);
          return Promise.resolve();
        },
      },
      lab: {
        show: () => {
          done.push('lab');
          return Promise.resolve();
        },
      },
      warn: (sentence, ...choices) => {
        said.push([sentence, ...choices].join(' | '));
        return Promise.resolve(choices.find((offer) => offer === choice));
      },
      showProblem: (error) => {
        done.push(String(error));
      },
    },
  );
};
const look = async (): Promise<void> => {
  clock.advance(0);
  await settle();
};

describe('a run that the end of the window interrupted', () => {
  beforeEach(async () => {
    await note.write({ runFolder, waiting: [] });
  });

  it('is offered once', async () => {
    choice = 'Resume';
    open();
    await look();
    await offered;
    expect(said).toEqual([
      'The run 20260102-rotation was interrupted when the window closed, after epoch 1. | Resume | Open Lab',
    ]);
    expect(done).toEqual([`resume ${runFolder}`]);
    expect(note.read()).toBeNull();
  });

  it('says why it could not be resumed', async () => {
    choice = 'Resume';
    resumeError = new RpcError('folderMissing', 'There is no folder.');
    open();
    await look();
    await offered;
    expect(done.join()).toContain('There is no folder.');
  });

  it('is only shown where no run may be started', async () => {
    obstacle = 'This needs trust.';
    open();
    await look();
    expect(said[0]).toMatch(/after epoch 1\. \| Open Lab$/);
  });

  it('is offered after what the user has begun meanwhile', async () => {
    const other = '/images/dogs/run';
    answers.showRun = (params) =>
      runDetails({}, isDeepStrictEqual(params, { runFolder }) ? {} : { runFolder: other });
    open();
    trainer.start('/images/dogs', config, null);
    await look();
    expect(said).toEqual([]);
    engines
      .last()
      .waiting('pretrain')
      .resolve(runResult({ runFolder: other }));
    await settle();
    clock.advance(200);
    await settle();
    expect(said).toHaveLength(1);
    expect(note.read()).toBeNull();
  });

  it('is not offered when it has ended meanwhile', async () => {
    answers.showRun = () => runDetails({}, { state: 'stopped' });
    open();
    await look();
    await offered;
    expect(said).toEqual([]);
    expect(note.read()).toBeNull();
  });

  it('is told of while another window trains it, also at the next start', async () => {
    answers.showRun = () => runDetails({}, { state: 'running', holder, resumable: false });
    open();
    for (let waited = 0; waited <= 10_000; waited += 500) {
      await look();
      clock.advance(500);
    }
    await settle();
    expect(said[0]).toContain('process 4711');
    expect(note.read()).toEqual({ runFolder, waiting: [] });
  });

  it('is dropped when its folder is gone', async () => {
    answers.showRun = () => {
      throw new RpcError('runUnreadable', 'There is no run.');
    };
    open();
    await look();
    await offered;
    expect(said).toEqual([]);
    expect(note.read()).toBeNull();
  });
});

describe('runs that had not begun', () => {
  it('are offered together, and need no engine for that', async () => {
    await note.write({ runFolder: null, waiting: [...waiting] });
    choice = 'Start Again';
    answers = {};
    open();
    await look();
    await offered;
    expect(said).toEqual(['2 runs had not begun when the window closed. | Start Again']);
    expect(done).toEqual([`start ${images} /images/dogs`]);
    expect(note.read()).toBeNull();
  });

  it('are offered beside the one that was under way', async () => {
    await note.write({ runFolder, waiting: waiting.slice(1) });
    open();
    await look();
    await offered;
    expect(said).toHaveLength(2);
    expect(said[0]).toContain('The run on dogs had not begun');
    expect(note.read()).toBeNull();
  });

  it('are nothing where nothing was left', async () => {
    open();
    await look();
    await offered;
    expect(said).toEqual([]);
  });
});
