/** Commands that take a pretrained network elsewhere: `export` and `features`. */
import { InvalidArgumentError, type Command } from 'commander';
import type * as z from 'zod';

import {
  exportFormatSchema,
  featureFormatSchema,
  type ExportFormat,
  type FeatureFormat,
} from '../protocol/exporting.js';
import { exportText, featuresText } from './exportText.js';
import { defaultWorkers, engineOption } from './options.js';
import { wholeNumber } from './parseValue.js';
import { folderOf, compute, type Shell } from './shell.js';

/** A parser of a list such as `onnx,pytorch`, each member one of `schema`. */
const listOf =
  <T extends Readonly<Record<string, string>>>(schema: z.ZodEnum<T>) =>
  (text: string): z.infer<z.ZodEnum<T>>[] =>
    text.split(',').map((item) => {
      const parsed = schema.safeParse(item.trim());
      if (!parsed.success) {
        throw new InvalidArgumentError(
          `There is no format ${item.trim() === '' ? '""' : item.trim()}; choose from ${schema.options.join(', ')}.`,
        );
      }
      return parsed.data;
    });

/** Names with commas between them; several options add up. */
const namesOf = (text: string, before: readonly string[] = []): string[] => [
  ...before,
  ...text.split(',').map((name) => name.trim()),
];

interface ExportOptions {
  readonly format: readonly ExportFormat[];
  readonly out: string;
}

/** Adds `export`. */
export const addExport = (program: Command, shell: Shell): void => {
  program
    .command('export <run>')
    .description('write the network of a run in other formats, and check what was written')
    .addOption(engineOption())
    .requiredOption(
      '--format <formats>',
      `with commas: ${exportFormatSchema.options.join(', ')}`,
      listOf(exportFormatSchema),
    )
    .requiredOption('--out <dir>', 'a new or an empty folder')
    .action((run: string, { format, out }: ExportOptions) => {
      const params = {
        runFolder: folderOf(shell, run, 'run folder'),
        outFolder: shell.context.resolvePath(out),
        formats: [...format],
      };
      return compute(shell, async (client) => {
        const value = await client.call('exportRun', params);
        return { value, text: exportText(value) };
      });
    });
};

interface FeatureOptions {
  readonly format: readonly FeatureFormat[];
  readonly block?: readonly string[];
  readonly grid: number;
  readonly out: string;
  readonly workers?: number;
}

/** Adds `features`. */
export const addFeatures = (program: Command, shell: Shell): void => {
  program
    .command('features <run> <folder>')
    .description('write the features of a folder of images, as the network of a run sees them')
    .addOption(engineOption())
    .option(
      '--format <formats>',
      `with commas: ${featureFormatSchema.options.join(', ')}`,
      listOf(featureFormatSchema),
      ['npy'],
    )
    .option('--block <names>', 'blocks to read, with commas (default: all)', namesOf)
    .option(
      '--grid <cells>',
      'average over this many cells along each side, 1 to 64',
      wholeNumber({ min: 1, max: 64 }),
      1,
    )
    .requiredOption('--out <dir>', 'a new or an empty folder')
    .option(
      '--workers <count>',
      'threads that read images, 1 to 64',
      wholeNumber({ min: 1, max: 64 }),
    )
    .action((run: string, folder: string, options: FeatureOptions) => {
      const params = {
        runFolder: folderOf(shell, run, 'run folder'),
        folder: folderOf(shell, folder, 'folder'),
        outFolder: shell.context.resolvePath(options.out),
        formats: [...options.format],
        blocks: options.block === undefined ? null : [...options.block],
        poolGrid: options.grid,
        workers: options.workers ?? defaultWorkers(shell.context.cores),
      };
      return compute(shell, async (client) => {
        const value = await client.call('exportFeatures', params);
        return { value, text: featuresText(value) };
      });
    });
};
