/** How the editor moves files, and what it asks before. */
import { FileSystemError, ProgressLocation, Uri, window, workspace } from 'vscode';

import { browseFolder } from './folderChoice.js';
import type { FileMove, MoveSurroundings } from './moveImages.js';
import { isUnderWay } from './runStatus.js';
import type { Trainer } from './trainer.js';
import type { WorkspaceFacts } from './workspaceGuard.js';

/**
 * Through the editor's file system and not as an edit of the workspace: an edit gives up all files for
 * the sake of one, asks extensions about each, and its undo is bound to text editors.
 */
const moveFile = async (from: string, to: string): Promise<FileMove> => {
  try {
    await workspace.fs.rename(Uri.file(from), Uri.file(to), { overwrite: false });
    return 'moved';
  } catch (error) {
    if (!(error instanceof FileSystemError)) throw error;
    if (error.code === 'FileExists') return 'taken';
    if (error.code === 'FileNotFound') return 'missing';
    throw error;
  }
};

export const createMoveSurroundings = (
  trainer: Pick<Trainer, 'current'>,
  facts: () => WorkspaceFacts,
): MoveSurroundings => ({
  facts,
  folderInUse: () => {
    const run = trainer.current?.status ?? null;
    return run !== null && isUnderWay(run) ? run.folder : null;
  },
  chooseTarget: browseFolder,
  confirm: async ({ message, detail, yes }) =>
    (await window.showWarningMessage(message, { modal: true, detail }, yes)) === yes,
  during: async (title, total, work) =>
    window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      async (shown, token) =>
        work({
          get isStopped() {
            return token.isCancellationRequested;
          },
          report: (done) => shown.report({ increment: 100 / total, message: `${done}/${total}` }),
        }),
    ),
  move: moveFile,
});
