/**
 * One run with the engine process that trains it: from the start of the process until it is gone.
 * Whatever happens, the run's record says how it ended.
 */
import type { EngineProcess } from '../launcher/engineProcess.js';
import type { EngineClient, EngineEvent } from '../protocol/engineProtocol.js';
import type { RunResult } from '../protocol/run.js';
import { RpcError } from '../protocol/rpc.js';
import { inLanguage } from '../protocol/sentence.js';
import { errorText } from './errorText.js';
import { findHeldRun, heldRunText } from './heldRun.js';
import type { RunRecord } from './liveRun.js';
import type { Clock, LaunchEngine, Logger, Words } from './outside.js';
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
  const { words, logger, onChange } = options;
  let engine: EngineProcess | null = null;
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

  const start = (): EngineProcess =>
    options.launch(
      (event) => {
        if (isOver) return;
        record.apply(event);
        onChange(event);
      },
      (line) => {
        logger.info(line);
      },
    );

  const request = (client: EngineClient): Promise<RunResult> =>
    job.kind === 'new'
      ? client.call('pretrain', {
          folder: job.folder,
          runsFolder: job.runsFolder,
          config: job.config,
        })
      : client.call('resumeRun', { runFolder: job.runFolder });

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
    }));
    // No engine, or one that is not spoken with: that is no matter of this run.
    const isUntaken =
      engine === null || (error instanceof RpcError && error.code === 'protocolMismatch');
    return { crashed: isClosed, holdsQueue: isClosed || isUntaken };
  };

  const train = async (): Promise<RunEnd> => {
    try {
      // The process starts while the reader looks for another one that trains here.
      engine = start();
      await Promise.race([lookUp(job, record, options), aborted(asking.signal)]);
      if (asked !== null) throw new RpcError('engineStopped', 'Stopped before training began.');
      const result = await request(engine.client);
      const message = result.message === undefined ? null : inLanguage(result.message, words.t);
      end((status) => endedStatus(status, result, message));
      return { crashed: false, holdsQueue: false };
    } catch (error) {
      return endByError(error);
    }
  };

  const ended = train().then(async (how) => {
    await engine?.stop(how.crashed ? 0 : endGraceMs);
    return how;
  });

  return {
    ended,
    steer: async (action) => {
      if (isOver || engine === null) return;
      if (action !== 'stop') {
        await engine.client.call(action, {});
        return;
      }
      ask('stopped');
      const stopping = engine;
      await stopping.client.call('stop', { outcome: 'stopped' }).catch((error: unknown) => {
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
