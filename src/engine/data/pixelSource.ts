import type { DecodeLimits } from './decodeImage.js';

/**
 * Where the pixels of a dataset are. Plain data and shared memory, so that it crosses to workers
 * without a copy. `N` images; a record is one uint8 [sizePx, sizePx, 3] image, padded to four bytes.
 */
export interface PixelSource {
  readonly folder: string;
  readonly sizePx: number;
  readonly limits: DecodeLimits;
  /** Bytes from one record to the next. */
  readonly recordBytes: number;
  /** All records, or null when they are read from the pack one by one. */
  readonly memory: SharedArrayBuffer | null;
  /** The pack file to read records from when `memory` is null, or null when nothing is cached. */
  readonly packFile: string | null;
  /** int32 [N]: record of each image; -1 is decoded from its file each time. */
  readonly records: Int32Array<SharedArrayBuffer>;
  /** uint32 [N]: checksum of each record. */
  readonly checksums: Uint32Array<SharedArrayBuffer>;
  /** The relative paths one after the other, UTF-8. */
  readonly pathBytes: Uint8Array<SharedArrayBuffer>;
  /** float64 [N + 1]: where each path starts in `pathBytes`. */
  readonly pathStarts: Float64Array<SharedArrayBuffer>;
}

/** The relative path of an image. */
export const pathInSource = (source: PixelSource, image: number): string => {
  const start = source.pathStarts[image];
  const end = source.pathStarts[image + 1];
  if (start === undefined || end === undefined) {
    throw new RangeError(`There is no image ${image} in a dataset of ${source.records.length}.`);
  }
  return Buffer.from(source.pathBytes.buffer, start, end - start).toString('utf8');
};
