/** Starts an engine with the first backend that works. */
import { backendText, backendTitles, type UsedBackend } from '../../protocol/backend.js';
import type { EngineEvent } from '../../protocol/engineEvents.js';
import type { EngineResult } from '../../protocol/engineProtocol.js';
import { RpcError } from '../../protocol/rpc.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import type { EngineProcess } from '../engineProcess.js';
import {
  endNow,
  inTime,
  obstacleTo,
  whyUnusable,
  type Alarm,
  type BackendFailure,
  type BackendStart,
  type LaunchEngine,
  type PrepareBackend,
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
  /** Left out where no backend needs anything brought. */
  readonly prepare?: PrepareBackend;
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
  readonly info: Described;
  /** All that do not work, those of the plan first. */
  readonly failures: readonly BackendFailure[];
}

const because = ({ backend, reason }: BackendFailure): Sentence =>
  sentence('{0}: {1}', backendTitles[backend], reason);

const nothingWorks = (failures: readonly BackendFailure[]): RpcError => {
  const [first, ...others] = failures;
  if (first !== undefined && others.length === 0) return cannotBeUsed(first);
  const reasons = others.reduce<Sentence>(
    (all, failure) => sentence('{0} {1}', all, because(failure)),
    first === undefined ? sentence('None was found.') : because(first),
  );
  return new RpcError('engineMissing', sentence('No compute engine works here. {0}', reasons));
};

/** Why the only backend that is wanted is not used. */
export const cannotBeUsed = ({ backend, reason }: BackendFailure): RpcError =>
  new RpcError(
    'engineMissing',
    sentence('{0} cannot be used: {1}', backendTitles[backend], reason),
  );

/** Nobody wants the engine any more. */
export const endedEarly = (): RpcError =>
  new RpcError('engineStopped', sentence('The engine was ended before it was ready.'));

/** An engine of another version is refused for what it is, whatever it would compute with. */
const isMatterOfBackend = (error: unknown): boolean =>
  !(error instanceof RpcError && error.code === 'protocolMismatch');

type Described = EngineResult<'describeBackend'>;

/** What a backend is, or why it does not start. @throws RpcError when that is no matter of the backend */
const describeBackend = async (
  { backend }: BackendStart,
  { client }: EngineProcess,
  clock: Alarm,
): Promise<{ readonly info: Described } | { readonly reason: Sentence }> => {
  try {
    const described = await inTime(clock, openLimitMs, client.call('describeBackend', {}));
    if (described !== null) return { info: described.value };
    const seconds = Math.round(openLimitMs / 1000);
    return {
      reason: sentence(
        '{0} was not ready within {1} s and was ended.',
        backendTitles[backend],
        seconds,
      ),
    };
  } catch (error) {
    if (!isMatterOfBackend(error)) throw error;
    return { reason: whyUnusable(backend, error) };
  }
};

/**
 * Starts an engine, which is ended again when it cannot compute.
 * @throws RpcError when that is no matter of the backend, or the engine is not wanted any more
 */
const tryBackend = async (
  start: BackendStart,
  options: OpenOptions,
): Promise<
  { readonly engine: EngineProcess; readonly info: Described } | { readonly reason: Sentence }
> => {
  const { launch, prepare, clock, isWanted } = options;
  const obstacle = await obstacleTo(start, prepare);
  if (obstacle !== null) return { reason: obstacle };
  if (!isWanted()) throw endedEarly();
  const engine = launch(start, options.onEvent, options.onLog);
  options.onLaunched(engine);
  const described = await describeBackend(start, engine, clock);
  if (!isWanted()) throw endedEarly();
  if ('info' in described) return { engine, info: described.info };
  await endNow(engine, clock);
  return described;
};

/**
 * Starts one engine after the other until one can compute.
 * @throws RpcError `engineMissing` when no backend works, or there is no engine to start; `engineStopped`
 *   when it is not wanted any more
 */
export const openEngine = async (
  plan: BackendPlan,
  options: OpenOptions,
): Promise<OpenedEngine> => {
  const failures = [...plan.failures];
  for (const start of plan.starts) {
    if (!options.isWanted()) throw endedEarly();
    const tried = await tryBackend(start, options);
    if ('info' in tried) return { ...tried, start, failures };
    const failure = { backend: start.backend, reason: tried.reason };
    failures.push(failure);
    options.onFailure(failure);
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
