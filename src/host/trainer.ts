/** Trains one run at a time, and keeps those that wait. */
import { basename } from 'node:path';

import type { BackendStart, LaunchEngine } from '../launcher/choice/backendStart.js';
import { openEngine } from '../launcher/choice/openEngine.js';
import { hungText, unlessSilent } from '../launcher/choice/silenceWatch.js';
import type { EngineProcess } from '../launcher/engineProcess.js';
import { backendTitles } from '../protocol/backend.js';
import type { EngineClient } from '../protocol/engineProtocol.js';
import type { Steer } from '../protocol/panelProtocol.js';
import type { RunStatus } from '../protocol/runStatus.js';
import { speedKey, type QueuedRun } from '../protocol/trainingProtocol.js';
import { RpcError } from '../protocol/rpc.js';
import type { RunConfig } from '../protocol/run.js';
import { createEmitter } from './emitter.js';
import { engineBusy } from './engineBusy.js';
import { createRunRecord, type LiveRun, type RunRecord } from './liveRun.js';
import type { BackendPlans } from './backendPlans.js';
import type { Clock, Logger, Subscription, Words } from './outside.js';
import { refuseOtherRun } from './otherRun.js';
import { moved, queuedRunOf, type RunJob } from './runJob.js';
import { newRunStatus, startingStatus } from './runStatus.js';
import type { RunUnderWayNote } from './runUnderWay.js';
import type { SpeedBook } from './speedBook.js';
import { createSpeedWatch } from './speedWatch.js';
import { SpokenError } from './spokenError.js';
import { withDetails } from './storedRun.js';
import { createThrottle } from './throttle.js';
import { trainRun, type TrainedRun } from './trainRun.js';
import { waitAtMost } from './waitAtMost.js';

export interface TrainerOptions {
  readonly launch: LaunchEngine;
  readonly backends: BackendPlans;
  /** The reader. */
  readonly reader: EngineClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly words: Words;
  readonly speeds: SpeedBook;
  readonly note: RunUnderWayNote;
}

export interface Trainer {
  /** The run under way, or the last one that ended in this window; null before the first. */
  readonly current: LiveRun | null;
  /** True while an engine trains. */
  readonly isTraining: boolean;
  /** True while an engine trains or measures a speed. */
  readonly isBusy: boolean;
  /** Runs that wait, the next first. A new list with each change. */
  readonly queue: readonly QueuedRun[];
  /** True after a crash, a restart, or a start without an engine: the queue waits until a run is started or `continueQueue`. */
  readonly isQueueHeld: boolean;
  /**
   * Starts a run, or queues it behind the one under way. What goes wrong is told by the run's status.
   * @throws SpokenError when the queue is full
   */
  start(folder: string, config: RunConfig, runsFolder: string | null): void;
  /** Goes on with a run, or queues that. @throws SpokenError when it is under way or queued already */
  resume(runFolder: string, known: { folder: string; config: RunConfig }): void;
  /**
   * Steers the run of this id, and no other that has begun since.
   * @throws SpokenError when another run is there, or none is under way; RpcError when the engine refuses
   */
  steer(action: Exclude<Steer, 'resume'>, id: string): Promise<void>;
  moveQueued(id: string, place: number): void;
  /** @throws SpokenError when it does not wait any more */
  removeQueued(id: string): void;
  /** Starts the next queued run after the queue was held. */
  continueQueue(): void;
  /** Drops a run that was deleted: it is shown no more, and neither resumed nor waited for. */
  forget(runFolder: string): void;
  /** Times a configuration. @throws SpokenError while busy, RpcError when the engine fails */
  measureSpeed(config: RunConfig): Promise<void>;
  /** Anything changed; told at most ten times a second. */
  onChange(listener: () => void): Subscription;
  /** A run has ended, in whatever way, and its process is gone. Told at once. */
  onEnded(listener: (status: RunStatus) => void): Subscription;
  /** Ends the engine of the run under way, which saves first. */
  restartEngine(): Promise<void>;
  /** Has the run under way saved and ends everything. @param graceMs how long saving may take */
  dispose(graceMs: number): Promise<void>;
}

/** Shortest time between two `onChange`. */
export const changeEveryMs = 100;
const mostQueued = 100;
const restartGraceMs = 4500;
const measureGraceMs = 2000;
/** How long the last look at a run's folder may hold up the news of its end. */
const lastLookMs = 5000;

interface Measurement {
  /** Null until a backend is known. */
  engine: EngineProcess | null;
  isAborted: boolean;
}

export const createTrainer = (options: TrainerOptions): Trainer => {
  const { clock, logger, speeds, note, reader } = options;
  const { t } = options.words;
  const changes = createEmitter<undefined>();
  const ends = createEmitter<RunStatus>();
  const changed = createThrottle(clock, changeEveryMs, () => changes.emit(undefined));
  let record: RunRecord | null = null;
  let underWay: TrainedRun | null = null;
  /** What `underWay` does. */
  let begun: RunJob | null = null;
  let measuring: Measurement | null = null;
  let jobs: readonly RunJob[] = [];
  let queue: readonly QueuedRun[] = [];
  let isHeld = false;
  let isDisposed = false;
  let nextId = 1;

  const keep = (writing: Promise<void>): void => {
    writing.catch((error: unknown) => logger.warn(`A note could not be kept: ${String(error)}`));
  };
  const setJobs = (changedJobs: readonly RunJob[]): void => {
    jobs = changedJobs;
    queue = jobs.map(queuedRunOf);
    if (jobs.length === 0) isHeld = false;
    noteDown();
    changed.request();
  };
  /** Keeps what a window that ended now would leave undone. */
  const noteDown = (): void => {
    const runFolder = begun === null ? null : (record?.status.runFolder ?? null);
    const waiting = begun === null || runFolder !== null ? [...jobs] : [begun, ...jobs];
    const isNothing = runFolder === null && waiting.length === 0;
    keep(isNothing ? note.clear() : note.write({ runFolder, waiting }));
  };

  const recordFor = (job: RunJob): RunRecord => {
    if (job.kind === 'new')
      return createRunRecord(newRunStatus(job.id, job.folder, job.config, 'preparing'));
    // A run that ended in this window goes on with the curves that are here.
    if (record !== null && record.status.runFolder === job.runFolder) return record;
    return createRunRecord(resumedRunStatus(job));
  };

  const begin = (job: RunJob): void => {
    const own = recordFor(job);
    own.update((status) => startingStatus(status, job.id));
    record = own;
    const speed = createSpeedWatch(own, (measured) => keep(speeds.remember(measured)));
    const run = trainRun(job, own, {
      ...options,
      onChange: (event) => {
        if (event?.kind === 'runStarted') {
          noteDown();
          learnMachine(own, event.runFolder);
        }
        speed(event);
        changed.request();
      },
    });
    underWay = run;
    begun = job;
    noteDown();
    changed.request();
    void run.ended.then(async ({ holdsQueue }) => {
      underWay = null;
      begun = null;
      changed.request();
      if (isDisposed) return;
      noteDown();
      if (holdsQueue) isHeld = jobs.length > 0;
      startNext();
      const ended = own.status;
      await lookOnceMore(own);
      // Whoever resumed it meanwhile is told of the end that was.
      ends.emit(own.status.live ? ended : own.status);
    });
  };

  /** Once the run folder is there it tells what the engine does not report. */
  const learnMachine = (own: RunRecord, runFolder: string): void => {
    reader.call('showRun', { runFolder }).then(
      ({ hardware, versions, summary }) => {
        const { createdAt } = summary;
        own.update((status) => ({ ...status, hardware, versions, createdAt }));
        changed.request();
      },
      (error: unknown) => logger.warn(`${runFolder} cannot be read yet: ${String(error)}`),
    );
  };

  /** The run folder has the last word on what can be resumed. */
  const lookOnceMore = async (own: RunRecord): Promise<void> => {
    const { runFolder } = own.status;
    if (runFolder === null) return;
    try {
      const looking = reader.call('showRun', { runFolder });
      const details = await waitAtMost(clock, lastLookMs, looking, null);
      if (details === null || own.status.live) return;
      own.update((status) => {
        const { resumable } = details.summary;
        return { ...withDetails(status, details), resumable, holder: details.summary.holder };
      });
      changed.request();
    } catch (error) {
      logger.warn(`${runFolder} cannot be read any more: ${String(error)}`);
      // What was deleted in the meantime cannot go on.
      const isGone = error instanceof RpcError && error.code === 'runUnreadable';
      if (!isGone || own.status.live) return;
      own.update((status) => ({ ...status, resumable: false, checkpoints: [] }));
      changed.request();
    }
  };

  const startNext = (): void => {
    const [next, ...others] = jobs;
    if (next === undefined || isHeld || isDisposed) return;
    if (underWay !== null || measuring !== null) return;
    setJobs(others);
    begin(next);
  };

  const take = (job: RunJob): void => {
    if (isDisposed) throw new SpokenError(t('The window is closing.'));
    if (underWay === null && measuring === null) {
      // Somebody is here who saw why the queue was held.
      isHeld = false;
      begin(job);
      return;
    }
    if (jobs.length >= mostQueued) {
      throw new SpokenError(t('{0} runs wait already; remove one first.', mostQueued));
    }
    if (measuring === null) {
      setJobs([...jobs, job]);
      return;
    }
    // An estimate is not worth waiting for. What was held comes after the run, as it would without one.
    abortMeasurement(measuring);
    setJobs(isHeld ? [job, ...jobs] : [...jobs, job]);
    isHeld = false;
  };

  const abortMeasurement = (measurement: Measurement): void => {
    measurement.isAborted = true;
    void measurement.engine?.stop(0);
  };

  const newId = (): string => `run-${nextId++}`;

  const resume: Trainer['resume'] = (runFolder, { folder, config }) => {
    const isUnderWay = underWay !== null && record?.status.runFolder === runFolder;
    if (isUnderWay || jobs.some((job) => job.kind === 'resume' && job.runFolder === runFolder)) {
      throw new SpokenError(t('This run is under way already, or waits in the queue.'));
    }
    take({ kind: 'resume', id: newId(), runFolder, folder, config });
  };

  return {
    get current() {
      return record;
    },
    get isTraining() {
      return underWay !== null;
    },
    get isBusy() {
      return underWay !== null || measuring !== null;
    },
    get queue() {
      return queue;
    },
    get isQueueHeld() {
      return isHeld;
    },
    start: (folder, config, runsFolder) =>
      take({ kind: 'new', id: newId(), folder, config, runsFolder }),
    resume,
    steer: async (action, id) => {
      const status = record?.status;
      if (status !== undefined) refuseOtherRun(id, status.id, t);
      if (underWay === null) throw new SpokenError(t('No run is under way.'));
      await underWay.steer(action);
    },
    moveQueued: (id, place) => setJobs(moved(jobs, id, place)),
    removeQueued: (id) => {
      if (!jobs.some((job) => job.id === id)) {
        throw new SpokenError(t('This run does not wait any more: it has begun, or was removed.'));
      }
      setJobs(jobs.filter((job) => job.id !== id));
    },
    continueQueue: () => {
      isHeld = false;
      startNext();
      changed.request();
    },
    forget: (runFolder) => {
      if (underWay === null && record?.status.runFolder === runFolder) record = null;
      setJobs(jobs.filter((job) => job.kind !== 'resume' || job.runFolder !== runFolder));
    },
    measureSpeed: async (config) => {
      if (isDisposed) throw new SpokenError(t('The window is closing.'));
      if (underWay !== null || measuring !== null) throw engineBusy(t);
      const measurement: Measurement = { engine: null, isAborted: false };
      measuring = measurement;
      changed.request();
      try {
        const { engine, start } = await openEngine(await options.backends.plan(), {
          launch: options.launch,
          prepare: options.backends.prepare,
          clock,
          onEvent: () => undefined,
          onLog: (line) => logger.info(line),
          onLaunched: (process) => {
            measurement.engine = process;
          },
          onFailure: (failure) => options.backends.noteFailure(failure),
          isWanted: () => !measurement.isAborted,
        });
        const asked = engine.client.call('measureSpeed', { config });
        const { imagesPerSecond } = await unlessHung(start, asked, options);
        await speeds.remember({ key: speedKey(config), imagesPerSecond });
      } catch (error) {
        if (!measurement.isAborted) throw error;
      } finally {
        await measurement.engine?.stop(measureGraceMs);
        measuring = null;
        changed.request();
        startNext();
      }
    },
    onChange: (listener) => changes.on(() => listener()),
    onEnded: (listener) => ends.on(listener),
    restartEngine: async () => {
      if (measuring !== null) abortMeasurement(measuring);
      isHeld = jobs.length > 0;
      changed.request();
      await underWay?.interrupt(restartGraceMs);
    },
    dispose: async (graceMs) => {
      isDisposed = true;
      jobs = [];
      queue = [];
      if (measuring !== null) abortMeasurement(measuring);
      await underWay?.interrupt(graceMs);
      changed.dispose();
    },
  };
};

/** What was asked, unless the graphics driver hangs. @throws RpcError then */
const unlessHung = <T>(
  { backend }: BackendStart,
  asked: Promise<T>,
  { backends, clock }: TrainerOptions,
): Promise<T> => {
  if (backend !== 'webgpu') return asked;
  return unlessSilent(asked, {
    clock,
    // Measuring reports nothing.
    listen: () => null,
    onSilent: (silentMs) => {
      const reason = hungText(backendTitles[backend], silentMs);
      backends.noteFailure({ backend, reason });
      throw new RpcError('portClosed', reason);
    },
  });
};

const resumedRunStatus = (job: Extract<RunJob, { kind: 'resume' }>): RunStatus => ({
  ...newRunStatus(job.id, job.folder, job.config, 'preparing'),
  runFolder: job.runFolder,
  title: basename(job.runFolder),
});
