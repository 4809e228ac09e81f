/** Commands that show things: the Lab, runs, their folders, the log. */
import { commands, l10n, window } from 'vscode';

import { mostCompared } from '../protocol/runListing.js';
import { isDeletable } from './availability.js';
import type { CommandHandlers } from './commandIds.js';
import type { HostServices } from './hostServices.js';
import { labTargetOf } from './labLink.js';
import type { LabPanel } from './labPanel.js';
import { revealFolder } from './revealFolder.js';
import { pickRun, runFolderOf, runFoldersOfMenu } from './runChoice.js';
import { SpokenError } from './spokenError.js';
import { refuseUnknownRun } from './unknownRun.js';
import { refuse, trainingObstacle } from './workspaceGuard.js';

/** Lets the user choose a run and shows it. */
const chooseRun = async (services: HostServices, lab: LabPanel): Promise<void> => {
  const run = await pickRun(services, {
    title: l10n.t('Open a run in the Lab'),
    fits: () => true,
    none: l10n.t('There are no runs here yet.'),
  });
  if (run !== null) await lab.show({ runFolder: run.runFolder, tab: null });
};

/** Brings the form that starts runs to the front. */
export const showTraining = async (): Promise<void> => {
  await commands.executeCommand('pretextLab.training.focus');
};

export const createLabCommands = (services: HostServices, lab: LabPanel): CommandHandlers => {
  const { reader, trainer, log, runsNews, words } = services;

  const deleteRun = async (target: unknown): Promise<void> => {
    refuse(trainingObstacle(services.facts(), words.t));
    const named = runFolderOf(target);
    const run =
      named === null
        ? await pickRun(services, {
            title: l10n.t('Delete a run'),
            fits: isDeletable,
            none: l10n.t('There is no run that can be deleted.'),
          })
        : { runFolder: named };
    if (run === null) return;
    const deleteIt = l10n.t('Delete');
    const chosen = await window.showWarningMessage(
      l10n.t('Delete this run for good?'),
      {
        modal: true,
        detail: l10n.t(
          '{0} is removed with its checkpoints and measurements. The images stay.',
          run.runFolder,
        ),
      },
      deleteIt,
    );
    if (chosen !== deleteIt) return;
    await reader.client.call('deleteRun', { runFolder: run.runFolder });
    log.info(`${run.runFolder} was deleted.`);
    trainer.forget(run.runFolder);
    lab.forget(run.runFolder);
    runsNews.tell();
  };

  return {
    'pretextLab.openLab': async (target) => {
      const { runFolder, tab } = labTargetOf(target);
      if (runFolder !== null) await refuseUnknownRun(runFolder, services);
      await lab.show({ runFolder, tab });
    },
    'pretextLab.openRun': async (target) => {
      const runFolder = runFolderOf(target);
      if (runFolder === null) await chooseRun(services, lab);
      else await lab.show({ runFolder, tab: null });
    },
    'pretextLab.compareRuns': async (target, selected) => {
      const runFolders = runFoldersOfMenu(target, selected);
      if (runFolders.length > mostCompared) {
        throw new SpokenError(
          words.t(
            'At most {0} runs can be compared, and {1} are selected.',
            mostCompared,
            runFolders.length,
          ),
        );
      }
      for (const runFolder of runFolders) await refuseUnknownRun(runFolder, services);
      await lab.compare(runFolders);
    },
    'pretextLab.revealRunFolder': async (target) => {
      const known = runFolderOf(target) ?? lab.runFolder ?? trainer.current?.status.runFolder;
      const run =
        known == null
          ? await pickRun(services, {
              title: l10n.t('Reveal a run folder'),
              fits: () => true,
              none: l10n.t('There are no runs here yet.'),
            })
          : { runFolder: known };
      if (run !== null) await revealFolder(run.runFolder);
    },
    'pretextLab.deleteRun': deleteRun,
    'pretextLab.showLog': () => {
      log.show();
      return Promise.resolve();
    },
    'pretextLab.showTraining': showTraining,
    'pretextLab.refreshRuns': () => {
      runsNews.tell();
      return Promise.resolve();
    },
  };
};
