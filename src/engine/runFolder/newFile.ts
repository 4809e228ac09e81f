/** Writing a file where the user wants one, never over one that is there. */
import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { explainWriteError, type Disk, type WriteAdvice } from './atomicFile.js';
import { systemCode, systemReason } from '../systemCode.js';

const alreadyThere = (file: string): LabError =>
  new LabError(
    'notWritable',
    sentence(
      'There is something at {0} already, and nothing is overwritten; name another file (--out), or remove that one.',
      file,
    ),
  );

const noFolder = (file: string, error: unknown, { whenRefused }: WriteAdvice): LabError =>
  new LabError(
    'notWritable',
    sentence('Cannot write {0} ({1}). {2}', file, systemReason(error), whenRefused),
    { cause: error },
  );

/**
 * Refuses a path that is taken, so that nobody works for nothing.
 * @throws LabError `notWritable`
 */
export const requireNewFile = async (file: string): Promise<void> => {
  const found = await lstat(file).catch(() => null);
  if (found !== null) throw alreadyThere(file);
};

/**
 * Writes a new file; its folder is made. When that fails, no part of it is left behind.
 * @throws LabError `notWritable`, also when the path is taken, `diskFull`
 */
export const writeNewFile = async (
  file: string,
  chunks: AsyncIterable<Uint8Array>,
  disk: Disk,
  advice: WriteAdvice,
): Promise<void> => {
  let askedBytes = 0;
  try {
    await disk.makeFolder(dirname(file)).catch((error: unknown) => {
      // Here this means that a file lies where a folder should.
      throw systemCode(error) === 'EEXIST' ? noFolder(file, error, advice) : error;
    });
    const opened = await disk.open(file, 'wx').catch((error: unknown) => {
      throw systemCode(error) === 'EEXIST' ? alreadyThere(file) : error;
    });
    try {
      for await (const chunk of chunks) {
        askedBytes += chunk.byteLength;
        await opened.write(chunk);
      }
      await opened.sync();
      await opened.close();
    } catch (error) {
      await opened.close().catch(() => undefined);
      await disk.remove(file).catch(() => undefined);
      throw error;
    }
    await disk.syncFolder(dirname(file));
  } catch (error) {
    throw explainWriteError(error, file, askedBytes, advice);
  }
};
