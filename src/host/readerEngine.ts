/**
 * The engine process that looks things up. It is started by the first call, ends after a minute
 * without one, and is started again after a crash, but not for ever; a call that was under way when it
 * crashed fails and is not repeated. One that computes is started with the first backend that works.
 */
import { isFailureOf, type LaunchEngine } from '../launcher/choice/backendStart.js';
import { insteadText, openEngine } from '../launcher/choice/openEngine.js';
import { hungText, unlessSilent } from '../launcher/choice/silenceWatch.js';
import { lostOften, mostLosses } from '../launcher/choice/trainOnBackends.js';
import type { EngineProcess } from '../launcher/engineProcess.js';
import { describeEngineEnd } from '../launcher/engineStop.js';
import { backendText, backendTitles, type BackendName } from '../protocol/backend.js';
import type { EngineEvent } from '../protocol/engineEvents.js';
import type { EngineClient } from '../protocol/engineProtocol.js';
import { RpcError } from '../protocol/rpc.js';
import {
  inEnglish,
  inLanguage,
  sentence,
  type Sentence,
  type Translate,
} from '../protocol/sentence.js';
import type { BackendPlans } from './backendPlans.js';
import { createEmitter } from './emitter.js';
import type { Clock, Logger, Subscription } from './outside.js';
import { createRestartPolicy } from './restartPolicy.js';
import { SpokenError } from './spokenError.js';

/** How long it may be idle. */
export const readerIdleMs = 60_000;
/** It has nothing to save, so it may take only a moment to end. */
const idleGraceMs = 2000;

export interface ReaderEngine {
  /** Starts the engine on demand. Calls reject with RpcError or SpokenError. */
  readonly client: EngineClient;
  /** Progress and warnings of what is looked up. */
  onEvent(listener: (event: EngineEvent) => void): Subscription;
  /** True while an engine is there or is being opened, and after one has ended by itself, until `restart`. */
  readonly isRestartable: boolean;
  /** Tells that `isRestartable` may be another. */
  onChange(listener: () => void): Subscription;
  /** Ends it for good. @param graceMs how long it may take */
  stop(graceMs: number): Promise<void>;
  /** Ends it, so that the next call starts a fresh one whatever happened before. */
  restart(): Promise<void>;
  /** Ends it as soon as no call is under way, so that the next one starts with what is chosen by then. */
  renew(): void;
}

export interface ReaderOptions {
  readonly launch: LaunchEngine;
  /** What it computes with; null where no call needs tensors, so that none waits for a measurement. */
  readonly backends: BackendPlans | null;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly t: Translate;
}

/** An engine that is there. */
interface Reading {
  readonly process: EngineProcess;
  /** What it computes with; null where it does not. */
  readonly backend: BackendName | null;
}

/** An engine that computes, until it is known which backend works. */
interface Opening {
  /** The process that is tried. */
  process: EngineProcess | null;
  ready: Promise<Reading> | null;
}

/** A graphics processor that has failed in a process does nothing more there. */
const isSpent = (error: unknown): error is RpcError =>
  error instanceof RpcError && ['deviceLost', 'outOfMemory'].includes(error.code);

const tryAgainText = (reason: Sentence): Sentence =>
  sentence('{0} Try again, which starts a fresh engine.', reason);

export const createReaderEngine = (options: ReaderOptions): ReaderEngine => {
  const { launch, backends, clock, logger, t } = options;
  const events = createEmitter<EngineEvent>();
  const changes = createEmitter<undefined>();
  const policy = createRestartPolicy(() => clock.nowMs());
  const ending = new Set<Promise<void>>();
  let engine: Reading | null = null;
  let opening: Opening | null = null;
  let callsUnderWay = 0;
  let idle: Subscription | null = null;
  let isStopped = false;
  /** True while another backend than that of the engine is wanted. */
  let isOutdated = false;
  /** How often a graphics processor was lost. */
  let losses = 0;

  const stopProcess = (process: EngineProcess | null, graceMs: number): void => {
    if (process === null) return;
    const ended = process.stop(graceMs);
    ending.add(ended);
    void ended.then(() => ending.delete(ended));
  };
  const end = (graceMs: number): void => {
    idle?.dispose();
    idle = null;
    const isThere = engine !== null || opening !== null;
    stopProcess(engine?.process ?? null, graceMs);
    stopProcess(opening?.process ?? null, graceMs);
    engine = null;
    opening = null;
    isOutdated = false;
    if (isThere) changes.emit(undefined);
  };

  const onEvent = (event: EngineEvent): void => {
    events.emit(event);
  };
  const onLog = (line: string): void => {
    logger.debug(line);
  };

  const open = async (plans: BackendPlans, own: Opening): Promise<Reading> => {
    const isWanted = (): boolean => opening === own;
    const opened = await openEngine(await plans.plan(), {
      ...{ launch, clock, onEvent, onLog, isWanted, prepare: plans.prepare },
      onLaunched: (process) => {
        own.process = process;
      },
      onFailure: (failure) => {
        plans.noteFailure(failure);
        logger.warn(`${failure.backend} does not start: ${inEnglish(failure.reason)}`);
      },
    });
    logger.info(`Analyses are computed with ${backendText(opened.info)}.`);
    const message = insteadText(opened.info, opened.failures);
    if (message !== null) onEvent({ kind: 'warning', code: 'run', message });
    return { process: opened.engine, backend: opened.start.backend };
  };

  const watch = (started: Reading): void => {
    const { process, backend } = started;
    engine = started;
    changes.emit(undefined);
    void process.stopped.then((how) => {
      if (engine !== started) return;
      engine = null;
      const reason = describeEngineEnd(how, process.recentLog());
      policy.recordEnd(reason);
      if (backend !== null && isFailureOf(backend, how)) backends?.noteFailure({ backend, reason });
      logger.warn(`The engine that looks things up: ${inEnglish(reason)}`);
      changes.emit(undefined);
    });
  };

  /** Ends an engine whose graphics processor has failed. @returns what the caller is told */
  const giveUp = (spent: Reading, error: RpcError): RpcError => {
    if (engine !== spent) return error;
    end(idleGraceMs);
    if (error.code !== 'deviceLost' || error.sentence === null) return error;
    losses += 1;
    if (losses >= mostLosses && spent.backend !== null) {
      backends?.noteFailure({ backend: spent.backend, reason: lostOften(losses) });
      losses = 0;
    }
    return new RpcError(error.code, tryAgainText(error.sentence));
  };

  /** Settles a call also where a graphics driver hangs; no other backend is known to. */
  const settleCall = <T>(reading: Reading, answered: Promise<T>): Promise<T> => {
    const { backend } = reading;
    if (backend !== 'webgpu') return answered;
    return unlessSilent(answered, {
      clock,
      listen: (hear) => events.on(hear),
      onSilent: (silentMs) => {
        const reason = hungText(backendTitles[backend], silentMs);
        backends?.noteFailure({ backend, reason });
        if (engine === reading) end(0);
        throw new RpcError('portClosed', tryAgainText(reason));
      },
    });
  };

  const start = (): Reading | Promise<Reading> => {
    if (isStopped) throw new SpokenError(t('The window is closing.'));
    const refusal = policy.refusal();
    if (refusal !== null) {
      throw new SpokenError(
        t(
          'The engine ended again and again; “Pretext Lab: Restart Engine” tries once more. The last time: {0}',
          inLanguage(refusal, t),
        ),
      );
    }
    if (backends === null) {
      const started = { process: launch(null, onEvent, onLog), backend: null };
      watch(started);
      return started;
    }
    const own: Opening = { process: null, ready: null };
    opening = own;
    changes.emit(undefined);
    own.ready = open(backends, own)
      .then((started) => {
        watch(started);
        return started;
      })
      .finally(() => {
        if (opening === own) opening = null;
      });
    return own.ready;
  };

  const release = (): void => {
    callsUnderWay -= 1;
    if (callsUnderWay > 0 || engine === null) return;
    if (isOutdated) {
      end(idleGraceMs);
      return;
    }
    idle = clock.after(readerIdleMs, () => {
      logger.debug('The engine that looks things up was idle and ends.');
      end(idleGraceMs);
    });
  };

  return {
    client: {
      call: async (name, params) => {
        idle?.dispose();
        idle = null;
        callsUnderWay += 1;
        try {
          const found = engine ?? opening?.ready ?? start();
          const ready = found instanceof Promise ? await found : found;
          try {
            return await settleCall(ready, ready.process.client.call(name, params));
          } catch (error) {
            throw isSpent(error) ? giveUp(ready, error) : error;
          }
        } finally {
          release();
        }
      },
    },
    onEvent: (listener) => events.on(listener),
    get isRestartable() {
      return engine !== null || opening !== null || policy.hasEnded;
    },
    onChange: (listener) => changes.on(() => listener()),
    stop: async (graceMs) => {
      isStopped = true;
      end(graceMs);
      await Promise.all(ending);
    },
    restart: async () => {
      policy.clear();
      end(idleGraceMs);
      changes.emit(undefined);
      await Promise.all(ending);
    },
    renew: () => {
      if (engine === null) return;
      isOutdated = true;
      if (callsUnderWay === 0) end(idleGraceMs);
    },
  };
};
