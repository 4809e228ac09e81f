/** Commands of the manifest, each with a handler that may fail in words. */
import { commands, Disposable } from 'vscode';

import { commandIds, type CommandHandlers } from './commandIds.js';
import type { HostServices } from './hostServices.js';
import { showProblem } from './problems.js';

/**
 * Registers every command of `commandIds`.
 * @param offered what the files of commands offer, together one handler for each
 */
export const registerCommands = (
  services: Pick<HostServices, 'words' | 'log'>,
  offered: readonly CommandHandlers[],
): Disposable => {
  const registered = commandIds.map((id) => {
    const handler = offered.map((handlers) => handlers[id]).find((found) => found !== undefined);
    if (handler === undefined) throw new Error(`Nobody handles the command ${id}.`);
    return commands.registerCommand(id, async (...args: readonly unknown[]) => {
      try {
        await handler(...args);
      } catch (error) {
        // The command is done when it has failed; the message may stay as long as it likes.
        void showProblem(error, services);
      }
    });
  });
  return Disposable.from(...registered);
};
