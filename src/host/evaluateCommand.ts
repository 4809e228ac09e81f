/** The command that measures what a run is worth on a folder with labels. */
import { l10n } from 'vscode';

import type { CommandHandlers } from './commandIds.js';
import { evaluateRun } from './evaluateRun.js';
import { foldersOfMenu, pickFolder } from './folderChoice.js';
import type { HostServices } from './hostServices.js';
import type { LabPanel } from './labPanel.js';
import { pickTrainedRun } from './runChoice.js';
import { refuse, trainingObstacle } from './workspaceGuard.js';

export const createEvaluateCommand = (services: HostServices, lab: LabPanel): CommandHandlers => {
  const { analyses, facts, folders, words } = services;
  return {
    'pretextLab.evaluateRun': async (target, selected) => {
      // It writes the cache of decoded images and keeps what it measured, as training does.
      refuse(trainingObstacle(facts(), words.t));
      const title = l10n.t('On which folder of labelled images should a run be evaluated?');
      await evaluateRun(await foldersOfMenu(target, selected, words.t), {
        ...{ lab, analyses, t: words.t },
        pickFolder: () => pickFolder(title, folders),
        pickRun: () => pickTrainedRun(services, l10n.t('Evaluate a run')),
      });
    },
  };
};
