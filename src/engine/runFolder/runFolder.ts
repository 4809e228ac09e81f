/** The folder of a run and the files in it that describe the run as a whole. See docs/run-folder.md. */
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import * as z from 'zod';

import { usedBackendSchema } from '../../protocol/backend.js';
import { runDetailsSchema } from '../../protocol/runDetails.js';
import {
  calibrationSchema,
  networkSizeSchema,
  outcomeSchema,
  permutationSetSchema,
  runConfigSchema,
  runResultSchema,
  type PermutationSet,
  type SkippedFile,
  type Task,
} from '../../protocol/run.js';
import { sentence, sentenceSchema } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { makeFolders } from '../makeFolders.js';
import {
  encodeTexts,
  explainWriteError,
  nodeDisk,
  writeFileAtomically,
  writeJsonAtomically,
  type Disk,
} from './atomicFile.js';
import { systemCode, systemReason } from '../systemCode.js';
import { formatVersion, readVersionedJson } from './readUntrusted.js';

const index = z.number().int().min(0);

export const runJsonSchema = z.object({
  formatVersion: z.literal(formatVersion),
  createdAt: z.iso.datetime(),
  /** Absolute path of the folder of images. */
  folder: z.string().min(1),
  config: runConfigSchema,
  versions: z.record(z.string(), z.string()),
  hardware: runDetailsSchema.shape.hardware,
  /** What the run was begun with; when there was no choice, nobody noted it. */
  backend: usedBackendSchema.default({ name: 'tensorflow', device: '' }),
  /** Null as long as the precision was not chosen. */
  calibration: calibrationSchema.nullable(),
  networkSize: networkSizeSchema,
  /** Changes with any change of the images; compared when the run is resumed. */
  datasetFingerprint: z.string(),
  plannedSteps: index,
  /** The trunk that the run began with, where `config.init` named one. */
  startedFrom: z
    .object({
      path: z.string(),
      kind: z.enum(['run', 'export']),
      /** Of the checkpoint whose trunk it is. */
      step: index,
      epoch: index,
      /** SHA-256 (hex) over its tensors, the same for a run and an export of it. */
      weightsSha256: z.string(),
    })
    .optional(),
  /** As of the last time the file was written; `running` without a living lock means `interrupted`. */
  state: z.object({
    outcome: z.union([outcomeSchema, z.literal('running')]),
    step: index,
    epoch: index,
    validation: runResultSchema.shape.validation,
    message: sentenceSchema.optional(),
  }),
});
/** What `run.json` holds. */
export type RunJson = z.infer<typeof runJsonSchema>;

/** One image and the side of the split that it is on. */
export interface SplitImage {
  /** Relative to the folder of images, with forward slashes. */
  readonly path: string;
  readonly side: 'train' | 'validation';
}

const largestRunJsonBytes = 4 * 1024 * 1024;
const largestPermutationsBytes = 64 * 1024 * 1024;
const mostRunsPerSecond = 1000;

/** The file that makes a folder a run. */
export const runJsonFile = (runFolder: string): string => join(runFolder, 'run.json');
const permutationsFile = (runFolder: string): string => join(runFolder, 'permutations.json');

/** Where the runs of a folder of images are, unless another place is given. */
export const resolveRunsFolder = (folder: string, runsFolder: string | null): string =>
  runsFolder ?? join(folder, '.pretext-lab', 'runs');

/** The `runsFolder` that a run of these images was made with: null for the place inside them. */
export const runsFolderOf = (runFolder: string, folder: string): string | null => {
  const runs = dirname(runFolder);
  return runs === resolveRunsFolder(folder, null) ? null : runs;
};

const runName = (task: Task, now: Date): string => {
  const two = (value: number): string => String(value).padStart(2, '0');
  // Local time: the name is for people; `createdAt` in run.json is in UTC.
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('-');
  return `${date}_${time}-${task}`;
};

const cannotMakeRun = (error: unknown, runs: string): unknown => {
  const explained = explainWriteError(error, runs, 0);
  const code = systemCode(error);
  if (code !== 'EEXIST' && !(explained instanceof LabError && explained.code === 'notWritable')) {
    return explained;
  }
  return new LabError(
    'notWritable',
    sentence(
      'Cannot make a run folder in {0} ({1}); choose another place for runs (--runs, or the setting pretextLab.runsFolder).',
      runs,
      systemReason(error),
    ),
    { cause: error },
  );
};

/**
 * Makes an empty folder for a new run: `<runs>/<YYYY-MM-DD_HH-MM-SS>-<task>`, with `-2`, `-3` ...
 * appended when another run started in the same second.
 * @param where.folder the folder of images
 * @param where.runsFolder where runs are kept, or null for `<folder>/.pretext-lab/runs`
 * @returns its path
 * @throws LabError `folderMissing`, `notWritable` or `diskFull`
 */
export const createRunFolder = async (where: {
  readonly folder: string;
  readonly runsFolder: string | null;
  readonly task: Task;
  readonly now: Date;
}): Promise<string> => {
  const { folder, runsFolder, task, now } = where;
  // Otherwise a mistyped folder of images would be made here.
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) {
    throw new LabError(
      'folderMissing',
      sentence('There is no folder {0}; check the path.', folder),
    );
  }
  const runs = resolveRunsFolder(folder, runsFolder);
  const base = join(runs, runName(task, now));
  try {
    await makeFolders(runs);
    for (let attempt = 1; ; attempt++) {
      const runFolder = attempt === 1 ? base : `${base}-${attempt}`;
      try {
        await mkdir(runFolder);
        await nodeDisk.syncFolder(dirname(runFolder));
        return runFolder;
      } catch (error) {
        if (systemCode(error) !== 'EEXIST' || attempt === mostRunsPerSecond) throw error;
      }
    }
  } catch (error) {
    throw cannotMakeRun(error, runs);
  }
};

/**
 * Writes `run.json` atomically.
 * @throws LabError `diskFull` or `notWritable`
 */
export const writeRunJson = (
  runFolder: string,
  run: RunJson,
  disk: Disk = nodeDisk,
): Promise<void> => writeJsonAtomically(runJsonFile(runFolder), runJsonSchema.parse(run), disk);

/**
 * Makes sure that a run's folder is still there. Writing into one that was deleted would make a part
 * of it anew, of which nothing can go on.
 * @throws LabError `notWritable`
 */
export const requireRunFolder = async (runFolder: string): Promise<void> => {
  try {
    await access(runJsonFile(runFolder));
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') return;
    throw new LabError(
      'notWritable',
      sentence(
        'The run folder {0} was deleted during the run, so nothing more can be saved; start a new run.',
        runFolder,
      ),
      { cause: error },
    );
  }
};

/**
 * Reads `run.json`, which may come from anyone.
 * @throws LabError `runUnreadable`, in words also when a newer version wrote it
 */
export const readRunJson = (runFolder: string): Promise<RunJson> =>
  readVersionedJson(runJsonFile(runFolder), runJsonSchema, largestRunJsonBytes);

function* listTexts(values: Iterable<unknown>): Generator<string> {
  let separator = '\n';
  for (const value of values) {
    yield `${separator}${JSON.stringify(value)}`;
    separator = ',\n';
  }
}

function* imagesTexts(
  images: Iterable<SplitImage>,
  skipped: Iterable<SkippedFile>,
): Generator<string> {
  yield `{"formatVersion":${formatVersion},\n"images":[`;
  yield* listTexts(images);
  yield '\n],\n"skipped":[';
  yield* listTexts(skipped);
  yield '\n]}\n';
}

/**
 * Writes `images.json` atomically, one image a line, so that a million images never are one text.
 * @throws LabError `diskFull` or `notWritable`
 */
export const writeImagesJson = (
  runFolder: string,
  images: Iterable<SplitImage>,
  skipped: Iterable<SkippedFile>,
  disk: Disk = nodeDisk,
): Promise<void> =>
  writeFileAtomically(
    join(runFolder, 'images.json'),
    encodeTexts(imagesTexts(images, skipped)),
    null,
    disk,
  );

const isPermutation = (order: readonly number[], length: number): boolean =>
  order.length === length && new Set(order).size === length && order.every((i) => i < length);

const permutationsJsonSchema = permutationSetSchema
  .extend({ formatVersion: z.literal(formatVersion) })
  .refine(
    ({ permutations, count, grid }) =>
      permutations.length === count &&
      permutations.every((order) => isPermutation(order, grid * grid)),
    { message: 'these are not as many permutations of the grid as they claim to be' },
  );

/** Writes `permutations.json` atomically. @throws LabError `diskFull` or `notWritable` */
export const writePermutationsJson = (
  runFolder: string,
  set: PermutationSet,
  disk: Disk = nodeDisk,
): Promise<void> => {
  const file = permutationsFile(runFolder);
  const bytes = Buffer.from(`${JSON.stringify({ formatVersion, ...set })}\n`);
  return writeFileAtomically(file, [bytes], bytes.byteLength, disk);
};

/**
 * Reads `permutations.json`, which may come from anyone.
 * @returns a set in which every member is a permutation of the grid's tiles
 * @throws LabError `runUnreadable`
 */
export const readPermutationsJson = async (runFolder: string): Promise<PermutationSet> => {
  const file = permutationsFile(runFolder);
  const read = await readVersionedJson(file, permutationsJsonSchema, largestPermutationsBytes);
  // Parsing again leaves out the version.
  return permutationSetSchema.parse(read);
};
