/** What the Lab asks of the editor. */
import { commands, Uri } from 'vscode';

import type { HostServices } from './hostServices.js';
import { showTraining } from './labCommands.js';
import type { LabPanel } from './labPanel.js';
import type { LabActions } from './panelSession.js';
import { revealFolder } from './revealFolder.js';
import { steerRun } from './steerRun.js';
import { refuse, trainingObstacle } from './workspaceGuard.js';

/** @param lab the panel that asks; it exists by the time it can ask */
export const createLabActions = (services: HostServices, lab: () => LabPanel): LabActions => {
  const { trainer, words, log } = services;
  return {
    steer: async (action, run) => {
      if (action === 'resume') refuse(trainingObstacle(services.facts(), words.t));
      await steerRun(trainer, action, run, words.t);
      if (action === 'resume') lab().follow();
    },
    openImage: async (file) => {
      await commands.executeCommand('vscode.open', Uri.file(file));
    },
    revealRunFolder: revealFolder,
    showLog: () => log.show(),
    showTraining,
    // As a command, it tells itself why there is nothing to choose from.
    chooseRun: async () => {
      await commands.executeCommand('pretextLab.openRun');
    },
  };
};
