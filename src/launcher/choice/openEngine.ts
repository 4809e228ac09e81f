/** Starts an engine with the first backend that works. */
import { backendText, backendTitles, type UsedBackend } from '../../protocol/backend.js';
import type { EngineEvent, EngineResult } from '../../protocol/engineProtocol.js';
import { RpcError } from '../../protocol/rpc.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import type { EngineProcess } from '../engineProcess.js';
import {
  endNow,
  inTime,
  reasonOf,
  type Alarm,
  type BackendFailure,
  type BackendStart,
  type LaunchEngine,
} from './backendStart.js';

/** How long a backend may take until it can compute: its library may lie on a slow disk. */
export const openLimitMs = 30_000;

/** Backends in the order in which they are tried, and what is known not to work before that. */
export interface BackendPlan {
  readonly starts: readonly BackendStart[];
  readonly failures: readonly BackendFailure[];
}

export interface OpenOptions {
  readonly launch: LaunchEngine;
  readonly clock: Alarm;
  /** Events of the engine that is being tried, or was opened. */
  readonly onEvent: (event: EngineEvent) => void;
  readonly onLog: (line: string) => void;
  /** Told of each process as soon as it is there. Whoever opens an engine ends the last one. */
  readonly onLaunched: (engine: EngineProcess) => void;
  /** Told of each backend that does not start. */
  readonly onFailure: (failure: BackendFailure) => void;
  /** False once nobody wants an engine any more: then a failure is no reason to try another one. */
  readonly isWanted: () => boolean;
}

export interface OpenedEngine {
  readonly engine: EngineProcess;
  readonly start: BackendStart;
  readonly info: EngineResult<'describeBackend'>;
  /** All that do not work, those of the plan first. */
  readonly failures: readonly BackendFailure[];
}

const because = ({ backend, reason }: BackendFailure): Sentence =>
  sentence('{0}: {1}', backendTitles[backend], reason);

const nothingWorks = (failures: readonly BackendFailure[]): RpcError => {
  const [first, ...others] = failures.map(because);
  const reasons = others.reduce<Sentence>(
    (all, reason) => sentence('{0} {1}', all, reason),
    first ?? sentence('None was found.'),
  );
  return new RpcError('engineMissing', sentence('No compute engine works here. {0}', reasons));
};

/** An engine of another version is refused for what it is, whatever it would compute with. */
const isMatterOfBackend = (error: unknown): boolean =>
  !(error instanceof RpcError && error.code === 'protocolMismatch');

/**
 * Starts one engine after the other until one can compute.
 * @throws RpcError `engineMissing` when no backend works, or there is no engine to start
 */
export const openEngine = async (
  plan: BackendPlan,
  options: OpenOptions,
): Promise<OpenedEngine> => {
  const { launch, clock, isWanted } = options;
  const failures = [...plan.failures];
  for (const start of plan.starts) {
    const engine = launch(start, options.onEvent, options.onLog);
    options.onLaunched(engine);
    let reason: Sentence;
    try {
      const described = await inTime(clock, openLimitMs, engine.client.call('describeBackend', {}));
      if (described !== null) return { engine, start, info: described.value, failures };
      reason = sentence(
        '{0} was not ready within {1} s and was ended.',
        backendTitles[start.backend],
        Math.round(openLimitMs / 1000),
      );
    } catch (error) {
      if (!isWanted() || !isMatterOfBackend(error)) throw error;
      reason = reasonOf(error);
    }
    const failure = { backend: start.backend, reason };
    failures.push(failure);
    options.onFailure(failure);
    await endNow(engine, clock);
    if (!isWanted()) break;
  }
  throw nothingWorks(failures);
};

/** That another backend is used than the one that was meant, or null when it is the same. */
export const insteadText = (
  used: UsedBackend,
  failures: readonly BackendFailure[],
): Sentence | null => {
  const failure = failures.find(({ backend }) => backend !== used.name);
  if (failure === undefined) return null;
  return sentence(
    '{0} is used instead of {1}: {2}',
    backendText(used),
    backendTitles[failure.backend],
    failure.reason,
  );
};
