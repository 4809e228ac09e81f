/** Makes what the commands and views share, out of the editor's parts. Starts nothing. */
import { dirname } from 'node:path';

import {
  env,
  l10n,
  workspace,
  type ExtensionContext,
  type LogOutputChannel,
  type Memento,
} from 'vscode';

import type { Environment } from '../launcher/engineEnvironment.js';
import { createEngineStarter } from '../launcher/engineProcess.js';
import { createAnalyses } from './analyses.js';
import { createErrorDescriber } from './describeError.js';
import { locateEngine, type EngineLocation } from './engineLocation.js';
import { errorText } from './errorText.js';
import { createFolderBook } from './folderBook.js';
import type { HostServices } from './hostServices.js';
import type { Clock, LaunchEngine, Memory, Words } from './outside.js';
import { createReaderEngine } from './readerEngine.js';
import { createRunsList } from './runsList.js';
import { createRunsNews } from './runsNews.js';
import { createRunUnderWayNote } from './runUnderWay.js';
import { readSettings, type Settings } from './settings.js';
import { createSpeedBook } from './speedBook.js';
import { createTensorflowEngines } from './tensorflowEngine/tensorflowEngines.js';
import { createTrainer } from './trainer.js';
import { workspaceFacts, workspaceFolderPaths } from './workspaceFolders.js';

/** What only the composition root may touch. */
export interface Machine {
  readonly clock: Clock;
  readonly cores: number;
  readonly environment: Environment;
  readonly isElectron: boolean;
  /** As in `process.platform`. */
  readonly platform: string;
  /** As in `process.arch`. */
  readonly architecture: string;
  readonly exists: (path: string) => boolean;
}

const memoryIn = (memento: Memento): Memory => ({
  get: (key) => memento.get<unknown>(key),
  set: async (key, value) => {
    await memento.update(key, value);
  },
});

export const createServices = (
  context: Pick<
    ExtensionContext,
    'extensionUri' | 'globalStorageUri' | 'globalState' | 'workspaceState'
  >,
  log: LogOutputChannel,
  machine: Machine,
): HostServices => {
  const { clock } = machine;
  const words: Words = { t: l10n.t, language: env.language };
  const memory = memoryIn(context.workspaceState);
  const settings = (): Settings => {
    const values = workspace.getConfiguration('pretextLab');
    return readSettings((name) => values.get<unknown>(name), machine.cores);
  };
  const locate = (): EngineLocation =>
    locateEngine(
      { ...machine, ...settings(), extensionFolder: context.extensionUri.fsPath },
      words.t,
    );
  const startEngine = createEngineStarter();
  const launch: LaunchEngine = (onEvent, onLog) => startEngine({ ...locate(), onEvent, onLog });

  const lookUp = { launch, clock, logger: log, t: words.t };
  const reader = createReaderEngine(lookUp);
  const analyst = createReaderEngine(lookUp);
  const describeError = createErrorDescriber(words, log);
  const speeds = createSpeedBook(memoryIn(context.globalState));
  const note = createRunUnderWayNote(memory);
  const trainer = createTrainer({
    launch,
    reader: reader.client,
    clock,
    logger: log,
    words,
    speeds,
    note,
  });
  const folders = createFolderBook(memory);
  const commonRunsFolder = (): string | null => settings().runsFolder;
  return {
    extensionUri: context.extensionUri,
    storageUri: context.globalStorageUri,
    words,
    clock,
    log,
    memory,
    settings,
    facts: workspaceFacts,
    reader,
    analyst,
    analyses: createAnalyses({
      engine: analyst,
      workers: () => settings().data.workers,
      describeError: (error) => describeError(error).message,
      t: words.t,
    }),
    trainer,
    speeds,
    note,
    folders,
    runs: createRunsList({
      client: reader.client,
      words,
      workspaceFolders: workspaceFolderPaths,
      rememberedFolders: folders.all,
      commonRunsFolder,
    }),
    runsNews: createRunsNews({ clock, trainer, folders, commonRunsFolder }),
    tensorflow: createTensorflowEngines({
      ...machine,
      storageFolder: context.globalStorageUri.fsPath,
      engineFolder: () => {
        try {
          return dirname(dirname(locate().enginePath));
        } catch {
          return null;
        }
      },
      launch: (tensorflowFolder, onLog) =>
        startEngine({
          ...locate(),
          backend: 'tensorflow',
          tensorflowFolder,
          onEvent: () => undefined,
          onLog,
        }),
    }),
    engineObstacle: () => {
      try {
        locate();
        return null;
      } catch (error) {
        return errorText(error, words);
      }
    },
  };
};
