/** What is known about each file of a folder, one column per fact, and how it is written into a pack. */
import * as z from 'zod';

import { skippedFileSchema } from '../../protocol/run.js';
import type { ImageIndex } from './imageIndex.js';
import { contentHashBytes } from './split.js';
import type { FileFailure } from './workerMessages.js';

/** States of a file besides its record number. */
export const fileState = {
  /** Readable, but not cached: decoded from its file each time. */
  uncached: -1,
  /** Left out; `failures` says why. */
  skipped: -2,
  /** Not read yet, or to be read again. */
  unknown: -3,
} as const;

/** `N` files in the order of their paths' bytes. */
export interface PackTable {
  readonly length: number;
  path(i: number): string;
  /** float64 [N], file sizes. */
  readonly bytes: Float64Array;
  /** float64 [N], ms since 1970. */
  readonly modifiedMs: Float64Array;
  /** uint8 [N, contentHashBytes] */
  readonly hashes: Uint8Array;
  /** int32 [N]: the record of a cached file, else one of `fileState`. */
  readonly records: Int32Array;
  /** uint32 [N], checksum of each record. */
  readonly checksums: Uint32Array;
  /** uint32 [N], original size in px. */
  readonly widthsPx: Uint32Array;
  /** uint32 [N] */
  readonly heightsPx: Uint32Array;
  readonly failures: Map<number, FileFailure>;
}

/** The table of a scanned folder, with nothing known but sizes and times. */
export const createPackTable = (index: ImageIndex): PackTable => ({
  length: index.length,
  path: (i) => index.path(i),
  bytes: Float64Array.from({ length: index.length }, (_, i) => index.bytes(i)),
  modifiedMs: Float64Array.from({ length: index.length }, (_, i) => index.modifiedMs(i)),
  hashes: new Uint8Array(index.length * contentHashBytes),
  records: new Int32Array(index.length).fill(fileState.unknown),
  checksums: new Uint32Array(index.length),
  widthsPx: new Uint32Array(index.length),
  heightsPx: new Uint32Array(index.length),
  failures: new Map(),
});

/** One file's content hash. @returns uint8 [contentHashBytes], a view */
export const hashOf = (table: PackTable, i: number): Uint8Array =>
  table.hashes.subarray(i * contentHashBytes, (i + 1) * contentHashBytes);

/** Copies what one file's content decides, its record excepted. */
export const copyFacts = (from: PackTable, j: number, to: PackTable, i: number): void => {
  to.hashes.set(hashOf(from, j), i * contentHashBytes);
  to.checksums[i] = from.checksums[j] ?? 0;
  to.widthsPx[i] = from.widthsPx[j] ?? 0;
  to.heightsPx[i] = from.heightsPx[j] ?? 0;
};

/** Fixed bytes per file: two float64, five 32-bit columns (four facts and the path's length), the hash. */
const columnBytes = 2 * 8 + 5 * 4 + contentHashBytes;
const failuresSchema = z.array(
  skippedFileSchema.pick({ code: true, message: true }).extend({ file: z.number().int().min(0) }),
);

/** Sizes that a reader needs to find its way in a serialised table. */
export interface TableSizes {
  readonly files: number;
  readonly pathBytes: number;
  readonly failureBytes: number;
}

/** Bytes of a serialised table, a multiple of four. */
export const tableBytesOf = (sizes: TableSizes): number =>
  Math.ceil((sizes.files * columnBytes + sizes.pathBytes + sizes.failureBytes) / 4) * 4;

/** Where the columns lie, for writer and reader alike; float64 first, so that all are aligned. */
const layOut = (buffer: ArrayBuffer, sizes: TableSizes) => {
  const n = sizes.files;
  let offset = 0;
  const take = (bytes: number): number => {
    const start = offset;
    offset += bytes;
    return start;
  };
  return {
    bytes: new Float64Array(buffer, take(n * 8), n),
    modifiedMs: new Float64Array(buffer, take(n * 8), n),
    records: new Int32Array(buffer, take(n * 4), n),
    checksums: new Uint32Array(buffer, take(n * 4), n),
    widthsPx: new Uint32Array(buffer, take(n * 4), n),
    heightsPx: new Uint32Array(buffer, take(n * 4), n),
    pathLengths: new Uint32Array(buffer, take(n * 4), n),
    hashes: new Uint8Array(buffer, take(n * contentHashBytes), n * contentHashBytes),
    paths: new Uint8Array(buffer, take(sizes.pathBytes), sizes.pathBytes),
    failures: new Uint8Array(buffer, take(sizes.failureBytes), sizes.failureBytes),
  };
};

/** Bytes of all paths in UTF-8. */
export const pathBytesOf = (table: Pick<PackTable, 'length' | 'path'>): number => {
  let bytes = 0;
  for (let i = 0; i < table.length; i++) bytes += Buffer.byteLength(table.path(i));
  return bytes;
};

/** A table as bytes. */
export const writeTable = (table: PackTable): { sizes: TableSizes; bytes: Uint8Array } => {
  const failures = Buffer.from(
    JSON.stringify([...table.failures].map(([file, failure]) => ({ file, ...failure }))),
  );
  const sizes = {
    files: table.length,
    pathBytes: pathBytesOf(table),
    failureBytes: failures.byteLength,
  };
  const buffer = new ArrayBuffer(tableBytesOf(sizes));
  const columns = layOut(buffer, sizes);
  columns.bytes.set(table.bytes);
  columns.modifiedMs.set(table.modifiedMs);
  columns.records.set(table.records);
  columns.checksums.set(table.checksums);
  columns.widthsPx.set(table.widthsPx);
  columns.heightsPx.set(table.heightsPx);
  columns.hashes.set(table.hashes);
  columns.failures.set(failures);
  let offset = 0;
  for (let i = 0; i < table.length; i++) {
    const path = Buffer.from(table.path(i));
    columns.paths.set(path, offset);
    columns.pathLengths[i] = path.byteLength;
    offset += path.byteLength;
  }
  return { sizes, bytes: new Uint8Array(buffer) };
};

/** Reads `writeTable`'s bytes. Throws when the failures' text is not what was written. */
export const readTable = (buffer: ArrayBuffer, sizes: TableSizes): PackTable => {
  const columns = layOut(buffer, sizes);
  const starts = new Float64Array(sizes.files + 1);
  for (let i = 0; i < sizes.files; i++) starts[i + 1] = starts[i]! + columns.pathLengths[i]!;
  const paths = Buffer.from(columns.paths.buffer, columns.paths.byteOffset, sizes.pathBytes);
  const failures = failuresSchema.parse(JSON.parse(Buffer.from(columns.failures).toString()));
  return {
    ...columns,
    length: sizes.files,
    path: (i) => paths.toString('utf8', starts[i], starts[i + 1]),
    failures: new Map(failures.map(({ file, code, message }) => [file, { code, message }])),
  };
};

/** Failures that may be gone the next time, so they are not remembered. */
export const isPassing = (failure: FileFailure): boolean =>
  failure.code === 'unreadable' || failure.code === 'decodeTimeout';

/** The table as a pack keeps it: files with passing failures are unknown, so that they are tried again. */
export const rememberedTable = (table: PackTable): PackTable => {
  const failures = new Map([...table.failures].filter(([, failure]) => !isPassing(failure)));
  const records = table.records.map((state, file) =>
    state === fileState.skipped && !failures.has(file) ? fileState.unknown : state,
  );
  return { ...table, records, failures };
};
