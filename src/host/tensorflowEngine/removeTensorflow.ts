/** Removes the TensorFlow engine from the extension's storage. */
import { readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { sentence, type Sentence } from '../../protocol/sentence.js';
import { diskFailure } from '../../tensorflowLibrary/disk.mjs';
import type { Clock } from '../outside.js';
import { failureSentence } from './failureSentence.js';
import { isVersion, tensorflowRoot } from './installation.js';
import { claimStaging } from './staging.js';

/** Bytes of all files below a folder; 0 where there is none. Never rejects. */
const bytesBelow = async (folder: string): Promise<number> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const found = await stat(join(entry.parentPath, entry.name)).catch(() => null);
        return found?.size ?? 0;
      }),
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
};

/** What the engine and left-over downloads take, in bytes. */
export const installedBytes = (storageFolder: string): Promise<number> =>
  bytesBelow(tensorflowRoot(storageFolder));

/**
 * Processes that have a file of a folder in memory, as far as the system tells: Linux does. Elsewhere
 * the system itself refuses to remove what is in use.
 * @param processes where the system describes its processes
 */
export const processesUsing = async (
  folder: string,
  processes = '/proc',
): Promise<readonly number[]> => {
  const place = await realpath(folder).catch(() => folder);
  const names = await readdir(processes).catch(() => []);
  const pids: number[] = [];
  for (const name of names.filter((entry) => /^\d+$/.test(entry))) {
    // What belongs to other users cannot be read, and cannot use this user's files either.
    const maps = await readFile(join(processes, name, 'maps'), 'utf8').catch(() => '');
    if (maps.includes(`${place}/`)) pids.push(Number(name));
  }
  return pids;
};

export type RemoveOutcome =
  | { readonly kind: 'removed'; readonly freedBytes: number }
  | { readonly kind: 'failed'; readonly reason: Sentence };

export interface RemoveOptions {
  /** The extension's own storage; absolute. */
  readonly storageFolder: string;
  readonly clock: Clock;
  readonly usedBy?: (folder: string) => Promise<readonly number[]>;
}

const removeFrom = async (
  staging: string,
  { storageFolder, usedBy = processesUsing }: RemoveOptions,
): Promise<RemoveOutcome> => {
  const root = tensorflowRoot(storageFolder);
  const [pid] = await usedBy(root);
  if (pid !== undefined) {
    const reason = sentence(
      'The TensorFlow engine is in use by process {0}: a run or an analysis, or one that ended less than a minute ago. Wait for its end, or stop it, and try again.',
      pid,
    );
    return { kind: 'failed', reason };
  }
  const freedBytes = await installedBytes(storageFolder);
  // First out of the way, at once and as a whole; then bit by bit.
  for (const name of (await readdir(root)).filter(isVersion)) {
    await rename(join(root, name), join(staging, name));
  }
  await rm(join(root, 'downloads'), { recursive: true, force: true });
  return { kind: 'removed', freedBytes };
};

/**
 * Removes the engine and left-over downloads.
 * @throws Error only when something happens that nobody expected
 */
export const removeTensorflow = async (options: RemoveOptions): Promise<RemoveOutcome> => {
  const root = tensorflowRoot(options.storageFolder);
  try {
    const staging = await claimStaging(root, options.clock);
    if (staging === null) {
      const reason = sentence(
        'Another window is at it: the TensorFlow engine is being installed or removed there. Wait for that to end.',
      );
      return { kind: 'failed', reason };
    }
    try {
      return await removeFrom(staging.folder, options);
    } finally {
      await staging.release();
    }
  } catch (error) {
    const failed = diskFailure(error, root);
    if (failed === null) throw error;
    return { kind: 'failed', reason: failureSentence(failed.failure) };
  }
};
