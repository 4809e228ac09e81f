/** From the options of `pretrain` to the request that the engine is sent. */
import { Option, type Command } from 'commander';

import type { TrainingRequest } from '../launcher/choice/trainOnBackends.js';
import { defaultRunConfig } from '../protocol/defaultConfig.js';
import { optimizerConfigSchema, runConfigSchema, type RunConfig } from '../protocol/run.js';
import { UsageError } from './cliError.js';
import { requireFolder, type Paths } from './folders.js';
import {
  addReadingOptions,
  addTaskOptions,
  addViewOptions,
  checkPermutations,
  chooseTask,
  defaultWorkers,
  engineOption,
  refuseForeignOptions,
  refuseOptionsBeside,
  seedValue,
  taskOverrides,
  type ReadingOptions,
  type TaskOptions,
} from './options.js';
import {
  durationMs,
  largeNumber,
  positiveNumber,
  realNumber,
  shareBelowOne,
  wholeNumber,
} from './parseValue.js';

interface PretrainOptions extends TaskOptions, ReadingOptions {
  readonly epochs?: number;
  readonly budget?: number;
  readonly batch?: number;
  readonly imageSize?: number;
  readonly permutationsPerImage?: number;
  readonly learningRate?: number;
  readonly momentum?: number;
  readonly weightDecay?: number;
  readonly schedule?: 'cosine' | 'steps';
  readonly warmupSteps?: number;
  readonly clipNorm?: number;
  readonly seed?: number;
  readonly precision?: RunConfig['precision'];
  readonly runs?: string;
  readonly resume?: string;
  readonly init?: string;
  readonly overfit?: number;
  readonly validationShare?: number;
  readonly cacheLimit?: number;
}

const atLeastOne = wholeNumber({ min: 1 });

/** Adds every option of `pretrain`. */
export const addPretrainOptions = (command: Command): Command => {
  addTaskOptions(command)
    .option('--epochs <count>', 'how often to see each image', atLeastOne)
    .option('--budget <time>', 'stop after this time, such as 90s, 10m or 1h', durationMs)
    .option('--batch <images>', 'images per step', atLeastOne)
    .option(
      '--image-size <px>',
      'side of the square that is seen of an image, 16 to 1024 px',
      wholeNumber({ min: 16, max: 1024 }),
    )
    .option('--seed <number>', 'the same seed gives the same run', seedValue)
    .addOption(
      new Option('--precision <kind>', 'auto takes the faster one that is exact enough').choices(
        runConfigSchema.shape.precision.options,
      ),
    )
    .option('--runs <dir>', 'where to put the run folder (default: <folder>/.pretext-lab/runs)')
    .addOption(engineOption())
    .option('--resume <run>', 'go on with this run folder, with its own settings')
    .option(
      '--init <dir>',
      'begin with the trunk of this run folder, or of this export as safetensors',
    )
    .option('--overfit <images>', 'train on only this many images, as a check', atLeastOne)
    .option(
      '--permutations-per-image <count>',
      'permutations classified per image and step',
      atLeastOne,
    )
    .option('--learning-rate <rate>', 'peak learning rate', positiveNumber)
    .option('--momentum <share>', 'momentum, 0 to below 1', shareBelowOne)
    .option('--weight-decay <strength>', 'L2 strength on weights', realNumber({ min: 0 }))
    .addOption(
      new Option('--schedule <kind>', 'how the learning rate falls').choices(
        optimizerConfigSchema.shape.schedule.options,
      ),
    )
    .option('--warmup-steps <count>', 'steps until the peak learning rate', wholeNumber({ min: 0 }))
    .option(
      '--clip-norm <norm>',
      'largest norm of the gradient (default: no limit)',
      positiveNumber,
    )
    .option(
      '--validation-share <share>',
      'share of images held out, 0 to 0.5',
      realNumber({ min: 0, max: 0.5 }),
    )
    .option(
      '--cache-limit <bytes>',
      'bound of the cache of decoded images, such as 4G',
      largeNumber(0),
    );
  return addReadingOptions(addViewOptions(command));
};

/** What the request needs to know of the machine. */
export interface PretrainSurroundings extends Paths {
  readonly cores: number;
}

const resumeRequest = (
  command: Command,
  folder: string | undefined,
  run: string,
  surroundings: PretrainSurroundings,
): TrainingRequest => {
  refuseOptionsBeside(
    command,
    // Another engine may go on with it.
    ['resume', 'engine'],
    'a resumed run keeps its own settings; leave them out, or start a new run without --resume.',
  );
  if (folder !== undefined) {
    throw new UsageError(
      `The folder ${folder} cannot be given here: a resumed run keeps its own images; leave it out, or start a new run without --resume.`,
    );
  }
  return {
    kind: 'resumeRun',
    params: { runFolder: requireFolder(surroundings, run, 'run folder') },
  };
};

/**
 * Makes the request.
 * @param folder the folder of images; undefined where a run is resumed, and only there
 * @param command the parsed command, with its options
 * @throws UsageError when options do not fit together or a folder is missing
 */
export const makePretrainRequest = (
  folder: string | undefined,
  command: Command,
  surroundings: PretrainSurroundings,
): TrainingRequest => {
  const options = command.opts<PretrainOptions>();
  if (options.resume !== undefined) {
    return resumeRequest(command, folder, options.resume, surroundings);
  }
  if (folder === undefined) {
    throw new UsageError(
      'Name the folder of images to train on, or a run to go on with (--resume).',
    );
  }
  const task = chooseTask(options);
  refuseForeignOptions(command, task);
  const { rotation, jigsaw } = taskOverrides(options);
  const config = defaultRunConfig(task, options.preset, {
    epochs: options.epochs,
    budgetMs: options.budget,
    batchSize: options.batch,
    imageSizePx: options.imageSize,
    seed: options.seed,
    precision: options.precision,
    overfitImages: options.overfit,
    init:
      options.init === undefined
        ? undefined
        : requireFolder(surroundings, options.init, 'run or export to start from'),
    rotation: { ...rotation },
    jigsaw: { ...jigsaw, permutationsPerImage: options.permutationsPerImage },
    optimizer: {
      learningRate: options.learningRate,
      momentum: options.momentum,
      weightDecay: options.weightDecay,
      schedule: options.schedule,
      warmupSteps: options.warmupSteps,
      clipNorm: options.clipNorm,
    },
    data: {
      workers: options.workers ?? defaultWorkers(surroundings.cores),
      maxPixels: options.maxPixels,
      maxFileBytes: options.maxFileBytes,
      validationShare: options.validationShare,
      cacheLimitBytes: options.cacheLimit,
    },
  });
  if (task !== 'rotation') checkPermutations(config.jigsaw);
  return {
    kind: 'pretrain',
    params: {
      folder: requireFolder(surroundings, folder, 'folder'),
      runsFolder: options.runs === undefined ? null : surroundings.resolvePath(options.runs),
      config,
    },
  };
};
