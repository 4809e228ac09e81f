/**
 * The configuration of a run when nobody says otherwise: each preset with the batch size, image size
 * and optimizer that suit it. The command line and the editor both start here, so a run that is
 * started without options is the same run from either side.
 */
import {
  runConfigSchema,
  type DataConfig,
  type Grid,
  type JigsawConfig,
  type OptimizerConfig,
  type PermutationMethod,
  type PresetName,
  type RotationConfig,
  type RunConfig,
  type Task,
} from './run.js';
import { sentence, type Sentence } from './sentence.js';

/** The presets that fit a task, the smallest first. `both` needs a head for tiles, so a jigsaw preset. */
export const presetsOfTask: Readonly<Record<Task, readonly [PresetName, ...PresetName[]]>> = {
  rotation: [
    'rotation-small',
    'rotation-medium',
    'rotation-paper-3',
    'rotation-paper-4',
    'rotation-paper-5',
  ],
  jigsaw: ['jigsaw-small', 'jigsaw-paper', 'jigsaw-paper-plain'],
  both: ['jigsaw-small', 'jigsaw-paper', 'jigsaw-paper-plain'],
};

/** From this time budget on, rotation takes the wider network: it learns more slowly, and more. */
const mediumBudgetMs = 15 * 60_000;

/**
 * The preset of a run when nobody names one.
 * @param budgetMs time budget of the run, or null where epochs end it
 */
export const defaultPreset = (task: Task, budgetMs: number | null): PresetName =>
  task === 'rotation' && budgetMs !== null && budgetMs >= mediumBudgetMs
    ? 'rotation-medium'
    : presetsOfTask[task][0];

/** A part of a configuration; what is undefined or left out keeps its default. */
export type Overrides<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** What a caller may set instead of a default. */
export type RunOverrides = Overrides<
  Omit<RunConfig, 'task' | 'preset' | 'rotation' | 'jigsaw' | 'optimizer' | 'data'>
> & {
  readonly rotation?: Overrides<RotationConfig>;
  readonly jigsaw?: Overrides<JigsawConfig>;
  readonly optimizer?: Overrides<OptimizerConfig>;
  readonly data?: Overrides<DataConfig>;
};

interface PresetDefaults {
  readonly epochs: number;
  /** Images per step. */
  readonly batchSize: number;
  readonly imageSizePx: number;
  readonly optimizer: OptimizerConfig;
  readonly jigsaw: JigsawConfig;
}

/** Two loader workers suit two cores; a caller that knows the machine says better. */
export const defaultDataConfig: DataConfig = {
  validationShare: 0.1,
  workers: 2,
  maxPixels: 100e6,
  maxFileBytes: 200e6,
  cacheLimitBytes: 4e9,
};

export const defaultRotationConfig: RotationConfig = { turns: 'all' };

const jigsawSmall: JigsawConfig = {
  grid: 3,
  permutations: 64,
  permutationMethod: 'max-min',
  // The paper shows one permutation per image; four of the same tile features cost next to nothing.
  permutationsPerImage: 4,
  randomGap: true,
  normaliseTiles: true,
  grayShare: 0.3,
  // The paper shifts by up to 2 px in tiles of 64 px; this keeps the proportion in tiles of 32 px.
  channelShiftPx: 1,
};
const jigsawPaper: JigsawConfig = {
  ...jigsawSmall,
  permutations: 1000,
  permutationsPerImage: 1,
  channelShiftPx: 2,
};

const rotationSmall: PresetDefaults = {
  epochs: 8,
  batchSize: 64,
  imageSizePx: 32,
  optimizer: {
    learningRate: 0.1,
    momentum: 0.9,
    nesterov: true,
    weightDecay: 5e-4,
    schedule: 'cosine',
    warmupSteps: 100,
    clipNorm: null,
  },
  jigsaw: jigsawSmall,
};
const rotationMedium: PresetDefaults = {
  ...rotationSmall,
  epochs: 14,
  optimizer: { ...rotationSmall.optimizer, learningRate: 0.08 },
};
const rotationPaper: PresetDefaults = {
  ...rotationSmall,
  epochs: 200,
  // The paper takes 128 images (512 views) a step; 32 images (128 views) fit a processor's memory.
  batchSize: 32,
  optimizer: { ...rotationSmall.optimizer, schedule: 'steps', warmupSteps: 0 },
};
const jigsawSmallPreset: PresetDefaults = {
  epochs: 30,
  batchSize: 64,
  imageSizePx: 120,
  optimizer: { ...rotationSmall.optimizer, learningRate: 0.05 },
  jigsaw: jigsawSmall,
};
const jigsawPaperPreset: PresetDefaults = {
  epochs: 70,
  // The paper takes 256 puzzles a step; 16 (144 tiles) fit a processor's memory.
  batchSize: 16,
  imageSizePx: 225,
  optimizer: {
    ...rotationSmall.optimizer,
    learningRate: 0.01,
    nesterov: false,
    schedule: 'steps',
    warmupSteps: 0,
  },
  jigsaw: jigsawPaper,
};

const presetDefaults: Readonly<Record<PresetName, PresetDefaults>> = {
  'rotation-small': rotationSmall,
  'rotation-medium': rotationMedium,
  'rotation-paper-3': rotationPaper,
  'rotation-paper-4': rotationPaper,
  'rotation-paper-5': rotationPaper,
  'jigsaw-small': jigsawSmallPreset,
  'jigsaw-paper': jigsawPaperPreset,
  'jigsaw-paper-plain': jigsawPaperPreset,
};

/** The largest permutation set of a grid: all orders of 4 or 9 tiles, and a bound for 16 tiles. */
export const permutationLimits: Readonly<Record<Grid, number>> = { 2: 24, 3: 362_880, 4: 100_000 };

/** The largest set that a greedy method chooses: it takes time in proportion to the members. */
export const greedyLimit = 10_000;

/**
 * Why a permutation set cannot be made, or null. Codes have limits of
 * their own beside these, see `pretext/jigsaw/groupCodes.ts`.
 */
export const permutationRefusal = (
  grid: Grid,
  count: number,
  method: PermutationMethod,
): Sentence | null => {
  const limit = permutationLimits[grid];
  if (count > limit) {
    return grid === 4
      ? sentence(
          'A set of {0} permutations is too large for a 4x4 grid; choose at most {1}.',
          count,
          limit,
        )
      : sentence(
          'A {0}x{0} grid has only {1} permutations, so a set of {2} cannot be made.',
          grid,
          limit,
          count,
        );
  }
  if (method === 'code' && grid !== 3) {
    return sentence(
      'The method code is known for the 3x3 grid only, not for {0}x{0}; take max-min instead.',
      grid,
    );
  }
  if ((method === 'max-min' || method === 'max-mean') && count > greedyLimit) {
    return sentence(
      'The method {0} would take too long for {1} permutations; choose at most {2}, or the method random.',
      method,
      count,
      greedyLimit,
    );
  }
  return null;
};

const said = (overrides: object | undefined): object =>
  Object.fromEntries(Object.entries(overrides ?? {}).filter(([, value]) => value !== undefined));

/** The jigsaw settings of a preset on a grid; a 2x2 puzzle has only 24 orders. */
const jigsawDefaults = (preset: PresetDefaults, grid: Grid): JigsawConfig => ({
  ...preset.jigsaw,
  grid,
  permutations: Math.min(preset.jigsaw.permutations, permutationLimits[grid]),
});

/**
 * The configuration of a run.
 *
 * Without a number of epochs the preset's own holds, unless a time budget is given: then the budget
 * alone ends the run.
 * @param named must fit the task (`presetsOfTask`); left out, `defaultPreset` is taken
 * @throws ZodError when an override is outside its range
 */
export const defaultRunConfig = (
  task: Task,
  named?: PresetName,
  overrides: RunOverrides = {},
): RunConfig => {
  const { rotation, jigsaw, optimizer, data, ...rest } = overrides;
  const budgetMs = rest.budgetMs ?? null;
  const preset = named ?? defaultPreset(task, budgetMs);
  const defaults = presetDefaults[preset];
  const grid = jigsaw?.grid ?? defaults.jigsaw.grid;
  return runConfigSchema.parse({
    task,
    preset,
    seed: 0,
    batchSize: defaults.batchSize,
    // A puzzle is cut into equal cells, so its default side is a multiple of the grid.
    imageSizePx:
      task === 'rotation'
        ? defaults.imageSizePx
        : defaults.imageSizePx - (defaults.imageSizePx % grid),
    precision: 'auto',
    overfitImages: null,
    init: null,
    ...said(rest),
    epochs: rest.epochs ?? (budgetMs === null ? defaults.epochs : null),
    budgetMs,
    rotation: { ...defaultRotationConfig, ...said(rotation) },
    jigsaw: { ...jigsawDefaults(defaults, grid), ...said(jigsaw) },
    optimizer: { ...defaults.optimizer, ...said(optimizer) },
    data: { ...defaultDataConfig, ...said(data) },
  });
};
