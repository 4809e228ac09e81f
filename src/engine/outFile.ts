/** A file that the user wants written. */
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { sentence } from '../protocol/sentence.js';
import { LabError } from './labError.js';
import type { WriteAdvice } from './runFolder/atomicFile.js';

/** What to do about a file that cannot be written where the user wanted it. */
export const outFileAdvice: WriteAdvice = {
  whenRefused: sentence('Allow writing there, or choose another file (--out).'),
  whenFull: sentence('Free some space, or choose another file (--out).'),
};

/**
 * Looks before any work is done, so that a mistyped path costs no time.
 * @throws LabError `notWritable`
 */
export const requirePlace = async (outFile: string): Promise<void> => {
  const folder = dirname(outFile);
  const isFolder = (path: string): Promise<boolean> =>
    stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
  if (!(await isFolder(folder))) {
    throw new LabError(
      'notWritable',
      sentence(
        'Cannot write {0}: there is no folder {1}; make it first, or choose another file (--out).',
        outFile,
        folder,
      ),
    );
  }
  if (await isFolder(outFile)) {
    throw new LabError(
      'notWritable',
      sentence('Cannot write {0}: it is a folder; choose a file in it (--out).', outFile),
    );
  }
};
