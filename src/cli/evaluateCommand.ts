/** The command `evaluate`: what a pretrained network is worth. */
import type { Command } from 'commander';

import {
  defaultEvaluation,
  defaultFineTuningEpochs,
  type EvaluationParams,
} from '../protocol/evaluation.js';
import { UsageError } from './cliError.js';
import { evaluationText } from './evaluationText.js';
import { defaultWorkers, seedValue, engineOption } from './options.js';
import { nameList, positiveNumber, realNumber, wholeNumber } from './parseValue.js';
import { folderOf, compute, type Shell } from './shell.js';

interface EvaluateOptions {
  readonly test?: string;
  readonly labels?: string;
  readonly testLabels?: string;
  readonly blocks?: readonly string[];
  readonly poolGrid: number;
  readonly neighbors: number;
  readonly temperature: number;
  readonly testShare?: number;
  readonly fewLabels: boolean;
  readonly supervised?: true;
  readonly fineTune?: true;
  readonly fineTuneEpochs?: number;
  readonly labelsPerClass?: number;
  readonly seed: number;
  readonly workers?: number;
}

/** An existing file as an absolute path, or null where none was named. */
const labelsFile = (shell: Shell, path: string | undefined): string | null => {
  if (path === undefined) return null;
  const resolved = shell.context.resolvePath(path);
  if (shell.context.pathKind(resolved) === 'file') return resolved;
  throw new UsageError(`There is no file ${resolved} to read labels from.`);
};

/** @throws UsageError when fine-tuning is described but not asked for */
const fineTuneOf = ({
  fineTune,
  fineTuneEpochs,
  labelsPerClass,
}: EvaluateOptions): EvaluationParams['fineTune'] => {
  if (fineTune !== true) {
    if (fineTuneEpochs === undefined && labelsPerClass === undefined) return null;
    const option = fineTuneEpochs === undefined ? '--labels-per-class' : '--fine-tune-epochs';
    throw new UsageError(`${option} has no meaning without --fine-tune; add that.`);
  }
  return {
    epochs: fineTuneEpochs ?? defaultFineTuningEpochs,
    labelsPerClass: labelsPerClass ?? null,
  };
};

/** @throws UsageError when options contradict each other, or name what is not there */
const makeParams = (
  run: string,
  folder: string,
  options: EvaluateOptions,
  shell: Shell,
): EvaluationParams => {
  const { test, testShare } = options;
  if (test !== undefined && testShare !== undefined) {
    throw new UsageError('--test-share has no meaning beside --test; leave one of them out.');
  }
  if (test === undefined && options.testLabels !== undefined) {
    throw new UsageError('--test-labels needs the folder of test images; name it with --test.');
  }
  return {
    runFolder: folderOf(shell, run, 'run folder'),
    trainFolder: folderOf(shell, folder, 'folder'),
    testFolder: test === undefined ? null : folderOf(shell, test, 'folder of test images'),
    trainLabels: labelsFile(shell, options.labels),
    testLabels: labelsFile(shell, options.testLabels),
    blocks: options.blocks === undefined ? null : [...options.blocks],
    poolGrid: options.poolGrid,
    neighbors: options.neighbors,
    temperature: options.temperature,
    testShare: testShare ?? defaultEvaluation.testShare,
    fewLabels: options.fewLabels,
    supervised: options.supervised === true,
    fineTune: fineTuneOf(options),
    seed: options.seed,
    workers: options.workers ?? defaultWorkers(shell.context.cores),
  };
};

/** Adds `evaluate`. */
export const addEvaluate = (program: Command, shell: Shell): void => {
  program
    .command('evaluate <run> <folder>')
    .description('measure what a pretrained network is worth on labelled images')
    .addOption(engineOption())
    .option('--test <folder>', 'labelled images to measure on (default: a part is held out)')
    .option('--labels <csv>', 'labels as path,label (default: names of subfolders)')
    .option('--test-labels <csv>', 'the same for the test images')
    .option('--blocks <names>', 'blocks to probe, separated by commas (default: all)', nameList)
    .option(
      '--pool-grid <cells>',
      'average features over this many cells along each side, 1 to 16',
      wholeNumber({ min: 1, max: 16 }),
      defaultEvaluation.poolGrid,
    )
    .option(
      '--neighbors <count>',
      'neighbours that vote (k)',
      wholeNumber({ min: 1, max: 1000 }),
      defaultEvaluation.neighbors,
    )
    .option(
      '--temperature <value>',
      'how much nearer neighbours count for more; small is more',
      positiveNumber,
      defaultEvaluation.temperature,
    )
    .option(
      '--test-share <share>',
      `share of each class held out without --test, 0.05 to 0.5 (default: ${defaultEvaluation.testShare})`,
      realNumber({ min: 0.05, max: 0.5 }),
    )
    .option('--no-few-labels', 'leave out the probes with few labels')
    .option('--supervised', 'train the same network with labels, for as long as it was pretrained')
    .option('--fine-tune', 'train the pretrained and the random network further, with labels')
    .option(
      '--fine-tune-epochs <count>',
      `passes over the labelled images, 1 to 1000 (default: ${defaultFineTuningEpochs})`,
      wholeNumber({ min: 1, max: 1000 }),
    )
    .option(
      '--labels-per-class <count>',
      'fine-tune with only this many labels of each class (default: all)',
      wholeNumber({ min: 1 }),
    )
    .option(
      '--seed <number>',
      'the same seed gives the same figures',
      seedValue,
      defaultEvaluation.seed,
    )
    .option('--workers <count>', 'threads that read images', wholeNumber({ min: 1, max: 64 }))
    .action((run: string, folder: string, options: EvaluateOptions) => {
      const params = makeParams(run, folder, options, shell);
      return compute(shell, async (client) => {
        const value = await client.call('evaluate', params);
        return { value, text: evaluationText(value) };
      });
    });
};
