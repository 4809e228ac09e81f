import { open } from 'node:fs/promises';
import path from 'node:path';

import { extractEntry, listZip } from '../../src/tensorflowLibrary/zip.mjs';

/** @typedef {import('../../src/tensorflowLibrary/zip.mjs').ZipEntry} ZipEntry */

/** Where a package has the files of the extension. */
export const extensionFolder = 'extension/';

/**
 * Unpacks a package that was made here, as the editor does.
 * @param {string} vsix Absolute path.
 * @param {string} folder Absolute; gets the files of the extension and nothing else.
 * @returns {Promise<ZipEntry[]>} All entries of the package.
 * @throws {Error} When it is broken.
 */
export async function unpackVsix(vsix, folder) {
  const file = await open(vsix);
  try {
    const entries = await listZip(file);
    for (const entry of entries) {
      if (!entry.name.startsWith(extensionFolder) || entry.name.endsWith('/')) continue;
      await extractEntry(file, entry, path.join(folder, entry.name.slice(extensionFolder.length)));
    }
    return entries;
  } finally {
    await file.close();
  }
}
