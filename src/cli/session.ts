/** One command's conversation with the engine, from its start to the exit code. */
import type { EngineProcess, ChildEnd } from '../launcher/engineProcess.js';
import type { EngineEvent, ReportEvent } from '../protocol/engineProtocol.js';
import type { EngineClient } from '../protocol/engineProtocol.js';
import { exitCode, type ExitCode } from './cliError.js';
import type { Paths } from './folders.js';
import type { Reporter } from './reporter.js';

/** How to hold and release work while the terminal has suspended this process. */
export interface Suspension {
  readonly hold: () => Promise<void>;
  readonly goOn: () => void;
}

/** The outside world of the command line. */
export interface CliContext extends Paths {
  readonly version: string;
  readonly cores: number;
  /** True when the user asked for the engine's output and for stack traces. */
  readonly isDebug: boolean;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  writeOut(line: string): void;
  writeError(line: string): void;
  createReporter(isJson: boolean): Reporter;
  startEngine(onEvent: ReportEvent, onLog: (line: string) => void): EngineProcess;
  runBench(scriptArguments: readonly string[], abort: AbortSignal): Promise<ChildEnd>;
  /** Calls the listener at each request to end (Ctrl-C and the like); returns how to take it off. */
  onInterrupt(listener: () => void): () => void;
  /** Holds work while the process is suspended (Ctrl-Z); returns how to take it off. */
  onSuspend(suspension: Suspension): () => void;
}

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

/** Asks once, kills the second time. */
const interruptEngine = (
  context: CliContext,
  engine: EngineProcess,
  reporter: Reporter,
  savesWhenInterrupted: boolean,
  startedRun: () => StartedRun,
): { readonly isInterrupted: () => boolean; dispose(): void } => {
  let firstAt: number | null = null;
  const dispose = context.onInterrupt(() => {
    if (firstAt === null) {
      firstAt = context.now();
      if (!savesWhenInterrupted) {
        void engine.stop(graceMs);
        return;
      }
      reporter.clear();
      context.writeError(
        startedRun() === null
          ? 'Ending; a second Ctrl-C ends at once.'
          : 'Saving the run; a second Ctrl-C ends it without saving.',
      );
      engine.client.call('stop', { outcome: 'interrupted' }).catch(() => engine.stop(graceMs));
      return;
    }
    if (context.now() - firstAt > echoMs) void engine.stop(0);
  });
  return { isInterrupted: () => firstAt !== null, dispose };
};

const pauseWhileSuspended = (context: CliContext, client: EngineClient): (() => void) =>
  context.onSuspend({
    hold: async () => {
      await client.call('pause', {});
    },
    goOn: () => {
      // Without a run there is nothing to let go on.
      client.call('unpause', {}).catch(() => undefined);
    },
  });

const interruptedText = ({ savesWhenInterrupted }: SessionOptions, started: StartedRun): string => {
  if (!savesWhenInterrupted) return 'Interrupted.';
  return started === null
    ? 'Interrupted before training began; nothing was saved.'
    : 'Interrupted before the run had answered; it can be resumed from its last checkpoint, if it has one.';
};

/**
 * Starts the engine, does the work, reports its result and ends the engine.
 * @param work is given the engine, and how to ask which run has started
 * @throws whatever the work threw, unless the user interrupted it
 */
export const runSession = async (
  context: CliContext,
  options: SessionOptions,
  work: (client: EngineClient, startedRun: () => StartedRun) => Promise<CommandResult>,
): Promise<ExitCode> => {
  let started: StartedRun = null;
  const startedRun = (): StartedRun => started;
  const reporter = context.createReporter(options.isJson);
  const engine = context.startEngine(
    (event) => {
      if (event.kind === 'runStarted') started = event;
      reporter.event(event);
    },
    (line) => {
      if (!context.isDebug) return;
      reporter.clear();
      context.writeError(line);
    },
  );
  const interruption = interruptEngine(
    context,
    engine,
    reporter,
    options.savesWhenInterrupted,
    startedRun,
  );
  const resumeSuspension = options.savesWhenInterrupted
    ? pauseWhileSuspended(context, engine.client)
    : () => undefined;
  try {
    const result = await work(engine.client, startedRun);
    reporter.result(result.value, result.text);
    if (result.complaint !== undefined) context.writeError(result.complaint);
    return result.exit ?? exitCode.done;
  } catch (error) {
    reporter.clear();
    if (!interruption.isInterrupted()) throw error;
    complain(context, options.isJson, 'interrupted', interruptedText(options, startedRun()));
    return exitCode.interrupted;
  } finally {
    await engine.stop(graceMs);
    resumeSuspension();
    interruption.dispose();
  }
};
