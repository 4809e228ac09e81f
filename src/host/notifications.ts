/** What is said when a run has ended, with the next step. */
import { l10n, window } from 'vscode';

import type { RunStatus } from '../protocol/runStatus.js';
import type { HostServices } from './hostServices.js';
import type { LabPanel } from './labPanel.js';
import type { Subscription } from './outside.js';
import { showProblem } from './problems.js';
import type { RunStarter } from './runStarter.js';
import { createRunText } from './runText.js';

export type NotificationServices = Pick<
  HostServices,
  'trainer' | 'words' | 'settings' | 'log' | 'runs'
>;

const isProblem = ({ phase }: RunStatus): boolean => phase === 'failed' || phase === 'interrupted';

export interface NextSteps {
  readonly starter: RunStarter;
  readonly lab: LabPanel;
}

const announce = async (
  status: RunStatus,
  services: NotificationServices,
  { starter, lab }: NextSteps,
): Promise<void> => {
  const { trainer, words, log } = services;
  const sentence = createRunText(words).ended(status);
  if (isProblem(status)) log.warn(sentence);
  else log.info(sentence);
  const wanted = services.settings().notifications;
  if (wanted === 'off' || (wanted === 'problems' && !isProblem(status))) return;

  const { runFolder } = status;
  const batchSize = Math.floor(status.config.batchSize / 2);
  const fitsSmaller = status.failure === 'outOfMemory' && batchSize > 0;
  const choices = {
    halfBatch: l10n.t('Start Again with a Batch of {0}', batchSize),
    resume: l10n.t('Resume'),
    openLab: l10n.t('Open Lab'),
    showLog: l10n.t('Show Log'),
    startNext: l10n.t('Start Next Run'),
  };
  const offered = [
    ...(fitsSmaller ? [choices.halfBatch] : []),
    ...(status.resumable && runFolder !== null ? [choices.resume] : []),
    ...(trainer.isQueueHeld ? [choices.startNext] : []),
    ...(runFolder === null ? [choices.showLog] : [choices.openLab]),
  ];
  const show = isProblem(status) ? window.showWarningMessage : window.showInformationMessage;
  const chosen = await show(sentence, ...offered);
  if (chosen === choices.halfBatch) {
    await starter.start([status.folder], { ...status.config, batchSize });
  }
  if (chosen === choices.resume && runFolder !== null) await starter.resume(runFolder);
  if (chosen === choices.openLab) await lab.show({ runFolder, tab: null });
  if (chosen === choices.showLog) log.show();
  if (chosen === choices.startNext) starter.startNext();
};

export const createNotifications = (
  services: NotificationServices,
  nextSteps: NextSteps,
): Subscription =>
  services.trainer.onEnded((status) => {
    announce(status, services, nextSteps).catch((error: unknown) => showProblem(error, services));
  });
