/** Writes a folder of generated pictures, one subfolder per class, for a first run without own data. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { makeFolders } from '../makeFolders.js';
import { systemCode } from '../systemCode.js';
import { makePictures, type DrawingThreads } from './makePictures.js';
import { planPicture, type PicturePlan } from './picture.js';
import { sceneClasses } from './subjects.js';

/** What to write. */
export interface SampleImagesOptions {
  /** Made if missing. An existing one must be empty or hold generated pictures only. */
  readonly folder: string;
  /** Number of pictures over all classes, at least 1. */
  readonly count: number;
  /** 0 .. 2^32 - 1 */
  readonly seed: number;
  /** Shorter side of each picture in px, 32 .. 2048. */
  readonly sizePx: number;
  /** Where to draw; without it, in this thread. The pictures are the same. */
  readonly threads?: DrawingThreads;
  /** Called after every few pictures and at the end. */
  onProgress(done: number, total: number): void;
}

/** What was written. */
interface SampleImagesResult {
  readonly written: number;
  readonly classes: string[];
}

/** Marks a folder as made by this module, so that nobody's own pictures are overwritten. */
const markerName = '.sample-images.json';

const asLabError = (error: unknown, folder: string): unknown => {
  if (error instanceof LabError) return error;
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new LabError(
      'diskFull',
      sentence(
        'There is no space left to write sample images into {0}; free some or choose another disk.',
        folder,
      ),
      { cause: error },
    );
  }
  const unwritable = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOENT'];
  if (code !== null && unwritable.includes(code)) {
    return new LabError(
      'notWritable',
      sentence(
        'Sample images cannot be written into {0} ({1}); choose a folder that you may write to.',
        folder,
        code,
      ),
      { cause: error },
    );
  }
  return error;
};

const checkArguments = (options: SampleImagesOptions): void => {
  const { count, seed, sizePx } = options;
  const wrong = (said: Sentence): LabError => new LabError('badArgument', said);
  if (!Number.isInteger(count) || count < 1) {
    throw wrong(
      sentence('The number of sample images is {0}; give a whole number of at least 1.', count),
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw wrong(sentence('The seed is {0}; give a whole number from 0 to 4294967295.', seed));
  }
  if (!Number.isInteger(sizePx) || sizePx < 32 || sizePx > 2048) {
    throw wrong(
      sentence('The size of sample images is {0} px; give a whole number from 32 to 2048.', sizePx),
    );
  }
};

// Run folders and what desktops leave behind are neither pictures nor lost by writing here.
const harmless = new Set([markerName, '.pretext-lab', '.DS_Store', 'Thumbs.db', 'desktop.ini']);

/**
 * Lists the generated pictures that the folder holds already.
 * @returns paths relative to the folder
 * @throws LabError badArgument when the folder holds anything else
 */
const listOwnPictures = async (folder: string): Promise<string[]> => {
  const foreign = (name: string): LabError =>
    new LabError(
      'badArgument',
      sentence(
        '{0} already holds {1}, which is not a generated sample image; choose an empty or new folder.',
        folder,
        name,
      ),
    );
  const own: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  const marked = entries.some((entry) => entry.name === markerName);
  for (const entry of entries) {
    if (harmless.has(entry.name)) continue;
    const className = sceneClasses.find((name) => name === entry.name);
    if (!marked || className === undefined || !entry.isDirectory()) throw foreign(entry.name);
    for (const file of await readdir(join(folder, className), { withFileTypes: true })) {
      if (harmless.has(file.name)) continue;
      const path = join(className, file.name);
      const named = new RegExp(`^${className}-\\d{4,}\\.(jpg|png|webp)$`).test(file.name);
      if (!named || !file.isFile()) throw foreign(path);
      own.push(path);
    }
  }
  return own;
};

const holds = async (path: string, bytes: Uint8Array): Promise<boolean> => {
  const held = await readFile(path).catch(() => null);
  return held?.equals(bytes) === true;
};

const writeAll = async (options: SampleImagesOptions): Promise<SampleImagesResult> => {
  const { folder, count, seed, sizePx } = options;
  await makeFolders(folder);
  const before = await listOwnPictures(folder);
  await writeFile(join(folder, markerName), `${JSON.stringify({ seed, count, sizePx })}\n`);
  const plans = Array.from({ length: count }, (_, index) => planPicture(seed, sizePx, index));
  const classes = [...new Set(plans.map((plan) => plan.className))];
  const pathOf = (plan: PicturePlan): string => join(plan.className, plan.fileName);

  // Pictures of an earlier seed or a larger count would be mixed with these.
  const wanted = new Set(plans.map(pathOf));
  for (const path of before) if (!wanted.has(path)) await rm(join(folder, path));
  for (const className of classes) await makeFolders(join(folder, className));

  const there = new Set(before);
  let done = 0;
  await makePictures(plans, options.threads ?? null, async (some, files) => {
    for (const [i, plan] of some.entries()) {
      const path = pathOf(plan);
      const bytes = files[i]!;
      // A file that holds these bytes already keeps its time stamp.
      if (there.has(path) && (await holds(join(folder, path), bytes))) continue;
      await writeFile(join(folder, path), bytes);
    }
    done += some.length;
    options.onProgress(done, count);
  });
  return { written: count, classes };
};

/**
 * Writes `count` generated scenes into `<folder>/<class>/<class>-0001.jpg` (also png and webp), dealt
 * out evenly over the classes. A picture depends on the seed, its class, its number and the size
 * alone, so a larger count adds pictures and changes none.
 * @throws LabError badArgument for a wrong argument or a folder that holds anything else,
 *   notWritable or diskFull when the files cannot be written
 */
export const writeSampleImages = async (
  options: SampleImagesOptions,
): Promise<SampleImagesResult> => {
  checkArguments(options);
  try {
    return await writeAll(options);
  } catch (error) {
    throw asLabError(error, options.folder);
  }
};
