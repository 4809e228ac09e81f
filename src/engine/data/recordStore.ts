/** Where records go while a cache is filled, and how they get from there into a pack. */
import {
  createPackWriter,
  makeRoom,
  type OpenForWriting,
  type Pack,
  type PackWriter,
} from './pixelCache.js';
import { pathBytesOf, tableBytesOf, type PackTable } from './packTable.js';
import { checksumOf, packHeaderBytes, recordBytesOf, wordsOf } from './pixelRecords.js';

/** Bytes that are read or written at once. */
const chunkBytes = 8 * 2 ** 20;
/** Left for the sentences of skipped files when the size of a pack is estimated. */
const failureAllowanceBytes = 2 ** 16;

/** Bytes of a pack without its records, not quite exactly. */
const packOverheadBytes = (table: PackTable): number =>
  packHeaderBytes +
  tableBytesOf({
    files: table.length,
    pathBytes: pathBytesOf(table),
    failureBytes: failureAllowanceBytes,
  });

/** How many records a pack of a folder may have. */
export const recordsThatFit = (table: PackTable, sizePx: number, limitBytes: number): number => {
  const room = (limitBytes - packOverheadBytes(table)) / recordBytesOf(sizePx);
  return Math.max(0, Math.min(table.length, Math.floor(room)));
};

/** Visits the records that files `0 .. count - 1` have in a pack, read in long runs. */
export const readOrigins = async (
  pack: Pack,
  origins: Int32Array,
  count: number,
  recordBytes: number,
  visit: (file: number, record: Uint8Array) => Promise<void> | void,
  signal?: AbortSignal,
): Promise<void> => {
  const perRead = Math.max(1, Math.floor(chunkBytes / recordBytes));
  const buffer = new Uint8Array(Math.min(perRead, count) * recordBytes);
  for (let i = 0; i < count;) {
    if (signal?.aborted === true) return;
    const origin = origins[i] ?? -1;
    let run = 1;
    if (origin >= 0) {
      while (run < perRead && i + run < count && origins[i + run] === origin + run) run += 1;
      const read = buffer.subarray(0, run * recordBytes);
      // What cannot be read stays as it was in the buffer, and its checksum tells.
      await pack.read(origin, read).catch(() => undefined);
      for (let k = 0; k < run; k++) {
        await visit(i + k, read.subarray(k * recordBytes, (k + 1) * recordBytes));
      }
    }
    i += run;
  }
};

/** Tells whether a record is what was written. */
export const isSound = (table: PackTable, file: number, record: Uint8Array): boolean =>
  checksumOf(wordsOf(record)) === table.checksums[file];

/** Where a pack is written, and how large it may be. */
export interface PackTarget {
  readonly file: string;
  readonly sizePx: number;
  /** Records of the new pack, R. */
  readonly records: number;
  readonly limitBytes: number;
  readonly openForWriting?: OpenForWriting | undefined;
}

/** Starts a pack once there is room for it. @throws when there is none, or when it cannot be written */
export const startPack = async (target: PackTarget, table: PackTable): Promise<PackWriter> => {
  const { file, sizePx, records, limitBytes, openForWriting } = target;
  const writer = await createPackWriter(file, sizePx, openForWriting);
  try {
    const bytes = packOverheadBytes(table) + records * recordBytesOf(sizePx);
    await makeRoom(file, bytes, limitBytes);
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  return writer;
};

/** Writes a whole pack from memory. @throws when it cannot be written; nothing is left behind then */
export const writePack = async (
  target: PackTarget,
  table: PackTable,
  memory: SharedArrayBuffer,
): Promise<void> => {
  const recordBytes = recordBytesOf(target.sizePx);
  const writer = await startPack(target, table);
  try {
    const perWrite = Math.max(1, Math.floor(chunkBytes / recordBytes));
    for (let record = 0; record < target.records; record += perWrite) {
      const count = Math.min(perWrite, target.records - record);
      const bytes = new Uint8Array(memory, record * recordBytes, count * recordBytes);
      await writer.write(record, bytes);
    }
    await writer.commit(table, target.records);
  } catch (error) {
    await writer.abandon();
    throw error;
  }
};

/** Puts the records of consecutive files in their place. */
export type StoreRecords = (file: number, records: Uint8Array) => Promise<void> | void;

/**
 * Stores those of some files that have a record, in as few long runs as possible.
 * @param records uint8 [files.length, recordBytes]
 */
export const storeRuns = async (
  table: PackTable,
  files: readonly number[],
  records: Uint8Array,
  recordBytes: number,
  store: StoreRecords,
): Promise<void> => {
  const hasRecord = (k: number): boolean => (table.records[files[k] ?? -1] ?? -1) >= 0;
  for (let k = 0; k < files.length;) {
    const file = files[k] ?? 0;
    let run = 1;
    if (hasRecord(k)) {
      while (files[k + run] === file + run && hasRecord(k + run)) run += 1;
      await store(file, records.subarray(k * recordBytes, (k + run) * recordBytes));
    }
    k += run;
  }
};
