/** Commands that show things: the Lab, runs, their folders, the log. */
import { commands, l10n, window } from 'vscode';

import { isDeletable } from './availability.js';
import type { CommandHandlers } from './commandIds.js';
import type { HostServices } from './hostServices.js';
import { labTargetOf } from './labLink.js';
import type { LabPanel } from './labPanel.js';
import { revealFolder } from './revealFolder.js';
import { pickRun, runFolderOf } from './runChoice.js';
import { SpokenError } from './spokenError.js';
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

/** @throws SpokenError when the run is none that this window knows of */
export const refuseUnknownRun = async (
  runFolder: string,
  { runs, trainer, words }: Pick<HostServices, 'runs' | 'trainer' | 'words'>,
): Promise<void> => {
  if (trainer.current?.status.runFolder === runFolder || (await runs.isKnown(runFolder))) return;
  throw new SpokenError(
    words.t(
      '{0} is not a run of a folder that is open here or was trained on from here; open its folder of images first.',
      runFolder,
    ),
  );
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
