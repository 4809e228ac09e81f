/** At the start of a window: says which run the end of the last one interrupted, and offers to resume it. */
import { basename } from 'node:path';

import { l10n, window } from 'vscode';

import type { RunDetails } from '../protocol/engineProtocol.js';
import { heldRunText } from './heldRun.js';
import type { HostServices } from './hostServices.js';
import type { NextSteps } from './notifications.js';
import type { Clock } from './outside.js';

/** An engine that still saves ends within this; then somebody else trains the run. */
const savingMs = 10_000;
const askEveryMs = 500;

const pause = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });

/** What the run folder says once the engine of the last window has let go of it. */
const detailsWhenSaved = async (
  runFolder: string,
  { reader, clock }: Pick<HostServices, 'reader' | 'clock'>,
): Promise<RunDetails> => {
  const until = clock.nowMs() + savingMs;
  for (;;) {
    const details = await reader.client.call('showRun', { runFolder });
    if (details.summary.holder === null || clock.nowMs() >= until) return details;
    await pause(clock, askEveryMs);
  }
};

/** Offers to resume what the last window left. Never rejects. */
export const offerInterruptedRun = async (
  services: Pick<
    HostServices,
    'note' | 'reader' | 'clock' | 'words' | 'log' | 'settings' | 'trainer'
  >,
  { starter, lab }: NextSteps,
): Promise<void> => {
  const { note, log, words } = services;
  const left = note.read();
  if (left === null) return;
  const { runFolder } = left;
  // To start a process takes longer than all the rest of an activation.
  await pause(services.clock, 0);
  try {
    const { summary } = await detailsWhenSaved(runFolder, services);
    const isOwn = note.read()?.runFolder === runFolder && !services.trainer.isBusy;
    // Whatever the user chooses, or does not choose, it is asked once. A run begun since has a note of
    // its own, and one that another window trains is that window's to note.
    if (isOwn && summary.holder === null) await note.clear();
    const isOver = summary.state !== 'interrupted' && summary.state !== 'running';
    if (isOver || services.trainer.isBusy) return;
    const sentence =
      summary.holder === null
        ? l10n.t(
            'The run {0} was interrupted when the window closed, after epoch {1}.',
            basename(runFolder),
            summary.epoch,
          )
        : heldRunText(runFolder, summary.holder, words);
    log.warn(sentence);
    if (services.settings().notifications === 'off') return;
    const resumeIt = l10n.t('Resume');
    const openLab = l10n.t('Open Lab');
    const chosen = await window.showWarningMessage(
      sentence,
      ...(summary.resumable ? [resumeIt, openLab] : [openLab]),
    );
    if (chosen === resumeIt) await starter.resume(runFolder);
    if (chosen === openLab) await lab.show({ runFolder, tab: null });
  } catch (error) {
    log.warn(`The run ${runFolder} of the last window cannot be read any more: ${String(error)}`);
    if (note.read()?.runFolder === runFolder && !services.trainer.isBusy) await note.clear();
  }
};
