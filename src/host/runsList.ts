/** The runs of all known folders, as the tree and the pickers show them. */
import { dirname, resolve } from 'node:path';

import type { EngineClient } from '../protocol/engineProtocol.js';
import type { RunSummary } from '../protocol/runSummary.js';
import { createEmitter } from './emitter.js';
import { errorText } from './errorText.js';
import { findFoldersWithRuns, hasRunFolder, runsFolderOf } from './knownFolders.js';
import type { Subscription, Words } from './outside.js';

/** Runs that lie beside each other. */
export interface RunGroup {
  /** Absolute path of the folder of images, or null where runs of all folders lie together. */
  readonly folder: string | null;
  /** Absolute path of the folder that the run folders are in. */
  readonly runsFolder: string;
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  /** Why they cannot be listed, in one sentence, or null. */
  readonly problem: string | null;
}

export interface RunsListOptions {
  /** The reader. */
  readonly client: EngineClient;
  readonly words: Words;
  /** Absolute paths of the workspace's folders. */
  readonly workspaceFolders: () => readonly string[];
  /** Absolute paths of folders that were worked on before. */
  readonly rememberedFolders: () => readonly string[];
  /** Where all runs are kept, or null when each folder of images keeps its own. */
  readonly commonRunsFolder: () => string | null;
}

export interface RunsList {
  /** Lists all runs; a folder that cannot be listed says why. Never rejects. */
  load(): Promise<readonly RunGroup[]>;
  /** Tells what each `load` has found. */
  onListed(listener: (groups: readonly RunGroup[]) => void): Subscription;
  /** True when there seem to be runs, by names on the disk alone. */
  hasRuns(): Promise<boolean>;
  /** True when a path is a folder within a known folder of runs. */
  isKnown(runFolder: string): Promise<boolean>;
}

type Place = Pick<RunGroup, 'folder' | 'runsFolder'>;

export const createRunsList = (options: RunsListOptions): RunsList => {
  const { client, words, workspaceFolders, rememberedFolders, commonRunsFolder } = options;

  const listed = createEmitter<readonly RunGroup[]>();

  const places = async (): Promise<readonly Place[]> => {
    const folders = await findFoldersWithRuns(workspaceFolders(), rememberedFolders());
    const common = commonRunsFolder();
    const own = folders.map((folder) => ({ folder, runsFolder: runsFolderOf(folder) }));
    if (common === null || !(await hasRunFolder(common))) return own;
    // The place for all runs may be the own place of a folder: its runs are listed once.
    const others = own.filter(({ runsFolder }) => resolve(runsFolder) !== resolve(common));
    return [{ folder: null, runsFolder: common }, ...others];
  };

  const list = async (place: Place): Promise<RunGroup> => {
    const { folder, runsFolder } = place;
    try {
      const params = { folder: folder ?? runsFolder, runsFolder };
      const { runs } = await client.call('listRuns', params);
      return { ...place, runs, problem: null };
    } catch (error) {
      return { ...place, runs: [], problem: errorText(error, words) };
    }
  };

  return {
    load: async () => {
      const groups = await Promise.all((await places()).map(list));
      listed.emit(groups);
      return groups;
    },
    onListed: (listener) => listed.on(listener),
    hasRuns: async () => (await places()).length > 0,
    isKnown: async (runFolder) => {
      const parent = dirname(resolve(runFolder));
      return (await places()).some(({ runsFolder }) => resolve(runsFolder) === parent);
    },
  };
};
