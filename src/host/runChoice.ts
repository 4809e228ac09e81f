/** Which run a command is about: the one it was called on, or the one that the user picks. */
import { l10n, QuickPickItemKind, Uri, window, type QuickPickItem } from 'vscode';

import type { RunSummary } from '../protocol/runSummary.js';
import type { HostServices } from './hostServices.js';
import { createRunLabels } from './runLabels.js';
import { SpokenError } from './spokenError.js';
import { shownPath } from './workspaceFolders.js';

/**
 * The run folder that a menu, a link or a test named, or null.
 * @param target an element of the runs tree, an object with `runFolder`, a path or a Uri
 */
export const runFolderOf = (target: unknown): string | null => {
  if (typeof target === 'string' && target !== '') return target;
  if (target instanceof Uri) return target.fsPath;
  if (typeof target !== 'object' || target === null) return null;
  if ('run' in target) return runFolderOf(target.run);
  return 'runFolder' in target && typeof target.runFolder === 'string' ? target.runFolder : null;
};

/**
 * The run folders that a menu named: the one that was clicked, or all that were selected with it.
 * @param target what was clicked, as in `runFolderOf`
 * @param selected what was selected when it was clicked
 * @returns each once; empty when the command came from elsewhere
 */
export const runFoldersOfMenu = (target: unknown, selected: unknown): readonly string[] => {
  const all: readonly unknown[] =
    Array.isArray(selected) && selected.length > 0 ? selected : [target];
  return [...new Set(all.map(runFolderOf).filter((runFolder) => runFolder !== null))];
};

interface RunItem extends QuickPickItem {
  readonly run?: RunSummary;
}

export interface RunQuestion {
  readonly title: string;
  /** Which runs are offered. */
  readonly fits: (run: RunSummary) => boolean;
  /** What is said when none fits. */
  readonly none: string;
}

/**
 * Lets the user pick a run of a known folder.
 * @returns null when the user picks none
 * @throws SpokenError when there is none to pick, or none can be listed
 */
export const pickRun = async (
  { runs, words, clock, trainer }: Pick<HostServices, 'runs' | 'words' | 'clock' | 'trainer'>,
  { title, fits, none }: RunQuestion,
): Promise<RunSummary | null> => {
  const groups = await runs.load();
  const labels = createRunLabels(words, clock.now(), trainer.current?.status ?? null);
  const items = groups.flatMap(({ folder, runsFolder, runs: all }): RunItem[] => {
    const offered = all.filter(fits);
    if (offered.length === 0) return [];
    return [
      { label: shownPath(folder ?? runsFolder), kind: QuickPickItemKind.Separator },
      ...offered.map((run) => ({
        label: `$(${labels.icon(run)}) ${labels.label(run)}`,
        description: labels.description(run),
        detail: run.runFolder,
        run,
      })),
    ];
  });
  if (items.length === 0) {
    throw new SpokenError(groups.find(({ problem }) => problem !== null)?.problem ?? none);
  }
  const chosen = await window.showQuickPick(items, {
    title,
    placeHolder: l10n.t('Choose a run'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.run ?? null;
};

/** Lets the user pick a run that has learnt something. @returns its folder, or null when the user picks none */
export const pickTrainedRun = async (
  services: Parameters<typeof pickRun>[0],
  title: string,
): Promise<string | null> => {
  const picked = await pickRun(services, {
    title,
    // Whether a checkpoint is there is seen when it is opened.
    fits: ({ step }) => step > 0,
    none: l10n.t('There is no run that has trained yet.'),
  });
  return picked?.runFolder ?? null;
};
