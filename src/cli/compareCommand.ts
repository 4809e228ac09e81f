/** The command `compare`: runs side by side. */
import { Option, type Command } from 'commander';

import { comparisonText, isSortColumn, sortColumns } from './comparisonText.js';
import { query, type Shell } from './shell.js';

/** Adds `compare`. */
export const addCompare = (program: Command, shell: Shell): void => {
  program
    .command('compare <runs...>')
    .description('set the figures and settings of runs of any folder side by side')
    .addOption(
      new Option('--sort <column>', 'order of the runs (default: as they are named)').choices(
        sortColumns,
      ),
    )
    .action((runs: readonly string[], { sort = '' }: { readonly sort?: string }) => {
      // A folder that is missing is told of in the result, like one that cannot be read.
      const runFolders = runs.map((run) => shell.context.resolvePath(run));
      const column = isSortColumn(sort) ? sort : null;
      return query(shell, async (client) => {
        const value = await client.call('compareRuns', { runFolders });
        return { value, text: comparisonText(value, column) };
      });
    });
};
