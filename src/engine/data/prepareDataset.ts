/** From a folder to a dataset: scan, decode into the packed cache, leave out what is unreadable, split. */
import { createHash } from 'node:crypto';

import type { SkippedFile } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import type { DecodeLimits } from './decodeImage.js';
import { defaultMemoryBoundBytes, fillCache, type FilledCache } from './fillCache.js';
import { createPackTable, fileState, hashOf, pathBytesOf, type PackTable } from './packTable.js';
import type { OpenForWriting } from './pixelCache.js';
import { recordBytesOf } from './pixelRecords.js';
import { pathInSource, type PixelSource } from './pixelSource.js';
import { scanFolder, type ScanResult } from './scanFolder.js';
import { contentHashBytes, splitImages } from './split.js';
import { createWorkerPool } from './workerPool.js';

/** The readable images of a folder, decoded and split. Plain data: nothing to close. */
export interface Dataset {
  readonly folder: string;
  /** Side of the decoded squares in px. */
  readonly sourceSizePx: number;
  /** Paths of the readable images relative to the folder, in the order of their bytes. */
  readonly paths: { readonly length: number; at(i: number): string };
  /** int32, dataset indices in ascending order. */
  readonly train: Int32Array;
  /** int32, dataset indices in ascending order. */
  readonly validation: Int32Array;
  /** Files that were left out, in the order of their paths' bytes. */
  readonly skipped: readonly SkippedFile[];
  /** Images whose bytes are those of an image before them. */
  readonly duplicates: number;
  /** Hexadecimal hash over path and content of every readable image: changes if and only if the data do. */
  readonly fingerprint: string;
  /** uint8 [paths.length, contentHashBytes]: images with the same bytes have the same hash. */
  readonly contentHashes: Uint8Array;
  readonly pixels: PixelSource;
  /** uint32 [paths.length], upright size of the original in px. */
  readonly widthsPx: Uint32Array;
  /** uint32 [paths.length] */
  readonly heightsPx: Uint32Array;
}

export interface PrepareOptions {
  readonly folder: string;
  readonly cacheFolder: string;
  readonly sourceSizePx: number;
  /** Seed of the split. */
  readonly seed: number;
  readonly validationShare: number;
  /** Training images that are needed: one batch of them, or those that are learnt by heart. */
  readonly minimumImages: number;
  /** True for an overfit check, which learns `minimumImages` by heart; for the sentence of an error. */
  readonly isOverfitCheck?: boolean;
  readonly limits: DecodeLimits;
  /** Bound on all packs in the cache folder together; 0 turns the cache off. */
  readonly cacheLimitBytes: number;
  readonly workers: number;
  /** The bundled `loaderWorker.ts`. */
  readonly workerUrl: URL;
  /** Decoded pixels up to this many bytes are held in memory for the whole run. */
  readonly memoryBoundBytes?: number | undefined;
  /** How the pack is opened for writing. */
  readonly openForWriting?: OpenForWriting | undefined;
  readonly onProgress: (phase: 'scan' | 'decode', done: number, total: number | null) => void;
  readonly onSkipped: (file: SkippedFile) => void;
  /** Told when the cache cannot be written; the data are complete without it. */
  readonly onWarning: (message: Sentence) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Prepares a folder for training. Files that were not changed since the last call are not read again.
 * @throws LabError `folderMissing`, `folderUnreadable`, or `tooFewImages` when training images are
 *   fewer than `minimumImages`; the signal's reason when aborted (what was decoded is kept)
 */
export const prepareDataset = async (options: PrepareOptions): Promise<Dataset> => {
  const { folder, signal } = options;
  const scan = await scanFolder(folder, {
    onProgress: (found) => options.onProgress('scan', found, null),
    ...(signal === undefined ? {} : { signal }),
  });
  for (const file of scan.skipped) options.onSkipped(file);
  const table = createPackTable(scan.index);
  const cache = await decodeAll(options, table);
  signal?.throwIfAborted();
  return assemble(options, scan, table, cache);
};

const decodeAll = async (options: PrepareOptions, table: PackTable): Promise<FilledCache> => {
  const pool = createWorkerPool(options.workerUrl, options.workers);
  let done = 0;
  try {
    return await fillCache({
      ...options,
      table,
      sizePx: options.sourceSizePx,
      memoryBoundBytes: options.memoryBoundBytes ?? defaultMemoryBoundBytes,
      pool,
      onDone: (files) => {
        done += files;
        options.onProgress('decode', done, table.length);
      },
      onSkipped: (file, failure) => options.onSkipped({ path: table.path(file), ...failure }),
    });
  } finally {
    await pool.close();
  }
};

const assemble = (
  options: PrepareOptions,
  scan: ScanResult,
  table: PackTable,
  cache: FilledCache,
): Dataset => {
  const { folder, sourceSizePx } = options;
  const readable = Int32Array.from({ length: table.length }, (_, i) => i).filter(
    (i) => table.records[i]! >= fileState.uncached,
  );
  const index = scan.index.select(readable);
  const hashes = new Uint8Array(readable.length * contentHashBytes);
  for (const [k, i] of readable.entries()) hashes.set(hashOf(table, i), k * contentHashBytes);
  const split = splitImages(index, hashes, options.seed, options.validationShare);
  const skipped = mergeSkipped(scan, table);
  requireImages(options, scan.files, readable.length, split.train.length);
  const pixels = sharePixels(options, table, readable, cache);
  return {
    folder,
    sourceSizePx,
    paths: { length: readable.length, at: (i) => pathInSource(pixels, i) },
    ...split,
    skipped,
    fingerprint: fingerprintOf(pixels, hashes),
    contentHashes: hashes,
    pixels,
    widthsPx: Uint32Array.from(readable, (i) => table.widthsPx[i]!),
    heightsPx: Uint32Array.from(readable, (i) => table.heightsPx[i]!),
  };
};

const mergeSkipped = (scan: ScanResult, table: PackTable): SkippedFile[] => {
  const decoded = [...table.failures].map(([file, failure]) => ({
    path: table.path(file),
    ...failure,
  }));
  return [...scan.skipped, ...decoded].sort((a, b) =>
    Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
  );
};

const imagesAdvice = (train: number, isOverfitCheck: boolean): Sentence => {
  if (train === 0) return sentence('add images');
  return isOverfitCheck
    ? sentence('add images, or learn only {0} by heart (--overfit)', train)
    : sentence('add images, or choose batches of {0} (--batch)', train);
};

const requireImages = (
  { folder, minimumImages, isOverfitCheck = false }: PrepareOptions,
  files: number,
  readable: number,
  train: number,
): void => {
  if (train >= minimumImages) return;
  const need = isOverfitCheck
    ? sentence('{0} are to be learnt by heart', minimumImages)
    : sentence('one batch needs {0}', minimumImages);
  throw new LabError(
    'tooFewImages',
    sentence(
      'The folder {0} has {1} image files, of which {2} can be read and {3} were skipped; {4} are left to train on, but {5}: {6}.',
      folder,
      files,
      readable,
      files - readable,
      train,
      need,
      imagesAdvice(train, isOverfitCheck),
    ),
  );
};

/** Puts what workers need to know into shared memory. @param readable int32, file numbers */
const sharePixels = (
  { folder, sourceSizePx, limits }: PrepareOptions,
  table: PackTable,
  readable: Int32Array,
  cache: FilledCache,
): PixelSource => {
  const n = readable.length;
  const records = new Int32Array(new SharedArrayBuffer(n * 4));
  const checksums = new Uint32Array(new SharedArrayBuffer(n * 4));
  const pathStarts = new Float64Array(new SharedArrayBuffer((n + 1) * 8));
  const path = (k: number): string => table.path(readable[k] ?? 0);
  const pathBytes = new Uint8Array(new SharedArrayBuffer(pathBytesOf({ length: n, path })));
  for (const [k, i] of readable.entries()) {
    records[k] = table.records[i]!;
    checksums[k] = table.checksums[i]!;
    const bytes = Buffer.from(path(k));
    pathBytes.set(bytes, pathStarts[k]);
    pathStarts[k + 1] = pathStarts[k]! + bytes.byteLength;
  }
  const recordBytes = recordBytesOf(sourceSizePx);
  return {
    folder,
    sizePx: sourceSizePx,
    limits,
    recordBytes,
    ...cache,
    records,
    checksums,
    pathBytes,
    pathStarts,
  };
};

/** @param hashes uint8 [N, contentHashBytes] */
const fingerprintOf = (pixels: PixelSource, hashes: Uint8Array): string => {
  const hash = createHash('sha256');
  for (let i = 0; i < pixels.records.length; i++) {
    const path = pathInSource(pixels, i);
    hash.update(`${Buffer.byteLength(path)}:${path}`);
    hash.update(hashes.subarray(i * contentHashBytes, (i + 1) * contentHashBytes));
  }
  return hash.digest('hex');
};
