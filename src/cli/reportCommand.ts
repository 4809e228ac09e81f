/** The command `report`: a run as one page. */
import type { Command } from 'commander';

import type { EngineResult } from '../protocol/engineProtocol.js';
import { inEnglish } from '../protocol/sentence.js';
import { formatLarge } from './format.js';
import { folderOf, query, type Shell } from './shell.js';

interface ReportOptions {
  readonly out: string;
  readonly force?: true;
}

const reportText = ({ file, bytes, problems }: EngineResult<'writeReport'>): string =>
  [
    `Wrote ${file} (${formatLarge(bytes)}B); it opens in any browser and loads nothing`,
    ...problems.map((problem) => `Warning: ${inEnglish(problem)}`),
  ].join('\n');

/** Adds `report`. */
export const addReport = (program: Command, shell: Shell): void => {
  program
    .command('report <run>')
    .description('write all that a run tells as one HTML file')
    .option('--out <file>', 'where to; an earlier report is replaced', 'report.html')
    .option('--force', 'replace whatever file is there')
    .action((run: string, { out, force }: ReportOptions) => {
      const params = {
        runFolder: folderOf(shell, run, 'run folder'),
        outFile: shell.context.resolvePath(out),
        overwrite: force === true,
        language: 'en',
        translations: {},
      };
      return query(shell, async (client) => {
        const value = await client.call('writeReport', params);
        return { value, text: reportText(value) };
      });
    });
};
