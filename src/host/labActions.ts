/** What the Lab asks of the editor. */
import { commands, env, Uri, window, workspace } from 'vscode';

import { browseFile, browseFolder } from './folderChoice.js';
import { createMoveSurroundings } from './moveFiles.js';
import { createImageMover } from './moveImages.js';
import type { HostServices } from './hostServices.js';
import { showTraining } from './labCommands.js';
import type { LabActions } from './panelSession.js';
import { revealFolder } from './revealFolder.js';
import type { RunStarter } from './runStarter.js';
import { createFileSaver, type AskWhere } from './saveFile.js';
import { steerRun } from './steerRun.js';
import { workspaceFolderPaths } from './workspaceFolders.js';

const askWhere: AskWhere = async ({ suggested, extension, kindName }) => {
  const uri = await window.showSaveDialog({
    defaultUri: Uri.file(suggested),
    filters: { [kindName]: [extension] },
  });
  if (uri === undefined) return null;
  // The user may choose a place of another machine than the extension's.
  return { path: uri.path, write: async (bytes) => workspace.fs.writeFile(uri, bytes) };
};

/** @param starter exists by the time that a page can ask */
export const createLabActions = (
  { trainer, words, log, facts }: HostServices,
  starter: () => RunStarter,
): LabActions => {
  const mover = createImageMover(createMoveSurroundings(trainer, facts), words.t);
  return {
    steer: (action, run) => steerRun(action, run, { trainer, starter: starter(), t: words.t }),
    openImage: async (file) => {
      await commands.executeCommand('vscode.open', Uri.file(file));
    },
    openImages: async (files) => {
      for (const file of files) {
        await commands.executeCommand('vscode.open', Uri.file(file), { preview: false });
      }
    },
    moveImages: mover.move,
    moveImagesBack: mover.moveBack,
    copyText: async (text) => env.clipboard.writeText(text),
    saveFile: createFileSaver(askWhere, () => workspaceFolderPaths()[0] ?? null, words.t),
    revealFolder,
    // As a command, it tells itself what went wrong.
    writeReport: async (runFolder) => {
      await commands.executeCommand('pretextLab.writeReport', runFolder);
    },
    showLog: () => log.show(),
    showTraining,
    choosePath: (kind, title) =>
      kind === 'folder' ? browseFolder(title) : browseFile(kind, title),
    // As a command, it tells itself why there is nothing to choose from.
    chooseRun: async () => {
      await commands.executeCommand('pretextLab.openRun');
    },
  };
};
