/**
 * Writing files so that a killed process or a full disk never costs what was there before: a new
 * version is written beside the old one, flushed, and renamed over it; an append that fails half-way
 * is cut off again.
 */
import { constants } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { makeFolders } from '../makeFolders.js';
import { systemCode } from '../systemCode.js';

/** A file that is being written. */
export interface OpenFile {
  /** Size in bytes. */
  size(): Promise<number>;
  /** Writes all the bytes at the end of what was written. */
  write(bytes: Uint8Array): Promise<void>;
  truncate(bytes: number): Promise<void>;
  /** Returns when the bytes are on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The writing half of the file system, so that tests can fill the disk or kill the process. */
export interface Disk {
  makeFolder(folder: string): Promise<void>;
  /** `w` empties the file, `a` appends to it, `wx` and `ax` refuse one that exists. */
  open(file: string, flags: 'w' | 'wx' | 'a' | 'ax'): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  remove(file: string): Promise<void>;
  /** Returns when renames inside the folder are on the disk. */
  syncFolder(folder: string): Promise<void>;
}

const largestWriteBytes = 16 * 1024 * 1024;

const openNodeFile = async (file: string, flags: 'w' | 'wx' | 'a' | 'ax'): Promise<OpenFile> => {
  const handle = await open(file, flags);
  return {
    size: async () => (await handle.stat()).size,
    write: async (bytes) => {
      let done = 0;
      while (done < bytes.byteLength) {
        const length = Math.min(largestWriteBytes, bytes.byteLength - done);
        done += (await handle.write(bytes, done, length)).bytesWritten;
      }
    },
    truncate: (bytes) => handle.truncate(bytes),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
};

/** The real disk. */
export const nodeDisk: Disk = {
  makeFolder: makeFolders,
  open: openNodeFile,
  rename,
  remove: unlink,
  syncFolder: async (folder) => {
    // Windows and some network drives cannot open or flush a folder; there is nothing to do there.
    const handle = await open(folder, constants.O_RDONLY).catch(() => null);
    await handle?.sync().catch(() => undefined);
    await handle?.close();
  },
};

/** What the user can do about a write that failed. */
export interface WriteAdvice {
  readonly whenRefused: Sentence;
  readonly whenFull: Sentence;
}

const runAdvice: WriteAdvice = {
  whenRefused: sentence(
    'Allow writing there, or choose another place for runs (--runs, or the setting pretextLab.runsFolder).',
  ),
  whenFull: sentence('Nothing written before was lost; free some space and resume the run.'),
};

/** Codes of paths that cannot be written as they are, whatever the permissions on the way. */
const refusedCodes: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ENAMETOOLONG',
  'EINVAL',
]);

/**
 * Says what a failed write means for the user.
 * @param target file or folder that was to be written
 * @param neededBytes bytes that the whole file needs, as far as known
 * @param advice by default that for a run
 * @returns `diskFull`, `notWritable`, or the error itself when it is something else
 */
export const explainWriteError = (
  error: unknown,
  target: string,
  neededBytes: number,
  advice: WriteAdvice = runAdvice,
): unknown => {
  const code = systemCode(error);
  const options = { cause: error };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const message = sentence(
      'The disk is full: {0} needs {1} bytes ({2}). {3}',
      target,
      neededBytes,
      code,
      advice.whenFull,
    );
    return new LabError('diskFull', message, options);
  }
  if (code !== null && refusedCodes.has(code)) {
    const message = sentence('Cannot write {0} ({1}). {2}', target, code, advice.whenRefused);
    return new LabError('notWritable', message, options);
  }
  return error;
};

/**
 * Writes a file whole or not at all. Only one process may write the same file at a time (the run's
 * lock sees to that); the temporary file `<file>.tmp` of a killed process is overwritten.
 * @param chunks the file's bytes, in order
 * @param totalBytes size of the file for messages, or null to count what was written
 * @param advice for messages; by default that for a run
 * @throws LabError `diskFull` or `notWritable`; the old file is then untouched
 */
export const writeFileAtomically = async (
  file: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  totalBytes: number | null,
  disk: Disk,
  advice?: WriteAdvice,
): Promise<void> => {
  const temporary = `${file}.tmp`;
  let askedBytes = 0;
  try {
    const opened = await disk.open(temporary, 'w');
    try {
      for await (const chunk of chunks) {
        askedBytes += chunk.byteLength;
        await opened.write(chunk);
      }
      await opened.sync();
    } finally {
      await opened.close();
    }
    await disk.rename(temporary, file);
    await disk.syncFolder(dirname(file));
  } catch (error) {
    await disk.remove(temporary).catch(() => undefined);
    throw explainWriteError(error, file, totalBytes ?? askedBytes, advice);
  }
};

const chunkLength = 64 * 1024;

/** Gathers many short texts into few chunks of UTF-8, so that none is written alone. */
export async function* encodeTexts(
  texts: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<Uint8Array> {
  let pending: string[] = [];
  let pendingLength = 0;
  for await (const text of texts) {
    pending.push(text);
    pendingLength += text.length;
    if (pendingLength < chunkLength) continue;
    yield Buffer.from(pending.join(''));
    pending = [];
    pendingLength = 0;
  }
  yield Buffer.from(pending.join(''));
}

/** Writes one JSON value atomically, with a line break at its end. */
export const writeJsonAtomically = async (
  file: string,
  value: unknown,
  disk: Disk,
): Promise<void> => {
  const bytes = Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
  await writeFileAtomically(file, [bytes], bytes.byteLength, disk);
};

/** A file that only grows. Await each call before the next one. */
export interface AppendFile {
  /** @throws LabError `diskFull`; the file then ends where it ended before the call */
  append(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a file for appending.
 * @param flags `ax` refuses a file that exists
 */
export const openAppendFile = async (
  file: string,
  flags: 'a' | 'ax',
  disk: Disk,
): Promise<AppendFile> => {
  const opened = await disk.open(file, flags).catch((error: unknown) => {
    throw explainWriteError(error, file, 0);
  });
  let goodBytes = await opened.size();
  return {
    append: async (bytes) => {
      try {
        await opened.write(bytes);
        goodBytes += bytes.byteLength;
      } catch (error) {
        await opened.truncate(goodBytes).catch(() => undefined);
        throw explainWriteError(error, file, goodBytes + bytes.byteLength);
      }
    },
    sync: () => opened.sync(),
    close: () => opened.close(),
  };
};
