/**
 * The packed cache: one file per folder and settings that holds every decoded image.
 *
 * Layout: header (float64 [8]) | records (uint8 [R, recordBytes]) | table (see `packTable.ts`).
 * A file of the folder is known again by its path, size and time, or else by the hash of its bytes.
 * Every record has a checksum in the table, the table has one in the header, and the header has its own.
 * A pack is never changed: a new one is written beside it, synced and renamed over it, so that readers
 * see one or the other, and of two writers the last one wins.
 */
import { createHash, randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';

import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { makeFolders } from '../makeFolders.js';
import type { DecodeLimits } from './decodeImage.js';
import { readTable, tableBytesOf, writeTable, type PackTable } from './packTable.js';
import { checksumOf, packHeaderBytes, recordBytesOf, wordsOf } from './pixelRecords.js';

/** Rises with every change of the layout or of how images are decoded. */
const formatVersion = 1;
/** "PXLPACK1" as one float64, in this machine's byte order. */
const magic = new Float64Array(Uint8Array.from(Buffer.from('PXLPACK1')).buffer)[0] ?? 0;
const packExtension = '.pack';
const temporaryExtension = '.packing';
/** A temporary file that has not grown for this long belongs to a process that is gone. */
const abandonedAfterMs = 3_600_000;

/** What the pixels of a folder depend on besides its files. */
export interface PackSettings {
  readonly folder: string;
  readonly cacheFolder: string;
  readonly sizePx: number;
  readonly limits: DecodeLimits;
}

/**
 * Where the pack of a folder lies. The folder enters as seen from the cache folder, so that both can
 * be moved together.
 */
export const packPathOf = ({ folder, cacheFolder, sizePx, limits }: PackSettings): string => {
  const from = relative(cacheFolder, folder).split(sep).join('/');
  const settings = JSON.stringify([
    formatVersion,
    from,
    sizePx,
    limits.maxPixels,
    limits.maxFileBytes,
  ]);
  const key = createHash('sha256').update(settings).digest('hex').slice(0, 16);
  return join(cacheFolder, `${sizePx}px-${key}${packExtension}`);
};

/** An existing pack. */
export interface Pack {
  readonly table: PackTable;
  /** Reads whole records. @param into uint8 [n * recordBytes], may be shared memory */
  read(record: number, into: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

const readFully = async (
  handle: FileHandle,
  into: Uint8Array,
  position: number,
): Promise<boolean> => {
  for (let done = 0; done < into.byteLength;) {
    const left = into.byteLength - done;
    const { bytesRead } = await handle.read(into, done, left, position + done);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
};

const readPackTable = async (handle: FileHandle, sizePx: number): Promise<PackTable | null> => {
  const header = new Float64Array(packHeaderBytes / 8);
  if (!(await readFully(handle, new Uint8Array(header.buffer), 0))) return null;
  const [mark, size, files, records, pathBytes, failureBytes, tableSum, headerSum] = [...header];
  if (mark !== magic || size !== sizePx) return null;
  if (headerSum !== checksumOf(new Uint32Array(header.buffer, 0, packHeaderBytes / 4 - 2))) {
    return null;
  }
  const sizes = { files: files ?? 0, pathBytes: pathBytes ?? 0, failureBytes: failureBytes ?? 0 };
  const tableStart = packHeaderBytes + (records ?? 0) * recordBytesOf(sizePx);
  const tableBytes = tableBytesOf(sizes);
  if ((await handle.stat()).size !== tableStart + tableBytes) return null;
  const buffer = new ArrayBuffer(tableBytes);
  if (!(await readFully(handle, new Uint8Array(buffer), tableStart))) return null;
  return checksumOf(new Uint32Array(buffer)) === tableSum ? readTable(buffer, sizes) : null;
};

/**
 * Opens a pack.
 * @returns null when there is none, or when its header or table is not as it was written
 */
export const openPack = async (file: string, sizePx: number): Promise<Pack | null> => {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return null;
  const table = await readPackTable(handle, sizePx).catch(() => null);
  if (table === null) {
    await handle.close();
    return null;
  }
  return {
    table,
    read: async (record, into) => {
      const position = packHeaderBytes + record * recordBytesOf(sizePx);
      if (!(await readFully(handle, into, position))) {
        throw new Error(`The pack "${file}" ends before record ${record}.`);
      }
    },
    close: () => handle.close(),
  };
};

/** A pack in the making. Whoever makes one calls `commit` or `abandon`. */
export interface PackWriter {
  /** Writes whole records. @param records uint8 [n * recordBytes], may be shared memory */
  write(record: number, records: Uint8Array): Promise<void>;
  /** Finishes the pack and puts it in the place of the one before. @param records number of records, R */
  commit(table: PackTable, records: number): Promise<void>;
  /** Removes what was written. */
  abandon(): Promise<void>;
}

/** How a file is opened for writing; a seam for tests of full disks. */
export type OpenForWriting = (file: string) => Promise<FileHandle>;

const writeFully = async (
  handle: FileHandle,
  bytes: Uint8Array,
  position: number,
): Promise<void> => {
  for (let done = 0; done < bytes.byteLength;) {
    const left = bytes.byteLength - done;
    done += (await handle.write(bytes, done, left, position + done)).bytesWritten;
  }
};

/** Makes the new name last through a power cut, where folders can be synced. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
};

/**
 * Starts a pack beside the one at `file`.
 * @throws the system's error when the folder or the disk takes no more, here and in each method
 */
export const createPackWriter = async (
  file: string,
  sizePx: number,
  openForWriting: OpenForWriting = (path) => open(path, 'wx'),
): Promise<PackWriter> => {
  await makeFolders(dirname(file));
  const temporary = `${file}.${randomUUID()}${temporaryExtension}`;
  const handle = await openForWriting(temporary);
  const recordBytes = recordBytesOf(sizePx);
  const abandon = async (): Promise<void> => {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
  };
  return {
    write: (record, records) => writeFully(handle, records, packHeaderBytes + record * recordBytes),
    commit: async (table, records) => {
      const { sizes, bytes } = writeTable(table);
      const header = new Float64Array(packHeaderBytes / 8);
      header.set([magic, sizePx, sizes.files, records, sizes.pathBytes, sizes.failureBytes]);
      header[6] = checksumOf(wordsOf(bytes));
      header[7] = checksumOf(new Uint32Array(header.buffer, 0, packHeaderBytes / 4 - 2));
      await writeFully(handle, bytes, packHeaderBytes + records * recordBytes);
      await writeFully(handle, new Uint8Array(header.buffer), 0);
      await handle.sync();
      await handle.close();
      await rename(temporary, file);
      await syncFolder(dirname(file));
    },
    abandon,
  };
};

/** Space that is left to everything else on the disk, such as the run's checkpoints. */
const spareDiskBytes = 256 * 2 ** 20;

/**
 * Removes abandoned temporary files, and the oldest packs of other settings until one of `bytes` fits.
 * Files that another process removes meanwhile are no fault. While a pack is replaced, the one before
 * still counts beside it.
 * @param file the pack that room is made for; it is never removed itself
 * @param limitBytes bound on all packs of the cache folder together
 * @throws when the disk has no room for `bytes`
 */
export const makeRoom = async (file: string, bytes: number, limitBytes: number): Promise<void> => {
  const folder = dirname(file);
  const listed = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const facts = await stat(join(folder, name)).catch(() => null);
      return { name, bytes: facts?.size ?? 0, modifiedMs: facts?.mtimeMs ?? 0 };
    }),
  );
  // The newest file tells the time by the file system's own clock.
  const nowMs = Math.max(0, ...listed.map(({ modifiedMs }) => modifiedMs));
  const doomed = listed.filter(
    ({ name, modifiedMs }) =>
      name.endsWith(temporaryExtension) && modifiedMs < nowMs - abandonedAfterMs,
  );
  const others = listed
    .filter(({ name }) => name.endsWith(packExtension) && name !== basename(file))
    .sort((a, b) => a.modifiedMs - b.modifiedMs);
  let total = bytes + others.reduce((sum, other) => sum + other.bytes, 0);
  for (const other of others) {
    if (total <= limitBytes) break;
    doomed.push(other);
    total -= other.bytes;
  }
  await Promise.all(
    doomed.map(({ name }) => rm(join(folder, name), { force: true }).catch(() => undefined)),
  );
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes + spareDiskBytes) {
    const [free, needed] = [bavail * bsize, bytes].map((n) => Math.ceil(n / 2 ** 20));
    throw new LabError(
      'diskFull',
      sentence('the disk has {0} MiB free, the cache needs {1} MiB', free ?? 0, needed ?? 0),
    );
  }
};
