/** The outside world as the command line sees it; only `cli.ts` makes one. */
import type { BackendChoice, Measure } from '../launcher/choice/backendChoice.js';
import type { LaunchEngine } from '../launcher/choice/backendStart.js';
import type { ChildEnd } from '../launcher/engineProcess.js';
import type { Paths } from './folders.js';
import type { Reporter } from './reporter.js';

/** How to hold and release work while the terminal has suspended this process. */
export interface Suspension {
  readonly hold: () => Promise<void>;
  readonly goOn: () => void;
}

export interface CliContext extends Paths {
  readonly version: string;
  readonly cores: number;
  /** True when the user asked for the engine's output and for stack traces. */
  readonly isDebug: boolean;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Runs something once, unless it is disposed before. */
  after(delayMs: number, run: () => void): { dispose(): void };
  writeOut(line: string): void;
  writeError(line: string): void;
  createReporter(isJson: boolean): Reporter;
  readonly startEngine: LaunchEngine;
  /** Which backend to compute with. @param whileMeasuring runs a measurement and says so */
  createChoice(
    whileMeasuring: (measure: Measure) => Promise<void>,
    onLog: (line: string) => void,
  ): BackendChoice;
  runBench(scriptArguments: readonly string[], abort: AbortSignal): Promise<ChildEnd>;
  /** Calls the listener at each request to end (Ctrl-C and the like); returns how to take it off. */
  onInterrupt(listener: () => void): () => void;
  /** Holds work while the process is suspended (Ctrl-Z); returns how to take it off. */
  onSuspend(suspension: Suspension): () => void;
}
