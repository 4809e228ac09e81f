/**
 * Trains a run over as many engine processes as it takes. A backend that does not start gives way to the
 * next one; one that fails in training does too, and the run goes on from its last checkpoint.
 */
import { backendText, backendTitles, type UsedBackend } from '../../protocol/backend.js';
import type { EngineEvent } from '../../protocol/engineEvents.js';
import type { EngineClient, EngineParams } from '../../protocol/engineProtocol.js';
import { RpcError } from '../../protocol/rpc.js';
import type { RunResult } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import {
  endNow,
  isFailureOf,
  reasonOf,
  type BackendFailure,
  type BackendStart,
} from './backendStart.js';
import { handicapOf } from './backendTable.js';
import {
  endedEarly,
  insteadText,
  openEngine,
  type BackendPlan,
  type OpenedEngine,
  type OpenOptions,
} from './openEngine.js';
import { hungText, unlessSilent } from './silenceWatch.js';

/** How often a lost graphics processor is tried again before another backend takes over. */
export const mostLosses = 2;

export type TrainingRequest =
  | { readonly kind: 'pretrain'; readonly params: EngineParams<'pretrain'> }
  | { readonly kind: 'resumeRun'; readonly params: EngineParams<'resumeRun'> };

export interface TrainOptions extends OpenOptions {
  /** Told what the run computes with from now on. */
  readonly onBackend: (backend: UsedBackend) => void;
  /** Waited for once a backend works, before the first request. */
  readonly beforeTraining: () => Promise<void>;
}

/** How one process ended its part of the run. */
type Part =
  | { readonly kind: 'answered'; readonly result: RunResult }
  /** The process is of no use any more. */
  | { readonly kind: 'gone'; readonly reason: Sentence }
  /** Its graphics processor was lost; there is a result where the run had begun. */
  | { readonly kind: 'lost'; readonly answer: RunResult | RpcError };

/** Receives the events of one process, until it is given up. */
interface Listener {
  hear: (event: EngineEvent) => void;
}

/** Lets somebody hear each event first, for as long as the listener hears. */
const tap = (listener: Listener, hearFirst: Listener['hear']): void => {
  const { hear } = listener;
  listener.hear = (event) => {
    hearFirst(event);
    hear(event);
  };
};

const call = (client: EngineClient, asked: TrainingRequest): Promise<RunResult> =>
  asked.kind === 'pretrain'
    ? client.call('pretrain', asked.params)
    : client.call('resumeRun', asked.params);

const resumption = (runFolder: string): TrainingRequest => ({
  kind: 'resumeRun',
  params: { runFolder },
});

const lostOnce = sentence(
  'The graphics processor was lost, so the run goes on from its last checkpoint in a fresh process.',
);
const lostEarly = sentence(
  'The graphics processor was lost, so the run starts again in a fresh process.',
);
/** A graphics processor that is not tried any more. */
export const lostOften = (losses: number): Sentence =>
  sentence('The graphics processor was lost {0} times.', losses);

const handedOver = (
  { backend, reason }: BackendFailure,
  used: UsedBackend,
  hasBegun: boolean,
): Sentence => {
  const [now, before] = [backendText(used), backendTitles[backend]];
  return hasBegun
    ? sentence(
        'The run goes on from its last checkpoint with {0} instead of {1}: {2}',
        now,
        before,
        reason,
      )
    : sentence('The run starts again with {0} instead of {1}: {2}', now, before, reason);
};

const answerOf = (result: RunResult): Part =>
  result.failure === 'deviceLost' ? { kind: 'lost', answer: result } : { kind: 'answered', result };

/** A part on a graphics processor, whose driver may hang or take the process along. @throws RpcError */
const trainOnGraphics = async (
  { info }: OpenedEngine,
  answered: Promise<Part>,
  listener: Listener,
  { clock }: TrainOptions,
): Promise<Part> => {
  try {
    return await unlessSilent(answered, {
      clock,
      listen: (hear) => {
        tap(listener, hear);
        return null;
      },
      onSilent: (silentMs) => ({ kind: 'gone', reason: hungText(backendText(info), silentMs) }),
    });
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    if (error.code === 'portClosed') return { kind: 'gone', reason: reasonOf(error) };
    if (error.code === 'deviceLost') return { kind: 'lost', answer: error };
    throw error;
  }
};

/** A part on a processor: what ends it would end the next process as well. @throws RpcError */
const trainOnProcessor = async (
  { engine, start: { backend } }: OpenedEngine,
  answered: Promise<Part>,
  { isWanted, onFailure }: TrainOptions,
): Promise<Part> => {
  try {
    return await answered;
  } catch (error) {
    const hasEnded = error instanceof RpcError && error.code === 'portClosed';
    // The run ends, but what is started next may do better.
    if (hasEnded && isFailureOf(backend, await engine.stopped) && isWanted()) {
      onFailure({ backend, reason: reasonOf(error) });
    }
    throw error;
  }
};

/** Has one engine train, until it answers or is gone. @throws RpcError as the engine does */
const trainPart = (
  opened: OpenedEngine,
  asked: TrainingRequest,
  listener: Listener,
  options: TrainOptions,
): Promise<Part> => {
  const answered = call(opened.engine.client, asked).then(answerOf);
  return opened.start.backend === 'webgpu'
    ? trainOnGraphics(opened, answered, listener, options)
    : trainOnProcessor(opened, answered, options);
};

/** What the owner is told of a loss that nothing is done about. @throws RpcError where there is no result */
const settleLoss = (answer: RunResult | RpcError): RunResult => {
  if (answer instanceof RpcError) throw answer;
  return answer;
};

/**
 * Trains a run to its end.
 * @returns what the last engine answered
 * @throws RpcError as the engine does, and when no backend works or is left
 */
export const trainOnBackends = async (
  request: TrainingRequest,
  plan: BackendPlan,
  options: TrainOptions,
): Promise<RunResult> => {
  const { clock, onEvent, isWanted } = options;
  let { starts, failures } = plan;
  let runFolder = request.kind === 'resumeRun' ? request.params.runFolder : null;
  let losses = 0;
  let toldFailures = 0;
  let last: BackendStart | null = null;
  const tell = (message: Sentence | null): void => {
    if (message !== null) onEvent({ kind: 'warning', code: 'run', message });
  };

  for (;;) {
    const listener: Listener = { hear: onEvent };
    const opened = await openEngine(
      { starts, failures },
      { ...options, onEvent: (event) => listener.hear(event) },
    );
    const { engine, start, info } = opened;
    const used = { name: info.name, device: info.device };
    options.onBackend(used);
    failures = opened.failures;
    const untold = failures.slice(toldFailures);
    toldFailures = failures.length;
    if (last === null) tell(insteadText(used, untold));
    else if (untold[0] !== undefined) tell(handedOver(untold[0], used, runFolder !== null));
    if (last?.backend !== start.backend) tell(handicapOf(info));
    if (last === null) await options.beforeTraining();
    if (!isWanted()) throw endedEarly();
    last = start;

    listener.hear = (event) => {
      if (event.kind === 'runStarted') ({ runFolder } = event);
      onEvent(event.kind === 'runStarted' ? { ...event, backend: used } : event);
    };
    const asked = runFolder === null ? request : resumption(runFolder);
    const part = await trainPart(opened, asked, listener, options);
    if (part.kind === 'answered') return part.result;
    // What it still says is about nothing.
    listener.hear = () => undefined;
    const others = starts.slice(starts.indexOf(start) + 1);
    if (part.kind === 'lost') {
      losses += 1;
      const isLast = losses > mostLosses && others.length === 0;
      if (!isWanted() || isLast) return settleLoss(part.answer);
    } else if (!isWanted() || others.length === 0) {
      throw new RpcError('portClosed', part.reason);
    }
    await endNow(engine, clock);
    if (part.kind === 'lost' && losses <= mostLosses) {
      starts = [start, ...others];
      tell(runFolder === null ? lostEarly : lostOnce);
    } else {
      const reason = part.kind === 'gone' ? part.reason : lostOften(losses);
      const failure = { backend: start.backend, reason };
      options.onFailure(failure);
      failures = [...failures, failure];
      starts = others;
    }
  }
};
