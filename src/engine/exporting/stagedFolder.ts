/**
 * A folder that appears whole or not at all: files are written into a hidden folder inside it and moved
 * out of there when all of them are complete. Nothing that was there before is touched.
 */
import { mkdtemp, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { makeFolders } from '../makeFolders.js';
import {
  explainWriteError,
  writeFileAtomically,
  type Disk,
  type WriteAdvice,
} from '../runFolder/atomicFile.js';
import { systemCode } from '../systemCode.js';

/** Files that are on their way into a folder. */
export interface StagedFolder {
  /**
   * Writes a file; its folders are made.
   * @param name relative to the folder, with forward slashes
   * @returns where it lies until the end, so that it can be read back
   * @throws LabError `diskFull` or `notWritable`
   */
  write(name: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<string>;
  /** Where a file that was written lies for now. */
  pathOf(name: string): string;
  /** The names written so far, in order. */
  readonly names: readonly string[];
  /** Bytes of each of `names`. */
  readonly bytes: readonly number[];
}

/** Names of hidden folders that an earlier call left behind when its process was killed. */
const stagingPrefix = '.pretext-lab-writing-';

const advice: WriteAdvice = {
  whenRefused: sentence('allow writing there, or name another folder (--out DIR)'),
  whenFull: sentence('free some space, or name another folder (--out DIR)'),
};

const isLeftOver = (name: string): boolean => name.startsWith(stagingPrefix);

/** @returns whether the folder was made here */
const prepareFolder = async (folder: string): Promise<boolean> => {
  const found = await stat(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw explainWriteError(error, folder, 0, advice);
  });
  if (found === null) {
    await makeFolders(folder).catch((error: unknown) => {
      throw explainWriteError(error, folder, 0, advice);
    });
    return true;
  }
  if (!found.isDirectory()) {
    throw new LabError(
      'notWritable',
      sentence('Cannot write into {0}: it is a file; name a folder (--out DIR).', folder),
    );
  }
  const names = await readdir(folder).catch((error: unknown) => {
    throw explainWriteError(error, folder, 0, advice);
  });
  const own = names.filter((name) => !isLeftOver(name));
  if (own.length > 0) {
    throw new LabError(
      'notWritable',
      sentence(
        'The folder {0} is not empty (entries: {1}), and nothing in it is overwritten; name a new or an empty folder (--out DIR).',
        folder,
        own.length,
      ),
    );
  }
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
  return false;
};

/** The path of a file below `root`. @throws LabError `badArgument` when it would lie elsewhere */
const pathBelow = (root: string, name: string): string => {
  const file = resolve(root, name);
  const way = relative(root, file);
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    throw new LabError(
      'badArgument',
      sentence('The file {0} would lie outside the folder {1}.', name, root),
    );
  }
  return file;
};

/**
 * Fills a folder that is new or empty.
 * @param body writes the files; when it throws, the folder is as it was before
 * @returns what `body` returned
 * @throws LabError `notWritable` when the folder is not empty or cannot be written, `diskFull`
 */
export const fillFolder = async <R>(
  folder: string,
  disk: Disk,
  body: (staged: StagedFolder) => Promise<R>,
): Promise<R> => {
  const isNew = await prepareFolder(folder);
  let staging: string | null = null;
  try {
    staging = await mkdtemp(join(folder, stagingPrefix));
    const root = staging;
    const names: string[] = [];
    const bytes: number[] = [];
    const result = await body({
      names,
      bytes,
      pathOf: (name) => pathBelow(root, name),
      write: async (name, chunks) => {
        const file = pathBelow(root, name);
        await disk.makeFolder(dirname(file));
        await writeFileAtomically(file, chunks, null, disk, advice);
        const { size } = await stat(file);
        names.push(name);
        bytes.push(size);
        return file;
      },
    });
    for (const name of await readdir(root)) await rename(join(root, name), join(folder, name));
    await rmdir(root);
    await disk.syncFolder(folder);
    return result;
  } catch (error) {
    if (staging !== null) await rm(staging, { recursive: true, force: true });
    // A folder that somebody has put something into meanwhile is not empty, and stays.
    if (isNew) await rmdir(folder).catch(() => undefined);
    throw explainWriteError(error, folder, 0, advice);
  }
};
