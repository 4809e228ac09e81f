/** Commands about folders of images: preview, check, and sample images to try the Lab on. */
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';

import { commands, l10n, ProgressLocation, Uri, window, workspace, type Progress } from 'vscode';

import { defaultRunConfig } from '../protocol/defaultConfig.js';
import type { EngineEvent } from '../protocol/engineEvents.js';
import type { RunConfig } from '../protocol/run.js';
import type { CommandHandlers } from './commandIds.js';
import { browseFolder, foldersOfMenu, pickFolder } from './folderChoice.js';
import { folderReportLine, folderReport } from './folderReport.js';
import type { HostServices } from './hostServices.js';
import type { ReportDocuments } from './reportDocuments.js';
import { chooseSampleFolder } from './sampleFolder.js';
import { showProblem } from './problems.js';
import { readingObstacle, refuse } from './workspaceGuard.js';
import type { RunStarter } from './runStarter.js';
import { createTurns } from './turns.js';

/** Images on a preview. */
const previewImages = 8;
/** What `npm start` draws as well: enough that a run of minutes learns something. */
const sampleImages = { count: 2000, seed: 1, sizePx: 128 } as const;

export interface FolderCommandOptions {
  readonly services: HostServices;
  readonly starter: RunStarter;
  readonly reports: ReportDocuments;
  /** Puts a folder into the form that starts runs. */
  readonly chooseForTraining: (folder: string) => void;
}

export interface FolderActions {
  readonly handlers: CommandHandlers;
  /** Shows a contact sheet of what the network would be fed. */
  readonly preview: (folder: string, config: RunConfig) => Promise<void>;
  readonly createSampleFolder: () => Promise<void>;
}

/** Turns counts of done things into the increments that a progress notification takes. */
const progressTeller = (
  progress: Progress<{ message?: string; increment?: number }>,
  describe: (done: number, total: number | null) => string,
): ((event: EngineEvent) => void) => {
  let shown = 0;
  return (event) => {
    if (event.kind !== 'dataProgress') return;
    const { done, total } = event;
    const share = total === null || total === 0 ? 0 : Math.min(100, (done / total) * 100);
    progress.report({ message: describe(done, total), increment: Math.max(0, share - shown) });
    shown = Math.max(shown, share);
  };
};

export const createFolderCommands = (options: FolderCommandOptions): FolderActions => {
  const { services, starter, reports } = options;
  const { reader, words, settings, storageUri, folders: book, log } = services;
  const number = (value: number): string => new Intl.NumberFormat(words.language).format(value);
  const ofTotal = (done: number, total: number | null): string =>
    total === null
      ? l10n.t('{0} images', number(done))
      : l10n.t('{0} of {1}', number(done), number(total));

  const takeTurn = createTurns();
  const withEngineProgress = async <T>(title: string, work: () => Promise<T>): Promise<T> =>
    window.withProgress({ location: ProgressLocation.Notification, title }, (progress) =>
      // The engine does not say what its progress is about, so only one thing is done at a time.
      takeTurn(async () => {
        const events = reader.onEvent(progressTeller(progress, ofTotal));
        try {
          return await work();
        } finally {
          events.dispose();
        }
      }),
    );

  const namedOrPicked = async (
    target: unknown,
    selected: unknown,
    title: string,
  ): Promise<readonly string[]> => {
    refuse(readingObstacle(services.facts(), words.t));
    const named = await foldersOfMenu(target, selected, words.t);
    if (named.length > 0) return named;
    const picked = await pickFolder(title, book);
    return picked === null ? [] : [picked];
  };

  const preview = async (folder: string, config: RunConfig): Promise<void> => {
    refuse(readingObstacle(services.facts(), words.t));
    const key = createHash('sha256').update(folder).digest('hex').slice(0, 12);
    const previews = Uri.joinPath(storageUri, 'previews', key);
    await workspace.fs.createDirectory(previews);
    const outFile = join(previews.fsPath, `${basename(folder)} ${config.task}.png`);
    const params = { folder, count: previewImages, config, outFile };
    const sheet = await withEngineProgress(
      l10n.t('Drawing what the network is fed from {0}', basename(folder)),
      () => reader.client.call('previewSamples', params),
    );
    // A preview of the editor would give way to the sheet of the next folder.
    await commands.executeCommand('vscode.open', Uri.file(sheet.file), { preview: false });
  };

  const check = async (folder: string): Promise<void> => {
    const { workers, maxPixels, maxFileBytes } = settings().data;
    const summary = await withEngineProgress(
      l10n.t('Checking the images in {0}', basename(folder)),
      () => reader.client.call('inspectFolder', { folder, workers, maxPixels, maxFileBytes }),
    );
    log.info(folderReportLine(folder, summary, words));
    await reports.show(
      l10n.t('Check of {0}', basename(folder)),
      folderReport(folder, summary, words),
    );
  };

  const offerFirstRun = async (folder: string, written: number): Promise<void> => {
    const rotation = l10n.t('Pretrain with Rotation');
    const jigsaw = l10n.t('Pretrain with Jigsaw');
    const chosen = await window.showInformationMessage(
      l10n.t('{0} sample images are in {1}.', number(written), folder),
      rotation,
      jigsaw,
    );
    if (chosen === undefined) return;
    const { precision, data } = settings();
    const task = chosen === rotation ? 'rotation' : 'jigsaw';
    await starter.start([folder], defaultRunConfig(task, undefined, { precision, data }));
  };

  const createSampleFolder = async (named: string | null): Promise<void> => {
    starter.refuseIfObstructed();
    const folder = named ?? (await chooseSampleFolder(browseFolder));
    if (folder === null) return;
    const { written } = await withEngineProgress(l10n.t('Drawing sample images'), () =>
      reader.client.call('writeSampleImages', { folder, ...sampleImages }),
    );
    options.chooseForTraining(folder);
    // The folder is there; the message may stay as long as it likes.
    offerFirstRun(folder, written).catch((error: unknown) => showProblem(error, services));
  };

  return {
    preview,
    createSampleFolder: () => createSampleFolder(null),
    handlers: {
      'pretextLab.previewSamples': async (target, selected) => {
        const title = l10n.t('Which folder of images should be previewed?');
        const { precision, data } = settings();
        const config = defaultRunConfig('both', undefined, { precision, data });
        for (const folder of await namedOrPicked(target, selected, title)) {
          await preview(folder, config);
        }
      },
      'pretextLab.checkFolder': async (target, selected) => {
        const title = l10n.t('Which folder of images should be checked?');
        for (const folder of await namedOrPicked(target, selected, title)) await check(folder);
      },
      'pretextLab.createSampleFolder': async (target) => {
        const named = await foldersOfMenu(target, undefined, words.t);
        await createSampleFolder(named.at(0) ?? null);
      },
    },
  };
};
