/** Commands about folders of images: `inspect`, `preview` and `sample`. */
import type { Command } from 'commander';

import { defaultDataConfig, defaultRunConfig } from '../protocol/defaultConfig.js';
import {
  addReadingOptions,
  addTaskOptions,
  addViewOptions,
  checkPermutations,
  chooseTask,
  defaultWorkers,
  refuseForeignOptions,
  seedValue,
  taskOverrides,
  type ReadingOptions,
  type TaskOptions,
} from './options.js';
import { wholeNumber } from './parseValue.js';
import { folderSummaryText, previewText, sampleImagesText } from './resultText.js';
import { folderOf, query, type Shell } from './shell.js';

/** Adds `inspect`. */
export const addInspect = (program: Command, shell: Shell): void => {
  const command = program
    .command('inspect <folder>')
    .description('tell what a folder of images holds');
  addReadingOptions(command).action((folder: string, options: ReadingOptions) => {
    const params = {
      folder: folderOf(shell, folder, 'folder'),
      workers: options.workers ?? defaultWorkers(shell.context.cores),
      maxPixels: options.maxPixels ?? defaultDataConfig.maxPixels,
      maxFileBytes: options.maxFileBytes ?? defaultDataConfig.maxFileBytes,
    };
    return query(shell, async (client) => {
      const value = await client.call('inspectFolder', params);
      return { value, text: folderSummaryText(value) };
    });
  });
};

interface PreviewOptions extends TaskOptions {
  readonly count: number;
  readonly out: string;
  readonly imageSize?: number;
  readonly seed: number;
}

/** Adds `preview`. */
export const addPreview = (program: Command, shell: Shell): void => {
  const command = program
    .command('preview <folder>')
    .description('draw what the network is fed, as a PNG sheet');
  addTaskOptions(command)
    .option('--count <images>', 'images on the sheet, 1 to 64', wholeNumber({ min: 1, max: 64 }), 8)
    .option('--out <file>', 'the file to write', 'preview.png')
    .option('--image-size <px>', 'as for pretrain', wholeNumber({ min: 16, max: 1024 }))
    .option('--seed <number>', 'the same seed draws the same sheet', seedValue, 0);
  addViewOptions(command).action((folder: string, options: PreviewOptions) => {
    const task = chooseTask(options);
    refuseForeignOptions(command, task);
    const config = defaultRunConfig(task, options.preset, {
      imageSizePx: options.imageSize,
      seed: options.seed,
      ...taskOverrides(options),
    });
    if (task !== 'rotation') checkPermutations(config.jigsaw);
    const params = {
      folder: folderOf(shell, folder, 'folder'),
      count: options.count,
      config,
      outFile: shell.context.resolvePath(options.out),
    };
    return query(shell, async (client) => {
      const value = await client.call('previewSamples', params);
      return { value, text: previewText(value) };
    });
  });
};

interface SampleOptions {
  readonly count: number;
  readonly seed: number;
  readonly size: number;
}

/** Adds `sample`. */
export const addSample = (program: Command, shell: Shell): void => {
  program
    .command('sample <folder>')
    .description('draw a folder of sample images to try the Lab on')
    .option('--count <images>', 'images to draw', wholeNumber({ min: 1, max: 100_000 }), 600)
    .option('--seed <number>', 'the same seed draws the same images', seedValue, 0)
    .option(
      '--size <px>',
      'side of an image, 32 to 1024 px',
      wholeNumber({ min: 32, max: 1024 }),
      160,
    )
    .action((folder: string, { count, seed, size }: SampleOptions) => {
      const params = { folder: shell.context.resolvePath(folder), count, seed, sizePx: size };
      return query(shell, async (client) => {
        const value = await client.call('writeSampleImages', params);
        return { value, text: sampleImagesText(value) };
      });
    });
};
