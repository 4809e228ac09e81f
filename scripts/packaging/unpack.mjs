import { open } from 'node:fs/promises';
import path from 'node:path';

import { extractEntry, listZip } from '../setup/zip.mjs';

/** @typedef {import('../setup/zip.mjs').ZipEntry} ZipEntry */

/** Where a package has the files of the extension. */
export const extensionFolder = 'extension/';

/**
 * Unpacks a package as the editor does.
 * @param {string} vsix Absolute path.
 * @param {string} folder Absolute; gets the files of the extension and nothing else.
 * @returns {Promise<ZipEntry[]>} All entries of the package.
 * @throws {Error} When it is broken, or a name in it leads out of the folder.
 */
export async function unpackVsix(vsix, folder) {
  const file = await open(vsix);
  try {
    const entries = await listZip(file);
    for (const entry of entries) {
      if (!entry.name.startsWith(extensionFolder) || entry.name.endsWith('/')) continue;
      const place = path.join(folder, entry.name.slice(extensionFolder.length));
      if (path.relative(folder, place).startsWith('..')) {
        throw new Error(`${entry.name} leads out of the package`);
      }
      await extractEntry(file, entry, place);
    }
    return entries;
  } finally {
    await file.close();
  }
}
