/**
 * A folder in which an installation is made before it is renamed into its place. It is also the lock
 * that keeps two windows from installing at once: each makes its own first and looks for those of
 * others afterwards, so that of two at least one sees the other and steps back. Whoever works keeps a
 * file in it fresh; a folder that has gone stale was left by a window that was closed, and is removed.
 */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Clock, Subscription } from '../outside.js';

const prefix = 'installing-';
const signOfLife = 'alive';
const beatMs = 5_000;
/** A window that is busy with other things may be late. */
export const staleMs = 60_000;

export interface Staging {
  /** Absolute. */
  readonly folder: string;
  /** Removes it with what is in it. */
  release(): Promise<void>;
}

/** When something of a folder was last changed, in ms, by the clock of its disk. */
const lastSign = async (folder: string): Promise<number> => {
  const times = await Promise.all(
    [folder, join(folder, signOfLife)].map(async (path) => {
      try {
        return (await stat(path)).mtimeMs;
      } catch {
        return 0;
      }
    }),
  );
  return Math.max(...times);
};

/**
 * Makes a folder to work in.
 * @param root is made if it is not there
 * @returns null while another window has one
 * @throws Error of the file system
 */
export const claimStaging = async (root: string, clock: Clock): Promise<Staging | null> => {
  await mkdir(root, { recursive: true });
  const folder = await mkdtemp(join(root, prefix));
  const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true });
  const beat = (): Promise<void> => writeFile(join(folder, signOfLife), '');
  let next: Subscription | null = null;
  const keepBeating = (): void => {
    next = clock.after(beatMs, () => {
      beat().then(keepBeating, () => undefined);
    });
  };
  const release = async (): Promise<void> => {
    next?.dispose();
    next = null;
    await remove(folder);
  };
  try {
    await beat();
    const now = await lastSign(folder);
    const names = (await readdir(root)).filter((name) => name.startsWith(prefix));
    const others = names.map((name) => join(root, name)).filter((other) => other !== folder);
    const signs = await Promise.all(others.map(lastSign));
    if (signs.some((sign) => now - sign < staleMs)) {
      await release();
      return null;
    }
    await Promise.all(others.map(remove));
  } catch (error) {
    await release().catch(() => undefined);
    throw error;
  }
  keepBeating();
  return { folder, release };
};
