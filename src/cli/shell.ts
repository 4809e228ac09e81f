/** What the commands share while a command line is parsed and run. */
import type { ComputeEngine } from '../protocol/backend.js';
import type { EngineClient } from '../protocol/engineProtocol.js';
import type { ExitCode } from './cliError.js';
import { requireFile, requireFolder } from './folders.js';
import type { WantedEngine } from './sessionEngines.js';
import type { CliContext } from './cliContext.js';
import { runSession, type CommandResult } from './session.js';

/** The command line that is being run. */
export interface Shell {
  readonly context: CliContext;
  isJson(): boolean;
  /** What the command computes with. */
  engine(): ComputeEngine;
  /** Waits for a command to end and keeps its exit code. */
  finish(ending: Promise<ExitCode>): Promise<void>;
}

/** An existing folder as an absolute path. @throws UsageError */
export const folderOf = (shell: Shell, path: string, what: string): string =>
  requireFolder(shell.context, path, what);

/** An existing file as an absolute path. @throws UsageError */
export const fileOf = (shell: Shell, path: string, what: string): string =>
  requireFile(shell.context, path, what);

type Work = (client: EngineClient) => Promise<CommandResult>;

const ask = (shell: Shell, wanted: WantedEngine, work: Work): Promise<void> => {
  const options = { isJson: shell.isJson(), savesWhenInterrupted: false, wanted };
  return shell.finish(
    runSession(shell.context, options, async (engines) => work(await engines.open())),
  );
};

/** Runs a command that only asks, and needs no tensors: an interruption ends it at once. */
export const query = (shell: Shell, work: Work): Promise<void> => ask(shell, null, work);

/** Runs a command that computes with a network: an interruption ends it at once. */
export const compute = (shell: Shell, work: Work): Promise<void> =>
  ask(shell, shell.engine(), work);
