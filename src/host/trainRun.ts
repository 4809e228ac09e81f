/**
 * One run with the engine processes that train it: from the start of the first until the last is gone.
 * Whatever happens, the run's record says how it ended.
 */
import { endNow, type LaunchEngine } from '../launcher/choice/backendStart.js';
import { endedEarly } from '../launcher/choice/openEngine.js';
import { trainOnBackends, type TrainingRequest } from '../launcher/choice/trainOnBackends.js';
import type { EngineProcess } from '../launcher/engineProcess.js';
import { backendText } from '../protocol/backend.js';
import type { EngineEvent } from '../protocol/engineEvents.js';
import type { EngineClient } from '../protocol/engineProtocol.js';
import type { RunResult } from '../protocol/run.js';
import { RpcError } from '../protocol/rpc.js';
import { inEnglish, inLanguage } from '../protocol/sentence.js';
import type { BackendPlans } from './backendPlans.js';
import { errorText } from './errorText.js';
import { findHeldRun, heldRunText } from './heldRun.js';
import type { RunRecord } from './liveRun.js';
import type { Clock, Logger, Words } from './outside.js';
import { readCurves } from './readCurves.js';
import type { RunJob } from './runJob.js';
import { endedStatus, endOf } from './runStatus.js';
import { withDetails } from './storedRun.js';
import { SpokenError } from './spokenError.js';
import { waitAtMost } from './waitAtMost.js';

/** A slow disk may not hold up a start for longer; the engine has a lock of its own. */
const lookUpLimitMs = 5000;
/** How long an engine that has answered may take to end. */
const endGraceMs = 5000;

export interface TrainRunOptions {
  readonly launch: LaunchEngine;
  readonly backends: BackendPlans;
  /** The reader. */
  readonly reader: EngineClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly words: Words;
  /** Called after each event that the record took in; with null for another change. */
  readonly onChange: (event: EngineEvent | null) => void;
}

export interface RunEnd {
  /** True when the engine ended without being asked. */
  readonly crashed: boolean;
  /** True when the next run would end the same way: no engine takes it, or it may crash as well. */
  readonly holdsQueue: boolean;
}

export interface TrainedRun {
  /** Settles when the record says how the run ended and the process is gone. Never rejects. */
  readonly ended: Promise<RunEnd>;
  /** @throws RpcError when the engine refuses */
  steer(action: 'pause' | 'unpause' | 'stop'): Promise<void>;
  /** Has the engine save and end; kills it when that takes too long. */
  interrupt(graceMs: number): Promise<void>;
}

/** Starts a job. @param record is changed as the run goes on */
export const trainRun = (job: RunJob, record: RunRecord, options: TrainRunOptions): TrainedRun => {
  const { words, logger, backends, onChange } = options;
  let engine: EngineProcess | null = null;
  /** True once an engine was asked to train. */
  let hasBegun = false;
  let asked: 'stopped' | 'interrupted' | null = null;
  let isLetGo = false;
  let isOver = false;
  const asking = new AbortController();
  const ask = (outcome: 'stopped' | 'interrupted'): void => {
    asked ??= outcome;
    asking.abort();
    if (isOver) return;
    record.update((status) => ({ ...status, phase: 'stopping' }));
    onChange(null);
  };

  const end = (change: Parameters<RunRecord['update']>[0]): void => {
    isOver = true;
    record.update(change);
    onChange(null);
  };

  const endByError = (error: unknown): RunEnd => {
    const isClosed = error instanceof RpcError && error.code === 'portClosed';
    const isStopped = error instanceof RpcError && error.code === 'engineStopped';
    const outcome = asked;
    // An engine that ends instead of answering a stop has crashed, unless it was let go.
    if (outcome !== null && (isStopped || (isClosed && isLetGo))) {
      end((status) => ({ ...status, ...endOf(status, outcome, null) }));
      return { crashed: false, holdsQueue: false };
    }
    const message = errorText(error, words);
    logger.error(message);
    end((status) => ({
      ...status,
      // What has no run folder yet cannot go on.
      ...endOf(status, isClosed && status.runFolder !== null ? 'interrupted' : 'failed', message),
      failure: error instanceof RpcError && error.code === 'outOfMemory' ? error.code : null,
    }));
    // No engine, none that works, or one that is not spoken with: that is no matter of this run.
    const isUntaken =
      engine === null ||
      (error instanceof RpcError &&
        (error.code === 'protocolMismatch' || error.code === 'engineMissing'));
    return { crashed: isClosed, holdsQueue: isClosed || isUntaken };
  };

  const compute = async (looking: Promise<void>): Promise<RunResult> =>
    trainOnBackends(requestOf(job), await backends.plan(), {
      launch: options.launch,
      prepare: backends.prepare,
      clock: options.clock,
      onEvent: (event) => {
        if (isOver) return;
        record.apply(event);
        if (event.kind === 'warning') logger.info(inEnglish(event.message));
        onChange(event);
      },
      onLog: (line) => {
        logger.info(line);
      },
      onLaunched: (process) => {
        engine = process;
      },
      onBackend: (backend) => {
        logger.info(`The run is computed with ${backendText(backend)}.`);
        record.update((status) => ({ ...status, backend }));
        onChange(null);
      },
      onFailure: (failure) => {
        backends.noteFailure(failure);
        logger.warn(`${failure.backend} failed: ${inEnglish(failure.reason)}`);
      },
      beforeTraining: async () => {
        await looking;
        hasBegun = asked === null;
      },
      isWanted: () => asked === null,
    });

  /** Rejects once the run is to end before training has begun. */
  const refusedEarly = async (): Promise<never> => {
    await aborted(asking.signal);
    if (hasBegun) return new Promise(() => undefined);
    throw endedEarly();
  };

  const train = async (): Promise<RunEnd> => {
    try {
      // An engine starts while the reader looks for another one that trains here.
      const looking = lookUp(job, record, options);
      looking.catch(() => undefined);
      const result = await Promise.race([compute(looking), refusedEarly()]);
      const message = result.message === undefined ? null : inLanguage(result.message, words.t);
      end((status) => endedStatus(status, result, message));
      return { crashed: false, holdsQueue: false };
    } catch (error) {
      return endByError(error);
    }
  };

  const ended = train().then(async (how) => {
    if (engine === null) return how;
    if (how.crashed) await endNow(engine, options.clock);
    else await engine.stop(endGraceMs);
    return how;
  });

  return {
    ended,
    steer: async (action) => {
      if (isOver) return;
      if (action !== 'stop') {
        await engine?.client.call(action, {});
        return;
      }
      const stopping = engine;
      ask('stopped');
      await stopping?.client.call('stop', { outcome: 'stopped' }).catch((error: unknown) => {
        logger.debug(`The engine took no stop: ${String(error)}`);
      });
    },
    interrupt: async (graceMs) => {
      isLetGo = true;
      ask('interrupted');
      await engine?.stop(graceMs);
      await ended;
    },
  };
};

const requestOf = (job: RunJob): TrainingRequest =>
  job.kind === 'new'
    ? {
        kind: 'pretrain',
        params: { folder: job.folder, runsFolder: job.runsFolder, config: job.config },
      }
    : { kind: 'resumeRun', params: { runFolder: job.runFolder } };

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/**
 * Sees whether another process trains here, and what an earlier part of the run measured.
 * @throws SpokenError that says who trains
 */
const lookUp = async (job: RunJob, record: RunRecord, options: TrainRunOptions): Promise<void> => {
  const { clock, logger } = options;
  const looking = job.kind === 'new' ? lookForHolder(job, options) : lookBack(job, record, options);
  try {
    await waitAtMost(clock, lookUpLimitMs, looking, undefined);
  } catch (error) {
    if (error instanceof SpokenError) throw error;
    // The engine finds out by itself whether the folder can be used.
    logger.warn(`Nothing is known of earlier runs: ${String(error)}`);
  }
};

const lookForHolder = async (
  job: Extract<RunJob, { kind: 'new' }>,
  { reader, words }: TrainRunOptions,
): Promise<void> => {
  const held = await findHeldRun(reader, job.folder, job.runsFolder);
  if (held !== null) throw new SpokenError(heldRunText(held.runFolder, held.holder, words));
};

const lookBack = async (
  { runFolder }: Extract<RunJob, { kind: 'resume' }>,
  record: RunRecord,
  { reader, words, logger, onChange }: TrainRunOptions,
): Promise<void> => {
  const isKnown = record.series.length > 0 && record.problem === null;
  // Steps that came meanwhile stay.
  const lookAtCurves = async (): Promise<void> =>
    isKnown
      ? undefined
      : readCurves(runFolder, record, {
          client: reader,
          logger,
          words,
          onChange: () => onChange(null),
        });
  const details = await reader.call('showRun', { runFolder }).catch(async (error: unknown) => {
    await lookAtCurves();
    throw error;
  });
  const { holder } = details.summary;
  if (holder !== null) throw new SpokenError(heldRunText(runFolder, holder, words));
  if (isKnown) return;
  const { step, epoch, validation } = details.summary;
  record.update((status) => ({
    ...withDetails(status, details),
    ...(status.step === 0 ? { step, epoch, validation } : {}),
  }));
  await lookAtCurves();
};
