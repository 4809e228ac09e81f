/** The command `filters`. */
import type { Command } from 'commander';

import type { Filters } from '../protocol/filters.js';
import { formatAmount, formatPairs } from './format.js';
import { engineOption } from './options.js';
import { folderOf, compute, type Shell } from './shell.js';

/** Side of a filter on the sheet. */
const sidePx = 64;

const meanOf = (values: readonly number[]): string =>
  (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);

/** What the filters are, as readable text. */
export const filtersText = ({ layer, sizePx, filters, file }: Filters): string =>
  [
    `${formatAmount(filters.length, 'filter', 'filters')} of ${layer}, ${sizePx}x${sizePx} px`,
    formatPairs([
      ['largest weight, mean', meanOf(filters.map(({ trained }) => trained.largest))],
      ['at the start', meanOf(filters.map(({ start }) => start.largest))],
      ['cosine with the start, mean', meanOf(filters.map(({ similarity }) => similarity))],
    ]),
    ...(file === null ? [] : [`Wrote ${file}`]),
  ].join('\n\n');

/** The filters as one line of JSON takes them: pictures are in the file that was drawn. */
const withoutPictures = ({ filters, ...report }: Filters): object => ({
  ...report,
  filters: filters.map(({ trained, start, similarity }) => ({
    largest: trained.largest,
    largestAtStart: start.largest,
    similarity,
  })),
});

/** Adds `filters`. */
export const addFilters = (program: Command, shell: Shell): void => {
  program
    .command('filters <run>')
    .description('draw the filters of the first convolution of a run, as a PNG sheet')
    .addOption(engineOption())
    .option('--out <file>', 'the file to write', 'filters.png')
    .action((run: string, { out }: { readonly out: string }) => {
      const params = {
        runFolder: folderOf(shell, run, 'run folder'),
        sidePx,
        outFile: shell.context.resolvePath(out),
      };
      return compute(shell, async (client) => {
        const filters = await client.call('readFilters', params);
        return { value: withoutPictures(filters), text: filtersText(filters) };
      });
    });
};
