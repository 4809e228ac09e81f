/** The command that writes the report of a run. */
import { env, l10n, Uri, window } from 'vscode';

import type { CommandHandlers } from './commandIds.js';
import type { HostServices } from './hostServices.js';
import type { LabPanel } from './labPanel.js';
import { refuseUnknownRun } from './unknownRun.js';
import { showProblem } from './problems.js';
import { revealFolder } from './revealFolder.js';
import { pickRun, runFolderOf } from './runChoice.js';
import { writeRunReport, type WrittenReport } from './runReport.js';

const askWhere = async (suggested: string): Promise<string | null> => {
  const uri = await window.showSaveDialog({
    title: l10n.t('Write the report of a run'),
    defaultUri: Uri.file(suggested),
    filters: { [l10n.t('HTML page')]: ['html'] },
  });
  return uri?.scheme === 'file' ? uri.fsPath : null;
};

/** Tells that a report is there, and opens it if the user wants it. */
const offer = async ({ file, news }: WrittenReport): Promise<void> => {
  const open = l10n.t('Open in Browser');
  const reveal = l10n.t('Show in Folder');
  const chosen = await window.showInformationMessage(news, open, reveal);
  if (chosen === undefined) return;
  // A browser of another machine cannot open it.
  const isOpen = chosen === open && (await env.openExternal(Uri.file(file)));
  if (!isOpen) await revealFolder(file);
};

export const createReportCommand = (
  services: HostServices,
  lab: LabPanel,
  translations: Readonly<Record<string, string>>,
): CommandHandlers => {
  const chosenRun = async (): Promise<string | null> => {
    const run = await pickRun(services, {
      title: l10n.t('Write the report of a run'),
      fits: () => true,
      none: l10n.t('There are no runs here yet.'),
    });
    return run?.runFolder ?? null;
  };
  return {
    'pretextLab.writeReport': async (target) => {
      const named = runFolderOf(target);
      if (named !== null && named !== lab.runFolder) await refuseUnknownRun(named, services);
      const runFolder = named ?? (await chosenRun());
      if (runFolder === null) return;
      const { reader, words } = services;
      const written = await writeRunReport(runFolder, {
        client: reader.client,
        words,
        translations,
        askWhere,
      });
      // The report is there; the message may stay as long as it likes.
      if (written !== null) {
        offer(written).catch((error: unknown) => showProblem(error, services));
      }
    },
  };
};
