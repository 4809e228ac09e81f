/** The command `audit`: by which shortcuts puzzles are solved. */
import type { Command } from 'commander';

import { auditText } from './auditText.js';
import { defaultWorkers, engineOption } from './options.js';
import { wholeNumber } from './parseValue.js';
import { folderOf, compute, type Shell } from './shell.js';

/** Adds `audit`. */
export const addAudit = (program: Command, shell: Shell): void => {
  program
    .command('audit <run> [folder]')
    .description('test a jigsaw network for shortcuts, on the images held out or on a folder')
    .addOption(engineOption())
    .option(
      '--workers <count>',
      'threads that read images, 1 to 64',
      wholeNumber({ min: 1, max: 64 }),
    )
    .action((run: string, folder: string | undefined, options: { readonly workers?: number }) => {
      const params = {
        runFolder: folderOf(shell, run, 'run folder'),
        folder: folder === undefined ? null : folderOf(shell, folder, 'folder'),
        workers: options.workers ?? defaultWorkers(shell.context.cores),
      };
      return compute(shell, async (client) => {
        const value = await client.call('auditShortcuts', params);
        return { value, text: auditText(value) };
      });
    });
};
