/** Makes folders. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { systemCode } from './systemCode.js';

/**
 * Makes a folder and those above it that are missing; an existing one is left as it is. Node's own
 * `recursive` never comes back where a file system has the parent and refuses the child with ENOENT,
 * as Linux does below /proc.
 * @throws the system's error
 */
export const makeFolders = async (folder: string): Promise<void> => {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() === true) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolders(parent);
  await mkdir(folder).catch((error: unknown) => {
    // Another process may have been quicker.
    if (systemCode(error) !== 'EEXIST' || found !== null) throw error;
  });
};
