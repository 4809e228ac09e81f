/** Commands that start, steer and resume runs. */
import { l10n, window } from 'vscode';

import { defaultRunConfig } from '../protocol/defaultConfig.js';
import type { Steer } from '../protocol/panelProtocol.js';
import type { Task } from '../protocol/run.js';
import type { CommandHandler, CommandHandlers } from './commandIds.js';
import { foldersOfMenu, pickFolder } from './folderChoice.js';
import type { HostServices } from './hostServices.js';
import { pickRun, runFolderOf } from './runChoice.js';
import type { RunStarter } from './runStarter.js';
import { SpokenError } from './spokenError.js';
import { steerRun } from './steerRun.js';

export const createTrainingCommands = (
  services: HostServices,
  starter: RunStarter,
): CommandHandlers => {
  const { trainer, reader, analyst, folders: book, words, settings } = services;

  const pretrain =
    (task: Task, title: string): CommandHandler =>
    async (target, selected) => {
      starter.refuseIfObstructed();
      const named = await foldersOfMenu(target, selected, words.t);
      const picked = named.length > 0 ? named : [await pickFolder(title, book)];
      const { precision, data } = settings();
      const config = defaultRunConfig(task, undefined, { precision, data });
      await starter.start(
        picked.filter((folder) => folder !== null),
        config,
      );
    };

  const steer = async (action: Steer): Promise<void> => {
    const run = trainer.current?.status;
    if (run === undefined) throw new SpokenError(l10n.t('No run is under way.'));
    await steerRun(action, run, { trainer, starter, t: words.t });
  };

  return {
    'pretextLab.pretrainRotation': pretrain(
      'rotation',
      l10n.t('Which folder of images should Rotation be trained on?'),
    ),
    'pretextLab.pretrainJigsaw': pretrain(
      'jigsaw',
      l10n.t('Which folder of images should Jigsaw be trained on?'),
    ),
    'pretextLab.pretrainBoth': pretrain(
      'both',
      l10n.t('Which folder of images should both tasks be trained on?'),
    ),
    'pretextLab.pause': () => steer('pause'),
    'pretextLab.resume': () =>
      steer(trainer.current?.status.phase === 'paused' ? 'unpause' : 'resume'),
    'pretextLab.stop': () => steer('stop'),
    'pretextLab.startNextRun': () => {
      starter.startNext();
      return Promise.resolve();
    },
    'pretextLab.resumeRun': async (target) => {
      starter.refuseIfObstructed();
      const named = runFolderOf(target);
      const picked =
        named === null
          ? await pickRun(services, {
              title: l10n.t('Resume a run'),
              fits: ({ resumable }) => resumable,
              none: l10n.t('There is no run that can be resumed.'),
            })
          : { runFolder: named };
      if (picked !== null) await starter.resume(picked.runFolder);
    },
    'pretextLab.restartEngine': async () => {
      if (trainer.isBusy) {
        const restart = l10n.t('Restart');
        const chosen = await window.showWarningMessage(
          l10n.t('Restart the engine while it is busy?'),
          {
            modal: true,
            detail: l10n.t(
              'A run under way is saved and interrupted; it can be resumed afterwards.',
            ),
          },
          restart,
        );
        if (chosen !== restart) return;
      }
      await Promise.all([trainer.restartEngine(), reader.restart(), analyst.restart()]);
      window.setStatusBarMessage(l10n.t('The engine starts afresh when it is needed.'), 5000);
    },
  };
};
