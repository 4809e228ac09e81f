/** The Training view in the side bar. */
import { l10n, window } from 'vscode';

import { errorText } from './errorText.js';
import { browseFolder } from './folderChoice.js';
import type { FolderActions } from './folderCommands.js';
import type { HostServices } from './hostServices.js';
import type { LabPanel } from './labPanel.js';
import type { Subscription } from './outside.js';
import type { RunStarter } from './runStarter.js';
import { steerRun } from './steerRun.js';
import { createTrainingSession, type TrainingActions } from './trainingSession.js';
import type { TrainingSurroundings } from './trainingSurroundings.js';
import { createWebviewPort, loadPage } from './webviewPort.js';
import { readingObstacle } from './workspaceGuard.js';

export interface TrainingViewOptions {
  readonly services: HostServices;
  readonly surroundings: TrainingSurroundings;
  readonly starter: RunStarter;
  readonly folderActions: Pick<FolderActions, 'preview' | 'createSampleFolder'>;
  readonly lab: LabPanel;
  readonly translations: Readonly<Record<string, string>>;
}

const createActions = (options: TrainingViewOptions): TrainingActions => {
  const { services, surroundings, starter, folderActions, lab } = options;
  const { reader, trainer, words, facts } = services;
  return {
    browseFolder: async () => {
      const folder = await browseFolder(l10n.t('Which folder of images should be trained on?'));
      if (folder !== null) surroundings.choose(folder, null);
    },
    checkFolder: async (folder) => {
      const obstacle = readingObstacle(facts(), words.t);
      if (obstacle !== null) return { images: null, problem: obstacle };
      try {
        const { images } = await reader.client.call('countImages', { folder });
        const none = l10n.t('There is no image in {0}; choose another folder.', folder);
        return { images, problem: images === 0 ? none : null };
      } catch (error) {
        return { images: null, problem: errorText(error, words) };
      }
    },
    start: (folder, config) => starter.start([folder], config),
    steer: (action, run) => steerRun(action, run, { trainer, starter, t: words.t }),
    startNext: starter.startNext,
    openLab: () => lab.show({ runFolder: null, tab: null }),
    createSampleFolder: folderActions.createSampleFolder,
    preview: ({ folder, config }) => folderActions.preview(folder, config),
  };
};

export const createTrainingView = (options: TrainingViewOptions): Subscription => {
  const { clock, log, trainer, speeds, words, extensionUri } = options.services;
  return window.registerWebviewViewProvider('pretextLab.training', {
    resolveWebviewView: (view) => {
      const port = createWebviewPort(view.webview);
      const session = createTrainingSession({
        port,
        clock,
        logger: log,
        trainer,
        speeds,
        surroundings: () => options.surroundings.now(),
        onSurroundingsChange: (listener) => options.surroundings.onChange(listener),
        actions: createActions(options),
        words,
        translations: options.translations,
        reloadsWhenShown: true,
      });
      view.onDidChangeVisibility(() => session.setVisible(view.visible));
      view.onDidDispose(() => {
        session.dispose();
        port.dispose();
      });
      loadPage(view.webview, extensionUri, 'training', l10n.t('Training'));
    },
  });
};
