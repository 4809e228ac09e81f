/** Worker side: the pixels of an image, from memory, from the pack, or from its own file. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

import type { Sentence } from '../../protocol/sentence.js';
import type { SquareImage } from '../pretext/pretextViews.js';
import type { DecodeFile } from './decodeJob.js';
import { checksumOf, packHeaderBytes, pixelBytesOf, wordsOf } from './pixelRecords.js';
import { pathInSource, type PixelSource } from './pixelSource.js';

export interface PixelReader {
  /** The pixels of a cached image, valid until the next call; null when it has to be decoded. */
  cached(image: number): SquareImage | null;
  /** Decodes an image from its file. @returns why, when it cannot be read any longer */
  decode(image: number): Promise<SquareImage | Sentence>;
  close(): void;
}

const openPackFile = (file: string | null): number | null => {
  if (file === null) return null;
  try {
    return openSync(file, 'r');
  } catch {
    // Another process may have made room; every image then comes from its file.
    return null;
  }
};

/** Opens a pixel source for one worker. */
export const openPixelReader = (source: PixelSource, decodeFile: DecodeFile): PixelReader => {
  const { sizePx, recordBytes, memory } = source;
  const pixelBytes = pixelBytesOf(sizePx);
  const pack = memory === null ? openPackFile(source.packFile) : null;
  const buffer = new Uint8Array(memory === null ? recordBytes : 0);

  /** A record of the pack, or null when it is not what was written. */
  const readRecord = (descriptor: number, record: number, checksum: number): Uint8Array | null => {
    try {
      const position = packHeaderBytes + record * recordBytes;
      const bytesRead = readSync(descriptor, buffer, 0, recordBytes, position);
      if (bytesRead === recordBytes && checksumOf(wordsOf(buffer)) === checksum) return buffer;
    } catch {
      // As good as damaged.
    }
    return null;
  };
  return {
    cached(image) {
      const record = source.records[image] ?? -1;
      if (record < 0) return null;
      if (memory !== null) {
        return { sizePx, pixels: new Uint8Array(memory, record * recordBytes, pixelBytes) };
      }
      if (pack === null) return null;
      const bytes = readRecord(pack, record, source.checksums[image] ?? 0);
      return bytes === null ? null : { sizePx, pixels: bytes.subarray(0, pixelBytes) };
    },
    async decode(image) {
      const file = join(source.folder, pathInSource(source, image));
      const { outcome } = await decodeFile(file, sizePx, source.limits);
      return outcome.ok ? { sizePx, pixels: outcome.pixels } : outcome.message;
    },
    close() {
      if (pack !== null) closeSync(pack);
    },
  };
};
