/** Options that several commands share, each with its parser and its sentence of help. */
import { InvalidArgumentError, Option, type Command } from 'commander';

import { computeEngineSchema, type ComputeEngine } from '../protocol/backend.js';
import { permutationRefusal, presetsOfTask, type RunOverrides } from '../protocol/defaultConfig.js';
import {
  gridSchema,
  permutationMethodSchema,
  presetNameSchema,
  quarterTurnsSchema,
  taskSchema,
  type Grid,
  type JigsawConfig,
  type PermutationMethod,
  type PresetName,
  type QuarterTurns,
  type Task,
} from '../protocol/run.js';
import { inEnglish } from '../protocol/sentence.js';
import { UsageError } from './cliError.js';
import { largeNumber, realNumber, wholeNumber } from './parseValue.js';

/** Seeds are 32 bits wide. */
export const seedValue = wholeNumber({ min: 0, max: 0xffff_ffff });

/** Tiles along one side of a puzzle. */
export const gridValue = (text: string): Grid => {
  const grid = gridSchema.safeParse(Number(text));
  if (!grid.success) throw new InvalidArgumentError('It must be 2, 3 or 4.');
  return grid.data;
};

export interface TaskOptions {
  readonly task?: Task;
  readonly preset?: PresetName;
  readonly turns?: QuarterTurns;
  readonly grid?: Grid;
  readonly permutations?: number;
  readonly permutationMethod?: PermutationMethod;
  readonly gap: boolean;
  readonly tileNormalisation: boolean;
  readonly grayShare?: number;
  readonly channelShift?: number;
}

/** Adds what is to be learnt, and by which network. */
export const addTaskOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--task <task>', 'what to train on; rotation, or what --preset suggests').choices(
        taskSchema.options,
      ),
    )
    .addOption(
      new Option(
        '--preset <name>',
        'network and defaults (default: small; rotation-medium from --budget 15m on)',
      ).choices(presetNameSchema.options),
    );

/** Adds what decides how images become views. */
export const addViewOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--turns <which>',
        'rotations to tell apart: 0/90/180/270, 0/180 or 90/270 degrees',
      ).choices(quarterTurnsSchema.options),
    )
    .option('--grid <tiles>', 'tiles along one side of the puzzle: 2, 3 or 4', gridValue)
    .option('--permutations <count>', 'size of the permutation set', wholeNumber({ min: 2 }))
    .addOption(
      new Option('--permutation-method <method>', 'how the permutation set is chosen').choices(
        permutationMethodSchema.options,
      ),
    )
    .option(
      '--no-gap',
      'put each tile in the middle of its cell (lets the network cheat along edges)',
    )
    .option('--no-tile-normalisation', 'leave the brightness and contrast of tiles as they are')
    .option(
      '--gray-share <share>',
      'share of images shown in grey, 0 to 1',
      realNumber({ min: 0, max: 1 }),
    )
    .option(
      '--channel-shift <px>',
      'largest shift of a colour channel within a tile, 0 to 8 px',
      wholeNumber({ min: 0, max: 8 }),
    );

/**
 * The task that is meant, whose presets include the one that was named.
 * @throws UsageError when task and preset do not fit
 */
export const chooseTask = ({ task: named, preset }: TaskOptions): Task => {
  const isJigsaw = preset !== undefined && presetsOfTask.jigsaw.includes(preset);
  const task = named ?? (isJigsaw ? 'jigsaw' : 'rotation');
  const fitting = presetsOfTask[task];
  if (preset !== undefined && !fitting.includes(preset)) {
    throw new UsageError(
      `The preset ${preset} does not fit the task ${task}; these do: ${fitting.join(', ')}.`,
    );
  }
  return task;
};

const rotationOnly = new Set(['turns']);
const jigsawOnly = new Set([
  'grid',
  'permutations',
  'permutationMethod',
  'permutationsPerImage',
  'gap',
  'tileNormalisation',
  'grayShare',
  'channelShift',
]);

/** The options that stood on the command line, by their long names. */
const givenOptions = (command: Command): { key: string; flag: string }[] =>
  command.options
    .map((option) => ({ key: option.attributeName(), flag: option.long ?? option.flags }))
    .filter(({ key }) => command.getOptionValueSource(key) === 'cli');

/** @throws UsageError when an option was given that the task would ignore */
export const refuseForeignOptions = (command: Command, task: Task): void => {
  if (task === 'both') return;
  const foreign = task === 'rotation' ? jigsawOnly : rotationOnly;
  const found = givenOptions(command).find(({ key }) => foreign.has(key));
  if (found === undefined) return;
  throw new UsageError(`${found.flag} has no meaning for the task ${task}; leave it out.`);
};

/** @throws UsageError when an option was given besides the named ones */
export const refuseOptionsBeside = (
  command: Command,
  allowedKeys: readonly string[],
  reason: string,
): void => {
  const found = givenOptions(command).filter(({ key }) => !allowedKeys.includes(key));
  if (found.length === 0) return;
  throw new UsageError(
    `${found.map(({ flag }) => flag).join(', ')} cannot be given here: ${reason}`,
  );
};

/** @throws UsageError when there is no such permutation set */
export const checkPermutations = (
  jigsaw: Pick<JigsawConfig, 'grid' | 'permutations' | 'permutationMethod'>,
): void => {
  const refusal = permutationRefusal(jigsaw.grid, jigsaw.permutations, jigsaw.permutationMethod);
  if (refusal !== null) throw new UsageError(inEnglish(refusal));
};

/** The options as overrides of the defaults; what was not said stays undefined. */
export const taskOverrides = (options: TaskOptions): Pick<RunOverrides, 'rotation' | 'jigsaw'> => ({
  rotation: { turns: options.turns },
  jigsaw: {
    grid: options.grid,
    permutations: options.permutations,
    permutationMethod: options.permutationMethod,
    randomGap: options.gap ? undefined : false,
    normaliseTiles: options.tileNormalisation ? undefined : false,
    grayShare: options.grayShare,
    channelShiftPx: options.channelShift,
  },
});

/** What a command computes with. */
export interface EngineOption {
  readonly engine?: ComputeEngine;
}

/** The option of every command that computes with a network. */
export const engineOption = (): Option =>
  new Option(
    '--engine <name>',
    'what to compute with: auto takes the fastest that works here, see "engines"',
  )
    .choices(computeEngineSchema.options)
    .default('auto' satisfies ComputeEngine)
    .env('PRETEXT_LAB_ENGINE');

export interface ReadingOptions {
  readonly workers?: number;
  readonly maxPixels?: number;
  readonly maxFileBytes?: number;
}

/** Adds what bounds the reading of images. */
export const addReadingOptions = (command: Command): Command =>
  command
    .option(
      '--workers <count>',
      'threads that read images, 1 to 64',
      wholeNumber({ min: 1, max: 64 }),
    )
    .option('--max-pixels <count>', 'skip images with more pixels, such as 100M', largeNumber(1))
    .option('--max-file-bytes <bytes>', 'skip files with more bytes, such as 200M', largeNumber(1));

/** Threads that read images when nobody says: one per core, few enough to leave training its cores. */
export const defaultWorkers = (cores: number): number => Math.max(1, Math.min(4, cores));
