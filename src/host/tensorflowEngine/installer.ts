/**
 * The half of the extension that is loaded only when the TensorFlow engine is installed or removed; a
 * bundle of its own, `dist/tensorflowInstaller.cjs`. What it throws is of classes of its own too, so
 * that expected failures leave it as texts.
 */
import { readFile } from 'node:fs/promises';

import { l10n, ProgressLocation, window } from 'vscode';

import type { Clock, Logger, Words } from '../outside.js';
import { offerFor } from './offer.js';
import type { TensorflowEngines } from './tensorflowEngines.js';
import { createInstaller, type Dialogs, type Installer } from './installerFlow.js';

/** What only the composition root may touch. */
export interface InstallerMachine {
  readonly platform: string;
  readonly architecture: string;
  readonly glibcVersion: () => string | null;
  readonly exists: (path: string) => boolean;
  /** The editor's own, which knows the proxy. */
  readonly fetch: typeof globalThis.fetch;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const dialogs: Dialogs = {
  ask: async (message, detail, choices) =>
    (await window.showInformationMessage(message, { modal: true, detail }, ...choices)) ?? null,
  chooseWheel: async (title) => {
    const [chosen] =
      (await window.showOpenDialog({
        title,
        filters: { [l10n.t('Python package')]: ['whl'] },
      })) ?? [];
    return chosen?.scheme === 'file' ? chosen.fsPath : null;
  },
  inform: (message) => void window.showInformationMessage(message),
  showProgress: async (title, work) =>
    window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        const cancel = new AbortController();
        const listening = token.onCancellationRequested(() => cancel.abort());
        let shown = 0;
        try {
          return await work((message, share) => {
            const percent = share * 100;
            progress.report({ message, increment: Math.max(0, percent - shown) });
            shown = Math.max(shown, percent);
          }, cancel.signal);
        } finally {
          listening.dispose();
        }
      },
    ),
};

/** What it needs of the window. */
export interface InstallerServices {
  readonly storageUri: { readonly fsPath: string };
  readonly words: Words;
  readonly clock: Clock;
  readonly log: Logger;
  readonly tensorflow: TensorflowEngines;
}

/** Makes the installer of this window. Starts nothing. */
export const openInstaller = (services: InstallerServices, machine: InstallerMachine): Installer =>
  createInstaller({
    dialogs,
    engines: services.tensorflow,
    words: services.words,
    clock: services.clock,
    logger: services.log,
    storageFolder: services.storageUri.fsPath,
    offer: async () =>
      offerFor(
        {
          platform: machine.platform,
          architecture: machine.architecture,
          glibcVersion: machine.glibcVersion(),
          cpuinfo: await readFile('/proc/cpuinfo', 'utf8').catch(() => null),
        },
        services.tensorflow.addons(),
        machine.exists,
      ),
    fetch: machine.fetch,
    indexUrl: machine.environment['PIP_INDEX_URL'],
  });
