/** Composition root of the extension. */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import process from 'node:process';

import { l10n, window, type ExtensionContext } from 'vscode';

import { createContextKeys } from './host/contextKeys.js';
import { createServices, type Machine } from './host/createServices.js';
import { createEngineCommand, onEngineChosen } from './host/engineCommand.js';
import { createEvaluateCommand } from './host/evaluateCommand.js';
import { createFolderCommands } from './host/folderCommands.js';
import { createLabActions } from './host/labActions.js';
import { createLabApi, type LabApi } from './host/labApi.js';
import { createLabCommands } from './host/labCommands.js';
import { createLabLinks } from './host/labLinks.js';
import { createLabPanel } from './host/labPanel.js';
import { offerLeftRuns } from './host/leftRuns.js';
import { createNotifications } from './host/notifications.js';
import { showProblem } from './host/problems.js';
import { registerCommands } from './host/registerCommands.js';
import { createReportCommand } from './host/reportCommand.js';
import { createReportDocuments } from './host/reportDocuments.js';
import { createRunStarter, type RunStarter } from './host/runStarter.js';
import { createRunsTree } from './host/runsTree.js';
import { createSimilarCommand } from './host/similarCommand.js';
import { sizeOf } from './host/sizeOf.js';
import { createStatusBar } from './host/statusBar.js';
import { createTensorflowCommands } from './host/tensorflowEngine/tensorflowCommands.js';
import type { InstallerMachine } from './host/tensorflowEngine/installer.js';
import { createTrainingCommands } from './host/trainingCommands.js';
import { createTrainingSurroundings } from './host/trainingSurroundings.js';
import { createTrainingView } from './host/trainingView.js';
import { glibcVersion } from './launcher/engineProcess.js';

/** The editor waits five seconds for an extension to end. */
const saveGraceMs = 4500;
const readerGraceMs = 500;

const createMachine = (): Machine & InstallerMachine => ({
  clock: {
    nowMs: () => performance.now(),
    now: () => new Date(),
    after: (delayMs, run) => {
      const timer = setTimeout(run, delayMs);
      return { dispose: () => clearTimeout(timer) };
    },
  },
  cores: availableParallelism(),
  environment: process.env,
  isElectron: process.versions['electron'] !== undefined,
  platform: process.platform,
  architecture: process.arch,
  exists: existsSync,
  sizeOf,
  readText: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null),
  glibcVersion,
  // Asked for anew each time: the editor puts its own in place, which knows the proxy.
  fetch: (input, init) => globalThis.fetch(input, init),
});

/** The editor calls two functions of this module and hands nothing from one to the other. */
const ending: { stop: () => Promise<void> } = { stop: () => Promise.resolve() };

export const activate = (context: ExtensionContext): LabApi => {
  const machine = createMachine();
  const startedMs = machine.clock.nowMs();
  const log = window.createOutputChannel('Pretext Lab', { log: true });
  const services = createServices(context, log, machine);
  const { trainer, reader, analyst, runsNews } = services;
  const translations = l10n.bundle ?? {};

  const actions = createLabActions(services, () => starter);
  const lab = createLabPanel({ services, actions, translations });
  const surroundings = createTrainingSurroundings(services);
  const starter: RunStarter = createRunStarter(services, lab, surroundings.choose);
  const reports = createReportDocuments();
  const folderActions = createFolderCommands({
    services,
    starter,
    reports,
    chooseForTraining: (folder) => surroundings.choose(folder, null),
  });
  const nextSteps = { starter, lab };

  context.subscriptions.push(
    runsNews,
    lab,
    surroundings,
    reports,
    registerCommands(services, [
      createTrainingCommands(services, starter),
      folderActions.handlers,
      createLabCommands(services, lab),
      createReportCommand(services, lab, translations),
      createEvaluateCommand(services, lab),
      createSimilarCommand(services, lab),
      createEngineCommand(services),
      createTensorflowCommands(services, machine),
    ]),
    onEngineChosen(services.onBackendChosen),
    createTrainingView({ services, surroundings, starter, folderActions, lab, translations }),
    createRunsTree(services),
    createStatusBar(services),
    createNotifications(services, nextSteps),
    createLabLinks(services, lab),
    createContextKeys(services, lab),
  );
  ending.stop = async () => {
    services.choice.dispose();
    await Promise.all([
      trainer.dispose(saveGraceMs),
      reader.stop(readerGraceMs),
      analyst.stop(readerGraceMs),
    ]);
    // Not with the subscriptions: what is saved in the end is still logged.
    log.dispose();
  };
  const misfit = services.packageObstacle();
  if (misfit !== null) void window.showErrorMessage(misfit);
  void offerLeftRuns(services, {
    ...nextSteps,
    warn: (sentence, ...choices) => window.showWarningMessage(sentence, ...choices),
    showProblem: (error) => void showProblem(error, services),
  });
  log.debug(`Activated in ${(machine.clock.nowMs() - startedMs).toFixed(1)} ms.`);
  return createLabApi(services, starter, lab);
};

export const deactivate = (): Promise<void> => ending.stop();
