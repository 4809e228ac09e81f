/** The command `classify`: sorts images into the classes of a few labelled ones. */
import type { Command } from 'commander';

import { defaultClassification } from '../protocol/classification.js';
import { defaultFineTuningEpochs } from '../protocol/evaluation.js';
import { classificationText } from './classificationText.js';
import { UsageError } from './cliError.js';
import { defaultWorkers, seedValue, engineOption } from './options.js';
import { wholeNumber } from './parseValue.js';
import { fileOf, folderOf, compute, type Shell } from './shell.js';

interface ClassifyOptions {
  readonly labels?: string;
  readonly fineTune?: true;
  readonly fineTuneEpochs?: number;
  readonly block?: string;
  readonly poolGrid?: number;
  readonly out?: string;
  readonly seed: number;
  readonly workers?: number;
}

/** @throws UsageError when an option was given that the kind of classifier does not have */
const refuseIdle = ({ fineTune, fineTuneEpochs, block, poolGrid }: ClassifyOptions): void => {
  if (fineTune !== true && fineTuneEpochs !== undefined) {
    throw new UsageError('--fine-tune-epochs has no meaning without --fine-tune; add that.');
  }
  if (fineTune === true && block !== undefined) {
    throw new UsageError(
      '--block has no meaning with --fine-tune, which trains all of them; leave one of them out.',
    );
  }
  if (fineTune === true && poolGrid !== undefined) {
    throw new UsageError(
      '--pool-grid has no meaning with --fine-tune, whose head takes the mean; leave one of them out.',
    );
  }
};

/** Adds `classify`. */
export const addClassify = (program: Command, shell: Shell): void => {
  program
    .command('classify <run> <labelled> <folder>')
    .description('sort the images of a folder into classes that labelled images show')
    .addOption(engineOption())
    .option('--labels <csv>', 'labels as path,label (default: names of subfolders)')
    .option('--fine-tune', 'train the whole network with the labels, in place of a linear head')
    .option(
      '--fine-tune-epochs <count>',
      `passes over the labelled images, 1 to 1000 (default: ${defaultFineTuningEpochs})`,
      wholeNumber({ min: 1, max: 1000 }),
    )
    .option(
      '--block <name>',
      'the block that features come from (default: the best on held-out labelled images)',
    )
    .option(
      '--pool-grid <cells>',
      `average features over this many cells along each side, 1 to 16 (default: ${defaultClassification.poolGrid})`,
      wholeNumber({ min: 1, max: 16 }),
    )
    .option('--out <csv>', 'a new file for the predictions, with the probability of each class')
    .option(
      '--seed <number>',
      'the same seed gives the same predictions',
      seedValue,
      defaultClassification.seed,
    )
    .option('--workers <count>', 'threads that read images', wholeNumber({ min: 1, max: 64 }))
    .action((run: string, labelled: string, folder: string, options: ClassifyOptions) => {
      refuseIdle(options);
      const { labels, out } = options;
      const params = {
        runFolder: folderOf(shell, run, 'run folder'),
        labelledFolder: folderOf(shell, labelled, 'folder of labelled images'),
        labels: labels === undefined ? null : fileOf(shell, labels, 'file of labels'),
        folder: folderOf(shell, folder, 'folder'),
        block: options.block ?? defaultClassification.block,
        poolGrid: options.poolGrid ?? defaultClassification.poolGrid,
        fineTune:
          options.fineTune === true
            ? { epochs: options.fineTuneEpochs ?? defaultFineTuningEpochs }
            : null,
        outFile: out === undefined ? null : shell.context.resolvePath(out),
        seed: options.seed,
        workers: options.workers ?? defaultWorkers(shell.context.cores),
      };
      return compute(shell, async (client) => {
        const value = await client.call('classify', params);
        return { value, text: classificationText(value) };
      });
    });
};
