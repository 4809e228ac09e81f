/** The writing half of the file system, so that tests can fill the disk. */
import { createWriteStream } from 'node:fs';
import { statfs } from 'node:fs/promises';

import { FetchFailure } from './fetchFailure.mjs';

/**
 * @typedef {object} Disk
 * @property {(file: string, isAppending: boolean) => import('node:stream').Writable} openWrite Makes
 *   or empties a file, or goes on at its end; it is on the disk when the stream has closed.
 * @property {(folder: string) => Promise<number | null>} freeBytes Null where nobody can tell.
 */

/** The real disk. @type {Disk} */
export const nodeDisk = {
  openWrite: (file, isAppending) =>
    createWriteStream(file, { flags: isAppending ? 'a' : 'w', flush: true }),
  freeBytes: async (folder) => {
    try {
      const { bavail, bsize, blocks } = await statfs(folder);
      // Some network drives answer with zeros.
      return blocks === 0 ? null : bavail * bsize;
    } catch {
      return null;
    }
  },
};

/**
 * @param {Disk} disk
 * @param {string} folder Must exist.
 * @param {number} neededBytes
 * @throws {FetchFailure} `noSpace`.
 */
export async function requireSpace(disk, folder, neededBytes) {
  const freeBytes = await disk.freeBytes(folder);
  if (freeBytes === null || freeBytes >= neededBytes) return;
  throw new FetchFailure({ code: 'noSpace', folder, neededBytes, freeBytes });
}

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const refusedCodes = new Set([
  ...['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST'],
  ...['ENAMETOOLONG', 'EBUSY', 'EIO'],
]);

/**
 * What a failed write means.
 * @param {unknown} error
 * @param {string} file What was to be written.
 * @returns {FetchFailure | null} Null when it is no failure of the file system.
 */
export function diskFailure(error, file) {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') {
    return null;
  }
  const { code } = error;
  // A firewall may answer to a connection as a file system does to a write.
  if ('syscall' in error && error.syscall === 'connect') return null;
  const options = { cause: error };
  if (fullCodes.has(code)) return new FetchFailure({ code: 'diskFull', file }, options);
  if (!refusedCodes.has(code)) return null;
  return new FetchFailure({ code: 'notWritable', file, reason: code }, options);
}
