/** One command's conversation with the engine, from its start to the exit code. */
import type { EngineEvent } from '../protocol/engineEvents.js';
import type { CliContext } from './cliContext.js';
import { exitCode, type ExitCode } from './cliError.js';
import type { Reporter } from './reporter.js';
import { createSessionEngines, type SessionEngines, type WantedEngine } from './sessionEngines.js';

/** What a command ends with. */
export interface CommandResult {
  /** The last line of `--json`. */
  readonly value: object;
  readonly text: string;
  readonly exit?: ExitCode;
  /** A sentence for the error stream. */
  readonly complaint?: string;
}

export interface SessionOptions {
  readonly isJson: boolean;
  /** True for commands that train: an interruption asks them to save, and they answer then. */
  readonly savesWhenInterrupted: boolean;
  readonly wanted: WantedEngine;
}

/** Tells why a command failed: a sentence on the error stream, and an object where JSON is wanted. */
export const complain = (
  context: CliContext,
  isJson: boolean,
  code: string,
  message: string,
): void => {
  context.writeError(`pretext-lab: ${message}`);
  if (isJson) context.writeOut(JSON.stringify({ kind: 'error', code, message }));
};

/** What the engine told when training began, or null before that. */
export type StartedRun = Extract<EngineEvent, { kind: 'runStarted' }> | null;

/** How long the engine may take to end by itself. */
const graceMs = 10_000;
/** One Ctrl-C can arrive twice, from the terminal and from a package manager that passes it on. */
const echoMs = 500;

interface Interruption {
  readonly isInterrupted: () => boolean;
  dispose(): void;
}

/** Asks once, kills the second time. */
const interruptEngine = (
  context: CliContext,
  engines: () => SessionEngines,
  reporter: Reporter,
  savesWhenInterrupted: boolean,
  startedRun: () => StartedRun,
): Interruption => {
  let firstAt: number | null = null;
  const dispose = context.onInterrupt(() => {
    const { current } = engines();
    if (firstAt === null) {
      firstAt = context.now();
      engines().endMeasuring();
      if (!savesWhenInterrupted) {
        void current?.stop(graceMs);
        return;
      }
      reporter.clear();
      context.writeError(
        startedRun() === null
          ? 'Ending; a second Ctrl-C ends at once.'
          : 'Saving the run; a second Ctrl-C ends it without saving.',
      );
      current?.client.call('stop', { outcome: 'interrupted' }).catch(() => current.stop(graceMs));
      return;
    }
    if (context.now() - firstAt > echoMs) void current?.stop(0);
  });
  return { isInterrupted: () => firstAt !== null, dispose };
};

const pauseWhileSuspended = (context: CliContext, engines: SessionEngines): (() => void) =>
  context.onSuspend({
    hold: async () => {
      await engines.current?.client.call('pause', {});
    },
    goOn: () => {
      // Without a run there is nothing to let go on.
      engines.current?.client.call('unpause', {}).catch(() => undefined);
    },
  });

const interruptedText = ({ savesWhenInterrupted }: SessionOptions, started: StartedRun): string => {
  if (!savesWhenInterrupted) return 'Interrupted.';
  return started === null
    ? 'Interrupted before training began; nothing was saved.'
    : 'Interrupted before the run had answered; it can be resumed from its last checkpoint, if it has one.';
};

/**
 * Does the work, reports its result and ends the engine that it started.
 * @param work is given the engines, and how to ask which run has started
 * @throws whatever the work threw, unless the user interrupted it
 */
export const runSession = async (
  context: CliContext,
  options: SessionOptions,
  work: (engines: SessionEngines, startedRun: () => StartedRun) => Promise<CommandResult>,
): Promise<ExitCode> => {
  let started: StartedRun = null;
  const startedRun = (): StartedRun => started;
  const reporter = context.createReporter(options.isJson);
  const interruption = interruptEngine(
    context,
    () => engines,
    reporter,
    options.savesWhenInterrupted,
    startedRun,
  );
  const engines = createSessionEngines(context, {
    wanted: options.wanted,
    onEvent: (event) => {
      if (event.kind === 'runStarted') started = event;
      reporter.event(event);
    },
    onLog: (line) => {
      if (!context.isDebug) return;
      reporter.clear();
      context.writeError(line);
    },
    isWanted: () => !interruption.isInterrupted(),
  });
  const resumeSuspension = options.savesWhenInterrupted
    ? pauseWhileSuspended(context, engines)
    : () => undefined;
  try {
    const result = await work(engines, startedRun);
    reporter.result(result.value, result.text);
    if (result.complaint !== undefined) context.writeError(result.complaint);
    return result.exit ?? exitCode.done;
  } catch (error) {
    reporter.clear();
    if (!interruption.isInterrupted()) throw error;
    complain(context, options.isJson, 'interrupted', interruptedText(options, startedRun()));
    return exitCode.interrupted;
  } finally {
    await engines.current?.stop(graceMs);
    resumeSuspension();
    interruption.dispose();
  }
};
