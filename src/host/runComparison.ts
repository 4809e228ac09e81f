/** Setting runs of any folder side by side: which there are, and what they measured. */
import { resolve } from 'node:path';

import type { Comparison } from '../protocol/comparison.js';
import type { EngineClient } from '../protocol/engineProtocol.js';
import type { ListedGroup, ListedRun } from '../protocol/runListing.js';
import { inLanguage, sentence } from '../protocol/sentence.js';
import type { Words } from './outside.js';
import type { RunBook } from './runBook.js';
import type { RunsList } from './runsList.js';
import { SpokenError } from './spokenError.js';
import { isKnownRun, type KnownRuns } from './unknownRun.js';

export interface RunComparison {
  /** All runs that may be compared. Never rejects. */
  list(): Promise<ListedGroup[]>;
  /**
   * Takes in a run folder that the user chose.
   * @returns its absolute path
   * @throws RpcError when it cannot be read as a run
   */
  add(runFolder: string): Promise<string>;
  /**
   * Compares runs. One that this window does not know is not read, and called unreadable.
   * @param shown the run folder that the Lab shows, which is known, or null
   * @throws RpcError or SpokenError when there are not two to compare
   */
  compare(runFolders: readonly string[], shown: string | null): Promise<Comparison>;
}

export interface RunComparisonOptions extends KnownRuns {
  /** The reader. */
  readonly client: EngineClient;
  readonly runs: Pick<RunsList, 'isKnown' | 'load'>;
  readonly book: RunBook;
  readonly words: Words;
}

const unknown = (runFolder: string): Comparison['unreadable'][number] => ({
  runFolder,
  message: sentence(
    '{0} is not a run of a folder that is open here or was trained on from here; open its folder of images first.',
    runFolder,
  ),
});

export const createRunComparison = (options: RunComparisonOptions): RunComparison => {
  const { client, runs, book, words } = options;

  /** Chosen runs that can be read; those that are gone stay in the book, since a disk may come back. */
  const chosenRuns = async (listed: ReadonlySet<string>): Promise<ListedRun[]> => {
    const others = book.all().filter((runFolder) => !listed.has(runFolder));
    const read = await Promise.allSettled(
      others.map(async (runFolder) => client.call('showRun', { runFolder })),
    );
    return read.flatMap((run) => (run.status === 'fulfilled' ? [run.value.summary] : []));
  };

  const isAllowed = async (runFolder: string, shown: string | null): Promise<boolean> =>
    runFolder === shown || book.all().includes(runFolder) || (await isKnownRun(runFolder, options));

  return {
    list: async () => {
      const groups = (await runs.load()).map(
        ({ folder, runsFolder, runs: found, problem }): ListedGroup => ({
          kind: folder === null ? 'common' : 'folder',
          path: folder ?? runsFolder,
          runs: [...found],
          problem,
        }),
      );
      const listed = new Set(groups.flatMap((group) => group.runs.map((run) => run.runFolder)));
      const chosen = await chosenRuns(listed);
      return chosen.length === 0
        ? groups
        : [...groups, { kind: 'chosen', path: null, runs: chosen, problem: null }];
    },
    add: async (runFolder) => {
      const { summary } = await client.call('showRun', { runFolder: resolve(runFolder) });
      await book.remember(summary.runFolder);
      return summary.runFolder;
    },
    compare: async (runFolders, shown) => {
      const allowed = await Promise.all(runFolders.map((folder) => isAllowed(folder, shown)));
      const known = runFolders.filter((_, place) => allowed[place] === true);
      const refused = runFolders.filter((_, place) => allowed[place] !== true).map(unknown);
      const [first] = refused;
      if (first !== undefined && known.length < 2) {
        throw new SpokenError(inLanguage(first.message, words.t));
      }
      const comparison = await client.call('compareRuns', { runFolders: known });
      return { ...comparison, unreadable: [...refused, ...comparison.unreadable] };
    },
  };
};
