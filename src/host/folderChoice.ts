/** Which folders a command is about: those it was called on, or those that the user picks. */
import { basename } from 'node:path';

import { FileType, l10n, Uri, window, workspace, type QuickPickItem } from 'vscode';

import type { Translate } from '../protocol/sentence.js';
import type { FolderBook } from './folderBook.js';
import { SpokenError } from './spokenError.js';
import { withoutFiles } from './withoutFiles.js';
import { shownPath, workspaceFolderPaths } from './workspaceFolders.js';

/** An element of the runs tree that stands for a folder of images. */
const folderOfElement = (value: unknown): string | null =>
  typeof value === 'object' &&
  value !== null &&
  'kind' in value &&
  value.kind === 'folder' &&
  'folder' in value &&
  typeof value.folder === 'string'
    ? value.folder
    : null;

const folderOf = (value: unknown, t: Translate): string | null => {
  if (typeof value === 'string' && value !== '') return value;
  if (!(value instanceof Uri)) return folderOfElement(value);
  if (value.scheme === 'file') return value.fsPath;
  throw new SpokenError(
    t('{0} is not on a disk, so the engine cannot read its images.', value.toString(true)),
  );
};

/** What cannot be looked at is left to the engine, which says why. */
const isFile = async (path: string): Promise<boolean> => {
  try {
    const { type } = await workspace.fs.stat(Uri.file(path));
    return (type & FileType.File) !== 0;
  } catch {
    return false;
  }
};

/**
 * The folders that a menu named: the one that was clicked, or all that were selected with it.
 * @param target what was clicked: Uri, path or element of the runs tree
 * @param selected what was selected when it was clicked
 * @returns absolute paths, each once; empty when the command came from elsewhere
 * @throws SpokenError when one of them is not on a disk
 */
export const foldersOfMenu = async (
  target: unknown,
  selected: unknown,
  t: Translate,
): Promise<readonly string[]> => {
  const all: readonly unknown[] =
    Array.isArray(selected) && selected.length > 0 ? selected : [target];
  const folders = all.map((value) => folderOf(value, t)).filter((folder) => folder !== null);
  return withoutFiles([...new Set(folders)], isFile);
};

/** Lets the user choose a folder anywhere on the disk. @returns its absolute path, or null */
export const browseFolder = async (title: string): Promise<string | null> => {
  const chosen = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    title,
    openLabel: l10n.t('Choose Folder'),
    ...defaultUri(),
  });
  const uri = chosen?.at(0);
  if (uri === undefined) return null;
  return uri.scheme === 'file' ? uri.fsPath : folderOf(uri, l10n.t);
};

const fileTypes = {
  image: ['jpg', 'jpeg', 'png', 'webp', 'gif', 'tif', 'tiff', 'avif'],
  csv: ['csv'],
} as const;

/** Lets the user choose a file anywhere on the disk. @returns its absolute path, or null */
export const browseFile = async (
  kind: keyof typeof fileTypes,
  title: string,
): Promise<string | null> => {
  const chosen = await window.showOpenDialog({
    title,
    openLabel: l10n.t('Choose'),
    filters: { [kind === 'image' ? l10n.t('Images') : 'CSV']: [...fileTypes[kind]] },
    ...defaultUri(),
  });
  const uri = chosen?.at(0);
  return uri?.scheme === 'file' ? uri.fsPath : null;
};

const defaultUri = (): { defaultUri?: Uri } => {
  const first = workspaceFolderPaths().at(0);
  return first === undefined ? {} : { defaultUri: Uri.file(first) };
};

interface FolderItem extends QuickPickItem {
  /** Null stands for a look around. */
  readonly folder: string | null;
}

/** Lets the user pick a folder of images. @returns its absolute path, or null */
export const pickFolder = async (title: string, folders: FolderBook): Promise<string | null> => {
  const inWorkspace = workspaceFolderPaths();
  const recent = folders.all().filter((folder) => !inWorkspace.includes(folder));
  if (inWorkspace.length + recent.length === 0) return browseFolder(title);
  const items: FolderItem[] = [
    ...inWorkspace.map((folder) => ({
      label: `$(root-folder) ${basename(folder)}`,
      description: folder,
      folder,
    })),
    ...recent.map((folder) => ({
      label: `$(history) ${basename(folder)}`,
      description: shownPath(folder),
      folder,
    })),
    { label: `$(folder-opened) ${l10n.t('Browse…')}`, folder: null, alwaysShow: true },
  ];
  const chosen = await window.showQuickPick(items, {
    title,
    placeHolder: l10n.t('A folder of images; subfolders are read as well'),
    matchOnDescription: true,
  });
  if (chosen === undefined) return null;
  return chosen.folder ?? browseFolder(title);
};
