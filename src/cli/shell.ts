/** What the commands share while a command line is parsed and run. */
import type { EngineClient } from '../protocol/engineProtocol.js';
import type { ExitCode } from './cliError.js';
import { requireFile, requireFolder } from './folders.js';
import { runSession, type CliContext, type CommandResult } from './session.js';

/** The command line that is being run. */
export interface Shell {
  readonly context: CliContext;
  isJson(): boolean;
  /** Waits for a command to end and keeps its exit code. */
  finish(ending: Promise<ExitCode>): Promise<void>;
}

/** An existing folder as an absolute path. @throws UsageError */
export const folderOf = (shell: Shell, path: string, what: string): string =>
  requireFolder(shell.context, path, what);

/** An existing file as an absolute path. @throws UsageError */
export const fileOf = (shell: Shell, path: string, what: string): string =>
  requireFile(shell.context, path, what);

/** Runs a command that only asks: an interruption ends it at once. */
export const query = (
  shell: Shell,
  work: (client: EngineClient) => Promise<CommandResult>,
): Promise<void> =>
  shell.finish(
    runSession(shell.context, { isJson: shell.isJson(), savesWhenInterrupted: false }, work),
  );
