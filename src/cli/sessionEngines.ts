/** The engine processes of one command. */
import type { BackendChoice } from '../launcher/choice/backendChoice.js';
import type { Alarm } from '../launcher/choice/backendStart.js';
import { handicapOf } from '../launcher/choice/backendTable.js';
import {
  insteadText,
  openEngine,
  type BackendPlan,
  type OpenOptions,
} from '../launcher/choice/openEngine.js';
import { trainOnBackends, type TrainingRequest } from '../launcher/choice/trainOnBackends.js';
import type { EngineProcess } from '../launcher/engineProcess.js';
import type { ComputeEngine } from '../protocol/backend.js';
import type { ReportEvent } from '../protocol/engineEvents.js';
import type { EngineClient } from '../protocol/engineProtocol.js';
import type { RunResult } from '../protocol/run.js';
import type { CliContext } from './cliContext.js';

/** What a command computes with; null for one that needs no tensors. */
export type WantedEngine = ComputeEngine | null;

export interface SessionEngines {
  /** The process that is there, or null. */
  readonly current: EngineProcess | null;
  /** Starts the engine. @throws RpcError when there is none, or nothing works */
  open(): Promise<EngineClient>;
  /** Trains a run, over as many engines as it takes. @throws RpcError as the engine does */
  train(request: TrainingRequest): Promise<RunResult>;
  /** Has a measurement end that may be under way. */
  endMeasuring(): void;
}

export interface EnginesOptions {
  readonly wanted: WantedEngine;
  readonly onEvent: ReportEvent;
  readonly onLog: (line: string) => void;
  /** False once the user has interrupted the command. */
  readonly isWanted: () => boolean;
}

/** The part of a context that keeps time. */
export const alarmOf = (context: Pick<CliContext, 'now' | 'after'>): Alarm => ({
  nowMs: () => context.now(),
  after: (delayMs, run) => context.after(delayMs, run),
});

/** Says on the error stream that something is measured: standard output may be for a program. */
export const createTellingChoice = (
  context: CliContext,
  onLog: (line: string) => void,
): BackendChoice =>
  context.createChoice(async (measure) => {
    context.writeError('Measuring what trains fastest here…');
    await measure(new AbortController().signal, () => undefined);
  }, onLog);

export const createSessionEngines = (
  context: CliContext,
  { wanted, onEvent, onLog, isWanted }: EnginesOptions,
): SessionEngines => {
  const choice = createTellingChoice(context, onLog);
  let current: EngineProcess | null = null;
  const openOptions: OpenOptions = {
    launch: (start, onEngineEvent, onLine) => context.startEngine(start, onEngineEvent, onLine),
    clock: alarmOf(context),
    onEvent,
    onLog,
    onLaunched: (engine) => {
      current = engine;
    },
    onFailure: (failure) => {
      choice.noteFailure(failure);
    },
    isWanted,
  };
  // Who names an engine wants that one: a script would rather fail than compute something else.
  const plan = async (): Promise<BackendPlan> =>
    wanted === null || wanted === 'auto' ? choice.plan('auto') : choice.planOnly(wanted);

  return {
    get current() {
      return current;
    },
    open: async () => {
      if (wanted === null) {
        current = context.startEngine(null, onEvent, onLog);
        return current.client;
      }
      const opened = await openEngine(await plan(), openOptions);
      for (const message of [insteadText(opened.info, opened.failures), handicapOf(opened.info)]) {
        if (message !== null) onEvent({ kind: 'warning', code: 'run', message });
      }
      return opened.engine.client;
    },
    train: async (request) =>
      trainOnBackends(request, await plan(), {
        ...openOptions,
        onBackend: () => undefined,
        beforeTraining: () => Promise.resolve(),
      }),
    endMeasuring: () => {
      choice.dispose();
    },
  };
};
