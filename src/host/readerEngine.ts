/**
 * The engine process that looks things up. It is started by the first call, ends after a minute
 * without one, and is started again after a crash, but not for ever; a call that was under way when it
 * crashed fails and is not repeated.
 */
import type { EngineProcess } from '../launcher/engineProcess.js';
import { describeEngineEnd } from '../launcher/engineStop.js';
import type { EngineClient, EngineEvent } from '../protocol/engineProtocol.js';
import { inEnglish, inLanguage, type Translate } from '../protocol/sentence.js';
import { createEmitter } from './emitter.js';
import type { Clock, LaunchEngine, Logger, Subscription } from './outside.js';
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
  /** True while an engine is there, and after one has ended by itself, until `restart`. */
  readonly isRestartable: boolean;
  /** Tells that `isRestartable` may be another. */
  onChange(listener: () => void): Subscription;
  /** Ends it for good. @param graceMs how long it may take */
  stop(graceMs: number): Promise<void>;
  /** Ends it, so that the next call starts a fresh one whatever happened before. */
  restart(): Promise<void>;
}

export interface ReaderOptions {
  readonly launch: LaunchEngine;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly t: Translate;
}

export const createReaderEngine = ({ launch, clock, logger, t }: ReaderOptions): ReaderEngine => {
  const events = createEmitter<EngineEvent>();
  const changes = createEmitter<undefined>();
  const policy = createRestartPolicy(() => clock.nowMs());
  const ending = new Set<Promise<void>>();
  let engine: EngineProcess | null = null;
  let callsUnderWay = 0;
  let idle: Subscription | null = null;
  let isStopped = false;

  const end = (graceMs: number): void => {
    idle?.dispose();
    idle = null;
    const ended = engine?.stop(graceMs);
    engine = null;
    if (ended === undefined) return;
    changes.emit(undefined);
    ending.add(ended);
    void ended.then(() => ending.delete(ended));
  };

  const start = (): EngineProcess => {
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
    const started = launch(
      (event) => {
        events.emit(event);
      },
      (line) => {
        logger.debug(line);
      },
    );
    void started.stopped.then((how) => {
      if (engine !== started) return;
      engine = null;
      const reason = describeEngineEnd(how, started.recentLog());
      policy.recordEnd(reason);
      logger.warn(`The engine that looks things up: ${inEnglish(reason)}`);
      changes.emit(undefined);
    });
    return started;
  };

  const release = (): void => {
    callsUnderWay -= 1;
    if (callsUnderWay > 0 || engine === null) return;
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
          if (engine === null) {
            engine = start();
            changes.emit(undefined);
          }
          return await engine.client.call(name, params);
        } finally {
          release();
        }
      },
    },
    onEvent: (listener) => events.on(listener),
    get isRestartable() {
      return engine !== null || policy.hasEnded;
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
  };
};
