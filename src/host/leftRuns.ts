/** At the start of a window: says which runs the end of the last one cut off, and offers to go on. */
import { basename } from 'node:path';

import type { RunDetails } from '../protocol/runDetails.js';
import { heldRunText } from './heldRun.js';
import type { HostServices } from './hostServices.js';
import type { LabPanel } from './labPanel.js';
import type { Clock } from './outside.js';
import type { RunStarter } from './runStarter.js';
import type { LeftJob } from './runUnderWay.js';
import type { Trainer } from './trainer.js';

/** An engine that still saves ends within this; then somebody else trains the run. */
const savingMs = 10_000;
const askEveryMs = 500;

type LeftRunServices = Pick<HostServices, 'note' | 'clock' | 'words' | 'settings' | 'trainer'> & {
  readonly reader: Pick<HostServices['reader'], 'client'>;
  readonly log: Pick<HostServices['log'], 'warn'>;
};

export interface LeftRunsOptions {
  readonly starter: Pick<RunStarter, 'obstacle' | 'resume' | 'startAgain'>;
  readonly lab: Pick<LabPanel, 'show'>;
  /** Says something and offers choices. @returns the one that was taken, if any */
  readonly warn: (sentence: string, ...choices: string[]) => PromiseLike<string | undefined>;
  /** Says why something that the user chose did not work. */
  readonly showProblem: (error: unknown) => void;
}

const pause = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });

/** What the run folder says once the engine of the last window has let go of it. */
const detailsWhenSaved = async (
  runFolder: string,
  { reader, clock }: Pick<LeftRunServices, 'reader' | 'clock'>,
): Promise<RunDetails> => {
  const until = clock.nowMs() + savingMs;
  for (;;) {
    const details = await reader.client.call('showRun', { runFolder });
    if (details.summary.holder === null || clock.nowMs() >= until) return details;
    await pause(clock, askEveryMs);
  }
};

const whenIdle = (trainer: Trainer): Promise<void> =>
  new Promise((resolve) => {
    if (!trainer.isBusy) {
      resolve();
      return;
    }
    const watching = trainer.onChange(() => {
      if (trainer.isBusy) return;
      watching.dispose();
      resolve();
    });
  });

/** True while the note, if there is one, is still that of the last window. */
const isUntouched = ({ trainer }: Pick<LeftRunServices, 'trainer'>): boolean =>
  !trainer.isBusy && trainer.queue.length === 0;

const offerWaiting = async (
  waiting: readonly LeftJob[],
  services: LeftRunServices,
  { starter, warn }: LeftRunsOptions,
): Promise<void> => {
  const [first, ...others] = waiting;
  if (first === undefined) return;
  const { t } = services.words;
  const sentence =
    others.length === 0
      ? t('The run on {0} had not begun when the window closed.', basename(first.folder))
      : t('{0} runs had not begun when the window closed.', waiting.length);
  services.log.warn(sentence);
  if (services.settings().notifications === 'off') return;
  const startAgain = t('Start Again');
  const choices = starter.obstacle() === null ? [startAgain] : [];
  if ((await warn(sentence, ...choices)) === startAgain) await starter.startAgain(waiting);
};

const offerInterrupted = async (
  runFolder: string,
  { summary }: RunDetails,
  services: LeftRunServices,
  { starter, lab, warn }: LeftRunsOptions,
): Promise<void> => {
  const { words, log } = services;
  const { t } = words;
  const sentence =
    summary.holder === null
      ? t(
          'The run {0} was interrupted when the window closed, after epoch {1}.',
          basename(runFolder),
          summary.epoch,
        )
      : heldRunText(runFolder, summary.holder, words);
  log.warn(sentence);
  if (services.settings().notifications === 'off') return;
  const resumeIt = t('Resume');
  const openLab = t('Open Lab');
  const canResume = summary.resumable && starter.obstacle() === null;
  const chosen = await warn(sentence, ...(canResume ? [resumeIt, openLab] : [openLab]));
  if (chosen === resumeIt) await starter.resume(runFolder);
  if (chosen === openLab) await lab.show({ runFolder, tab: null });
};

/** What is to be said of the run that was under way, or null. */
const lookAt = async (runFolder: string, services: LeftRunServices): Promise<RunDetails | null> => {
  const { note, trainer, log } = services;
  try {
    let details = await detailsWhenSaved(runFolder, services);
    if (trainer.isBusy) {
      // Whoever has begun something is not interrupted; the run may go on meanwhile.
      await whenIdle(trainer);
      if (trainer.current?.status.runFolder === runFolder) return null;
      details = await detailsWhenSaved(runFolder, services);
    }
    const { holder, state } = details.summary;
    // Whatever the user chooses, or does not choose, it is asked once. A run that another window trains
    // is that window's to note.
    if (isUntouched(services) && holder === null) await note.clear();
    return state === 'interrupted' || state === 'running' ? details : null;
  } catch (error) {
    log.warn(`The run ${runFolder} of the last window cannot be read any more: ${String(error)}`);
    if (isUntouched(services)) await note.clear();
    return null;
  }
};

/** Offers to go on with what the last window left. Never rejects. */
export const offerLeftRuns = async (
  services: LeftRunServices,
  options: LeftRunsOptions,
): Promise<void> => {
  const { note, clock } = services;
  const left = note.read();
  if (left === null) return;
  const { runFolder, waiting } = left;
  // To start a process takes longer than all the rest of an activation.
  await pause(clock, 0);
  const offer = async (): Promise<void> => {
    if (isUntouched(services)) {
      await (runFolder === null ? note.clear() : note.write({ runFolder, waiting: [] }));
    }
    offerWaiting(waiting, services, options).catch(options.showProblem);
    if (runFolder === null) return;
    const details = await lookAt(runFolder, services);
    if (details !== null) await offerInterrupted(runFolder, details, services, options);
  };
  await offer().catch(options.showProblem);
};
