/** Makes what the commands and views share, out of the editor's parts. Starts nothing. */
import { join } from 'node:path';

import {
  env,
  l10n,
  workspace,
  type ExtensionContext,
  type LogOutputChannel,
  type Memento,
} from 'vscode';
import * as z from 'zod';

import type { Environment } from '../launcher/engineEnvironment.js';
import type { LaunchEngine, PrepareBackend } from '../launcher/choice/backendStart.js';
import { createBackendChoice } from '../launcher/choice/backendChoice.js';
import { readMachineFacts } from '../launcher/choice/machineFacts.js';
import { createEngineStarter } from '../launcher/engineProcess.js';
import type { BackendName } from '../protocol/backend.js';
import { createAnalyses } from './analyses.js';
import type { BackendPlans } from './backendPlans.js';
import { createErrorDescriber } from './describeError.js';
import { showMeasuring } from './engineCommand.js';
import {
  bringPlainNode,
  locateEngine,
  type EngineLocation,
  type EngineSurroundings,
} from './engineLocation.js';
import { errorText } from './errorText.js';
import { createFolderBook } from './folderBook.js';
import type { HostServices } from './hostServices.js';
import type { Clock, Memory, Words } from './outside.js';
import { createPackagedNode } from './packagedNode.js';
import { packageObstacle } from './packageTarget.js';
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
  /** Size of a file in bytes, or null where there is none. */
  readonly sizeOf: (path: string) => number | null;
  /** The text of a small file, or null where there is none. */
  readonly readText: (path: string) => string | null;
}

const packageSchema = z.object({ version: z.string() });

const memoryIn = (memento: Memento): Memory => ({
  get: (key) => memento.get<unknown>(key),
  set: async (key, value) => {
    await memento.update(key, value);
  },
});

export const createServices = (
  context: Pick<
    ExtensionContext,
    'extension' | 'extensionUri' | 'globalStorageUri' | 'globalState' | 'workspaceState'
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
  const extensionFolder = context.extensionUri.fsPath;
  const misfit = packageObstacle(
    {
      ...machine,
      targetText: machine.readText(join(extensionFolder, 'dist', 'target.json')),
      isAlpine: machine.exists('/etc/alpine-release'),
    },
    words.t,
  );
  const node = createPackagedNode({
    ...machine,
    ...{ extensionFolder, storageFolder: context.globalStorageUri.fsPath },
  });
  const surroundings = (): EngineSurroundings => ({
    ...{ ...machine, ...settings(), extensionFolder },
    ...{ packageObstacle: misfit, packagedNode: () => node.program() },
  });
  const prepare: PrepareBackend = (backend) =>
    bringPlainNode(surroundings(), backend, () => node.unpack());
  const locate = (backend?: BackendName): EngineLocation =>
    locateEngine(surroundings(), words.t, backend);
  const startEngine = createEngineStarter();
  const launch: LaunchEngine = (start, onEvent, onLog) =>
    startEngine({ ...locate(start?.backend), ...start, onEvent, onLog });
  const tensorflow = createTensorflowEngines({
    ...machine,
    ...{ extensionFolder, logger: log },
    storageFolder: context.globalStorageUri.fsPath,
    engineFolder: () => {
      try {
        return locate().folder;
      } catch {
        return null;
      }
    },
    launch: (tensorflowFolder, onLog) =>
      launch({ backend: 'tensorflow', tensorflowFolder }, () => undefined, onLog),
  });

  const speeds = createSpeedBook(memoryIn(context.globalState));
  /** What was measured or started with another backend is over. */
  const renewBackend = (): void => {
    speeds.forget().catch((error: unknown) => {
      log.warn(`Speeds cannot be forgotten: ${String(error)}`);
    });
    analyst.renew();
  };
  const choice = createBackendChoice({
    ...{ launch, prepare, clock },
    findTensorflow: () => {
      const found = tensorflow.find();
      return found.state === 'installed' ? { folder: found.folder, version: found.build } : null;
    },
    tensorflowTrouble: () => {
      const found = tensorflow.find();
      return found.state === 'broken' ? found.reason : null;
    },
    onLog: (line) => log.debug(line),
    file: join(context.globalStorageUri.fsPath, 'engines.json'),
    programVersion: packageSchema.parse(context.extension.packageJSON).version,
    readFacts: readMachineFacts,
    whileMeasuring: async (measure) => {
      await showMeasuring(measure);
      renewBackend();
    },
  });
  tensorflow.onChange(renewBackend);
  const backends: BackendPlans = {
    plan: () => choice.plan(settings().computeEngine),
    prepare,
    noteFailure: (failure) => {
      choice.noteFailure(failure);
      if (failure.backend === 'tensorflow') tensorflow.suspect();
    },
  };

  const lookUp = { launch, clock, logger: log, t: words.t };
  const reader = createReaderEngine({ ...lookUp, backends: null });
  const analyst = createReaderEngine({ ...lookUp, backends });
  const describeError = createErrorDescriber(words, log);
  const note = createRunUnderWayNote(memory);
  const trainer = createTrainer({
    ...{ launch, backends },
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
    choice,
    onBackendChosen: renewBackend,
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
    packageObstacle: () => misfit,
    tensorflow,
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
