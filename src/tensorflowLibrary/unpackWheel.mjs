import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import path from 'node:path';

import { diskFailure, nodeDisk } from './disk.mjs';
import { FetchFailure, reasonOf } from './fetchFailure.mjs';
import { extractEntry, listZip } from './zip.mjs';

/**
 * @typedef {object} Unpacking
 * @property {string} archive The package's file, checked already.
 * @property {string} folder Where to; files that are there are overwritten.
 * @property {(name: string) => string | null} placeOf Path below `folder` for a path inside the
 *   package, with forward slashes; null leaves it out.
 * @property {(done: number, total: number) => void} onBytes
 * @property {AbortSignal} [signal]
 * @property {import('./disk.mjs').Disk} [disk]
 */

/** A file that was written. @typedef {{ bytes: number, sha256: string }} Unpacked */

/**
 * Unpacks some files of a package.
 * @param {Unpacking} job
 * @returns {Promise<Map<string, Unpacked>>} What was written, by its path below the folder.
 * @throws {FetchFailure} `badArchive`, `diskFull`, `notWritable` or `cancelled`; what was written
 *   until then stays.
 */
export async function unpackWheel({ archive, folder, placeOf, onBytes, signal, disk = nodeDisk }) {
  /** @type {Map<string, Unpacked>} */
  const written = new Map();
  let target = folder;
  try {
    const file = await open(archive);
    try {
      const chosen = (await listZip(file)).flatMap((entry) => {
        const place = entry.name.endsWith('/') ? null : placeOf(entry.name);
        return place === null ? [] : [{ entry, place }];
      });
      const total = chosen.reduce((sum, { entry }) => sum + entry.bytes, 0);
      let done = 0;
      for (const { entry, place } of chosen) {
        target = path.join(folder, ...place.split('/'));
        const hash = createHash('sha256');
        await extractEntry(file, entry, target, {
          onChunk: (chunk) => {
            hash.update(chunk);
            done += chunk.length;
            onBytes(done, total);
          },
          signal,
          disk,
        });
        written.set(place, { bytes: entry.bytes, sha256: hash.digest('hex') });
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    const options = { cause: error };
    if (signal?.aborted === true) throw new FetchFailure({ code: 'cancelled' }, options);
    throw (
      diskFailure(error, target) ??
      new FetchFailure({ code: 'badArchive', archive, reason: reasonOf(error) }, options)
    );
  }
  return written;
}
