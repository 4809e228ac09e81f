/** What is said and asked when the TensorFlow engine is installed and removed. */
import { inLanguage, type Sentence } from '../../protocol/sentence.js';
import type { Disk } from '../../tensorflowLibrary/disk.mjs';
import type { Patience } from '../../tensorflowLibrary/download.mjs';
import type { Wheel } from '../../tensorflowLibrary/wheels.mjs';
import { createNumberText } from '../numberText.js';
import type { Clock, Logger, Words } from '../outside.js';
import { tensorflowRoot } from './installation.js';
import { keptBytesOf, type InstallProgress, type WheelSource } from './bringWheel.js';
import { installTensorflow, type InstallOutcome } from './installTensorflow.js';
import {
  describeProgress,
  installationCost,
  megabytes,
  shareOfAll,
  withGroupedNumbers,
} from './installerTexts.js';
import type { Offer } from './offer.js';
import { installedBytes, removeTensorflow } from './removeTensorflow.js';
import type { TensorflowEngines } from './tensorflowEngines.js';

/** What the editor shows. Texts are in the user's language already. */
export interface Dialogs {
  /** Asks in front of everything else. @returns the chosen one, or null */
  ask(message: string, detail: string, choices: readonly string[]): Promise<string | null>;
  /** Lets the user choose a Python package. @returns its path, or null */
  chooseWheel(title: string): Promise<string | null>;
  inform(message: string): void;
  /**
   * Shows that something is under way, with a way to cancel it.
   * @param work gets a function that tells how far all of it is: a text, and a share from 0 to 1
   */
  showProgress<T>(
    title: string,
    work: (tell: (message: string, share: number) => void, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
}

export interface InstallerOptions {
  readonly dialogs: Dialogs;
  readonly engines: Pick<TensorflowEngines, 'find' | 'launch' | 'tellChange'>;
  readonly words: Words;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absolute. */
  readonly storageFolder: string;
  /** Looks at the machine. */
  readonly offer: () => Promise<Offer>;
  readonly fetch: typeof globalThis.fetch;
  /** As in PIP_INDEX_URL. */
  readonly indexUrl: string | undefined;
  readonly disk?: Disk;
  readonly patience?: Patience;
}

/** Both resolve to what went wrong, in the user's language, or to null. */
export interface Installer {
  install(): Promise<string | null>;
  remove(): Promise<string | null>;
}

/** The shortest time between two reports of progress. */
const tellEveryMs = 100;

export const createInstaller = (options: InstallerOptions): Installer => {
  const { dialogs, engines, words, clock, logger, storageFolder } = options;
  const { t } = words;
  const { count } = createNumberText(words);
  const inMegabytes = (bytes: number): string => megabytes(bytes, words);
  let isBusy = false;

  const askSource = async (wheel: Wheel, reason: Sentence | null): Promise<WheelSource | null> => {
    const keptBytes = await keptBytesOf(storageFolder, wheel);
    const fromIndex = t('Download');
    const fromFile = t('Use a File…');
    const chosen = await dialogs.ask(
      t('Install TensorFlow {0} for Pretext Lab?', wheel.tensorflow),
      installationCost({ ...options, wheel, reason, keptBytes }, words),
      [fromIndex, fromFile],
    );
    if (chosen === fromIndex) {
      return { kind: 'index', fetch: options.fetch, indexUrl: options.indexUrl };
    }
    if (chosen !== fromFile) return null;
    const path = await dialogs.chooseWheel(t('Choose {0}', wheel.file));
    return path === null ? null : { kind: 'file', path };
  };

  /** Bytes arrive far more often than anybody can read. */
  const teller = (
    tell: (message: string, share: number) => void,
    source: WheelSource,
  ): ((progress: InstallProgress) => void) => {
    let phase = '';
    let toldMs = -Infinity;
    return (progress) => {
      const now = clock.nowMs();
      if (progress.phase === phase && now - toldMs < tellEveryMs) return;
      if (progress.phase !== phase) logger.info(`Installing TensorFlow: ${progress.phase}.`);
      phase = progress.phase;
      toldMs = now;
      tell(describeProgress(progress, words), shareOfAll(progress, source));
    };
  };

  const conclude = (outcome: InstallOutcome, version: string): string | null => {
    switch (outcome.kind) {
      case 'failed':
        return inLanguage(withGroupedNumbers(outcome.reason, words), t);
      case 'cancelled':
        dialogs.inform(
          outcome.keptBytes === 0
            ? t('Installing TensorFlow was cancelled; nothing was kept.')
            : t(
                'Installing TensorFlow was cancelled. {0} MB are kept, and the next try goes on from there; “Pretext Lab: Remove TensorFlow Engine” removes them.',
                inMegabytes(outcome.keptBytes),
              ),
        );
        return null;
      case 'installed': {
        const { folder, bytes, imagesPerSecond } = outcome;
        logger.info(`TensorFlow ${version} is in ${folder}, ${bytes} bytes.`);
        engines.tellChange();
        dialogs.inform(
          t(
            'TensorFlow {0} is installed ({1} MB) and computes here: a small network trained on {2} tiny images per second.',
            version,
            inMegabytes(bytes),
            count(imagesPerSecond),
          ),
        );
        return null;
      }
    }
  };

  const install = async (): Promise<string | null> => {
    const there = engines.find();
    if (there.state === 'installed') {
      dialogs.inform(t('TensorFlow is installed already, in {0}.', there.folder));
      return null;
    }
    const offer = await options.offer();
    if (offer.kind === 'unavailable') return inLanguage(offer.reason, t);
    const { wheel, addon } = offer;
    const source = await askSource(wheel, there.reason);
    if (source === null) return null;
    const outcome = await dialogs.showProgress(
      t('Installing TensorFlow {0}', wheel.tensorflow),
      (tell, signal) =>
        installTensorflow({
          ...options,
          wheel,
          addon,
          source,
          launch: engines.launch,
          signal,
          onProgress: teller(tell, source),
          onLog: (line) => logger.debug(line),
        }),
    );
    return conclude(outcome, wheel.tensorflow);
  };

  const remove = async (): Promise<string | null> => {
    const bytes = await installedBytes(storageFolder);
    if (bytes === 0) {
      const there = engines.find();
      dialogs.inform(
        there.state === 'installed'
          ? t(
              'TensorFlow in {0} belongs to that folder and is not removed from here.',
              there.folder,
            )
          : t('The TensorFlow engine is not installed.'),
      );
      return null;
    }
    const removeIt = t('Remove');
    const chosen = await dialogs.ask(
      t('Remove the TensorFlow engine?'),
      t(
        '{0} is removed, which frees {1} MB. Runs stay, and training goes on with the other engines.',
        tensorflowRoot(storageFolder),
        inMegabytes(bytes),
      ),
      [removeIt],
    );
    if (chosen !== removeIt) return null;
    const outcome = await removeTensorflow({ storageFolder, clock });
    if (outcome.kind === 'failed') return inLanguage(outcome.reason, t);
    engines.tellChange();
    dialogs.inform(
      t(
        'The TensorFlow engine was removed; {0} MB are free again.',
        inMegabytes(outcome.freedBytes),
      ),
    );
    return null;
  };

  /** A window does one of both at a time, like a machine. */
  const alone = async (work: () => Promise<string | null>): Promise<string | null> => {
    if (isBusy) return t('This window is installing or removing TensorFlow already.');
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  };

  return { install: () => alone(install), remove: () => alone(remove) };
};
