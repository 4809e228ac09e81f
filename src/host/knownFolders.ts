/** Finds folders of images that have runs, by names on the disk alone: no engine is needed for that. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Where the runs of a folder of images are, when no other place is set. */
export const runsFolderOf = (folder: string): string => join(folder, '.pretext-lab', 'runs');

const subfoldersOf = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
};

/** True when a folder of runs holds at least one folder that may be a run: hidden ones are none. */
export const hasRunFolder = async (runsFolder: string): Promise<boolean> =>
  (await subfoldersOf(runsFolder)).some((folder) => !basename(folder).startsWith('.'));

/**
 * Folders of images that have runs: the workspace's folders, their direct subfolders, and those
 * that were worked on before.
 * @param workspaceFolders absolute paths
 * @param remembered absolute paths
 * @returns absolute paths, each once, the workspace's first
 */
export const findFoldersWithRuns = async (
  workspaceFolders: readonly string[],
  remembered: readonly string[],
): Promise<string[]> => {
  const inWorkspace = await Promise.all(
    workspaceFolders.map(async (folder) => [folder, ...(await subfoldersOf(folder))]),
  );
  const candidates = [...new Set([...inWorkspace.flat(), ...remembered])];
  const found = await Promise.all(candidates.map((folder) => hasRunFolder(runsFolderOf(folder))));
  return candidates.filter((_, i) => found[i] === true);
};
