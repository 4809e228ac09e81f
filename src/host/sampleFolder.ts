/** Where sample images are drawn to. */
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { l10n, window, type QuickPickItem } from 'vscode';

import { shownPath, workspaceFolderPaths } from './workspaceFolders.js';

const folderName = 'sample-images';

/** True when nothing lies at a path, or an empty folder. */
const isFree = async (folder: string): Promise<boolean> => {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
};

/** `sample-images` in a folder, or the next name that is free. */
export const freeSampleFolder = async (parent: string): Promise<string> => {
  for (let number = 1; ; number++) {
    const folder = join(parent, number === 1 ? folderName : `${folderName}-${number}`);
    if (await isFree(folder)) return folder;
    if (number > 1000) return folder;
  }
};

interface PlaceItem extends QuickPickItem {
  /** Null stands for a look around. */
  readonly folder: string | null;
}

/**
 * Lets the user choose: inside the workspace by default.
 * @param browse lets the user choose a folder anywhere
 * @returns the absolute path of a folder that need not exist yet, or null
 */
export const chooseSampleFolder = async (
  browse: (title: string) => Promise<string | null>,
): Promise<string | null> => {
  const workspaces = workspaceFolderPaths();
  const parents = workspaces.length > 0 ? workspaces : [homedir()];
  const places = await Promise.all(
    parents.map(async (parent): Promise<PlaceItem> => {
      const folder = await freeSampleFolder(parent);
      return { label: `$(new-folder) ${shownPath(folder)}`, description: folder, folder };
    }),
  );
  const elsewhere = { label: `$(folder-opened) ${l10n.t('Browse…')}`, folder: null };
  const chosen = await window.showQuickPick([...places, elsewhere], {
    title: l10n.t('Create a folder of sample images'),
    placeHolder: l10n.t('Where should the images be drawn to?'),
  });
  if (chosen === undefined) return null;
  if (chosen.folder !== null) return chosen.folder;
  const parent = await browse(l10n.t('In which folder should the sample images be made?'));
  return parent === null ? null : freeSampleFolder(parent);
};
