/** A trainer whose engines, clock and memory a test plays. */
import { beforeEach } from 'vitest';

import { createRunUnderWayNote, type RunUnderWayNote } from '../../../../src/host/runUnderWay.js';
import { createSpeedBook, type SpeedBook } from '../../../../src/host/speedBook.js';
import type { Trainer } from '../../../../src/host/trainer.js';
import type { Steer } from '../../../../src/protocol/panelProtocol.js';
import { RpcError } from '../../../../src/protocol/rpc.js';
import type { RunStatus } from '../../../../src/protocol/runStatus.js';
import { createTestTrainer } from '../testTrainer.js';
import {
  config,
  createFakeEngines,
  createFakeReader,
  createTestClock,
  createTestMemory,
  createTestPlans,
  images,
  runStarted,
  settle,
  stepsEvent,
  type Answers,
  type FakeEngine,
  type FakeEngines,
  type TestClock,
  type TestPlans,
} from '../world.js';

interface Parts {
  readonly clock: TestClock;
  readonly engines: FakeEngines;
  /** What the reader answers; a test may change it. */
  readonly answers: Answers;
  readonly reader: ReturnType<typeof createFakeReader>;
  readonly speeds: SpeedBook;
  readonly note: RunUnderWayNote;
  readonly plans: TestPlans;
  readonly trainer: Trainer;
  /** Runs that have ended, in order. */
  readonly ends: readonly RunStatus[];
}

const createParts = (): Parts => {
  const clock = createTestClock();
  const engines = createFakeEngines();
  const plans = createTestPlans();
  const answers: Answers = { listRuns: () => ({ runs: [] }) };
  const reader = createFakeReader(answers);
  const speeds = createSpeedBook(createTestMemory());
  const note = createRunUnderWayNote(createTestMemory());
  const played = { launch: engines.launch, backends: plans, reader, clock, speeds, note };
  const trainer = createTestTrainer(played);
  const ends: RunStatus[] = [];
  trainer.onEnded((status) => ends.push(status));
  return { clock, engines, answers, reader, speeds, note, plans, trainer, ends };
};

/** What the tests of a file play with: new parts for each of them, under the same name. */
export interface TrainerWorld extends Parts {
  /** Of the run that is there. */
  status(): RunStatus;
  /** Steers the run that is there, as a page that shows it does. */
  steer(action: Exclude<Steer, 'resume'>): Promise<void>;
  /** Starts a run and brings it to its first steps. */
  startTraining(): Promise<FakeEngine>;
  /** Stops the run, of which its engine knows nothing yet. */
  stopBeforeItTrains(): Promise<void>;
}

/** Called once in a file. */
export const useTrainer = (): TrainerWorld => {
  const world: TrainerWorld = {
    ...createParts(),
    status() {
      if (world.trainer.current === null) throw new Error('There is no run.');
      return world.trainer.current.status;
    },
    steer: (action) => world.trainer.steer(action, world.trainer.current?.status.id ?? ''),
    async startTraining() {
      world.trainer.start(images, config, null);
      await settle();
      const engine = world.engines.last();
      engine.emit(runStarted);
      engine.emit(stepsEvent(1, 10));
      return engine;
    },
    async stopBeforeItTrains() {
      const stopping = world.steer('stop');
      world.engines.last().waiting('stop').reject(new RpcError('badArgument', 'There is no run.'));
      await stopping;
      await settle();
    },
  };
  beforeEach(() => {
    Object.assign(world, createParts());
  });
  return world;
};
