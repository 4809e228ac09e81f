/** How an engine is started for a backend, and what choosing one needs of the outside world. */
import type { BackendName } from '../../protocol/backend.js';
import type { EngineEvent } from '../../protocol/engineEvents.js';
import { RpcError } from '../../protocol/rpc.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import type { EngineProcess } from '../engineProcess.js';
import { isCrash, type ChildEnd } from '../engineStop.js';

/** What an engine process is told to compute with. */
export interface BackendStart {
  readonly backend: BackendName;
  /** Folder with TensorFlow's library and addon, where that is the backend. */
  readonly tensorflowFolder?: string;
}

/**
 * Starts an engine process.
 * @param start null for requests that need no tensors
 * @throws RpcError `engineMissing` when there is no engine to start
 */
export type LaunchEngine = (
  start: BackendStart | null,
  onEvent: (event: EngineEvent) => void,
  onLog: (line: string) => void,
) => EngineProcess;

/**
 * Brings what an engine with a backend needs before it is started.
 * @throws RpcError with the reason why that backend cannot be used
 */
export type PrepareBackend = (backend: BackendName) => Promise<void>;

export interface Alarm {
  /** Milliseconds that never go back. */
  nowMs(): number;
  /** Runs something once, unless it is disposed before. */
  after(delayMs: number, run: () => void): { dispose(): void };
}

/** A backend that could not be used, and why. */
export interface BackendFailure {
  readonly backend: BackendName;
  readonly reason: Sentence;
}

/**
 * Whether the end of a process that computed is a failure of its backend. A graphics driver takes its
 * process along in any way, a library does by what it executes, and WebAssembly has neither.
 */
export const isFailureOf = (backend: BackendName, end: ChildEnd): boolean =>
  backend === 'webgpu' || (backend === 'tensorflow' && isCrash(end));

/** What a promise gave, or null when it took longer, or was not wanted any more. @throws what it throws in time */
export const inTime = <T>(
  clock: Alarm,
  limitMs: number,
  promise: Promise<T>,
  signal?: AbortSignal,
): Promise<{ readonly value: T } | null> =>
  new Promise((resolve, reject) => {
    const giveUp = (): void => {
      resolve(null);
    };
    const timer = clock.after(limitMs, giveUp);
    signal?.addEventListener('abort', giveUp, { once: true });
    promise
      .then((value) => {
        resolve({ value });
      }, reject)
      .finally(() => {
        timer.dispose();
        signal?.removeEventListener('abort', giveUp);
      });
    if (signal?.aborted === true) giveUp();
  });

/** How long is waited for the end of a process that was killed; a driver may keep it for ever. */
const endLimitMs = 5000;

/** Kills an engine with all that it started, and waits for its end, but not for ever. */
export const endNow = async (engine: EngineProcess, clock: Alarm): Promise<void> => {
  await inTime(clock, endLimitMs, engine.stop(0));
};

/** Why what a backend needs cannot be brought, or null. @param prepare left out where nothing is needed */
export const obstacleTo = async (
  { backend }: BackendStart,
  prepare: PrepareBackend | undefined,
): Promise<Sentence | null> => {
  try {
    await prepare?.(backend);
    return null;
  } catch (error) {
    return reasonOf(error);
  }
};

/** Why a backend could not be used: whatever was thrown when its engine was asked what it computes with. */
export const whyUnusable = (backend: BackendName, error: unknown): Sentence => {
  const reason = reasonOf(error);
  const hasEnded = error instanceof RpcError && error.code === 'portClosed';
  return backend === 'webgpu' && hasEnded
    ? sentence(
        '{0} Its library or the graphics driver may be damaged; update the driver, or install the extension again.',
        reason,
      )
    : reason;
};

/** Whatever was thrown, as a sentence; what nobody meant for a user is put as it is. */
export const reasonOf = (error: unknown): Sentence => {
  if (error instanceof RpcError && error.sentence !== null) return error.sentence;
  return { text: error instanceof Error ? error.message : String(error), values: [] };
};
