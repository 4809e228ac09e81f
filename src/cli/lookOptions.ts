/** Options of commands that look at a folder of images with a pretrained network. */
import type { Command } from 'commander';

import { defaultWorkers } from './options.js';
import { wholeNumber } from './parseValue.js';
import { folderOf, type Shell } from './shell.js';

export interface LookOptions {
  readonly block?: string;
  readonly workers?: number;
}

/** Adds through what, and by how many threads, images are looked at. */
export const addLookOptions = (command: Command): Command =>
  command
    .option(
      '--block <name>',
      'the block of the network that features come from (default: the last)',
    )
    .option(
      '--workers <count>',
      'threads that read images, 1 to 64',
      wholeNumber({ min: 1, max: 64 }),
    );

/** The part of a request that these options and arguments make. @throws UsageError */
export const lookParams = (
  shell: Shell,
  run: string,
  folder: string,
  { block, workers }: LookOptions,
) => ({
  runFolder: folderOf(shell, run, 'run folder'),
  folder: folderOf(shell, folder, 'folder'),
  block: block ?? null,
  workers: workers ?? defaultWorkers(shell.context.cores),
});
