/** Divides images into training and validation, the same way however many images are added later. */
import { createHash } from 'node:crypto';

import { createRandom } from '../random.js';
import type { ImageIndex } from './imageIndex.js';

/** Bytes of a content hash: enough that no two different images of a folder share one. */
export const contentHashBytes = 16;

/**
 * Names the content of a file: the first bytes of its SHA-256.
 * @param bytes uint8, the whole file
 * @returns uint8 [contentHashBytes]
 */
export const hashContent = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest().subarray(0, contentHashBytes));

export interface Split {
  /** int32, image numbers in ascending order */
  readonly train: Int32Array;
  /** int32, image numbers in ascending order */
  readonly validation: Int32Array;
  /** Images whose bytes are those of an image before them. */
  readonly duplicates: number;
}

const sameHash = (hashes: Uint8Array, a: number, b: number): boolean => {
  for (let k = 0; k < contentHashBytes; k++) {
    if (hashes[a * contentHashBytes + k] !== hashes[b * contentHashBytes + k]) return false;
  }
  return true;
};

/**
 * The first image with the same content, for each image.
 * @param hashes uint8 [N, contentHashBytes]
 * @returns int32 [N]
 */
export const findFirstCopies = (hashes: Uint8Array): Int32Array => {
  const length = hashes.length / contentHashBytes;
  // A hash table of image numbers with linear probing, at most half full; the key is the hash's start.
  const slots = 2 ** Math.ceil(Math.log2(Math.max(2 * length, 2)));
  const table = new Int32Array(slots).fill(-1);
  const view = new DataView(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  const firstCopies = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    let slot = view.getUint32(i * contentHashBytes) % slots;
    while (table[slot]! !== -1 && !sameHash(hashes, table[slot]!, i)) slot = (slot + 1) % slots;
    if (table[slot]! === -1) table[slot] = i;
    firstCopies[i] = table[slot]!;
  }
  return firstCopies;
};

/**
 * Splits images by a seeded hash of their relative paths. Images with the same bytes stay together:
 * they are trained on when any of their paths falls to training, so adding files can move an image
 * from validation to training (when a copy of it arrives) but never the other way.
 * @param contentHashes uint8 [index.length, contentHashBytes]
 * @param seed integer, 0 .. 2^32 - 1
 * @param validationShare expected share of images held out, 0 .. 1; with few images none may be
 */
export const splitImages = (
  index: ImageIndex,
  contentHashes: Uint8Array,
  seed: number,
  validationShare: number,
): Split => {
  if (contentHashes.length !== index.length * contentHashBytes) {
    throw new RangeError(
      `${index.length} images need ${index.length * contentHashBytes} bytes of hashes, not ${contentHashes.length}.`,
    );
  }
  const random = createRandom(seed);
  const firstCopies = findFirstCopies(contentHashes);
  const trained = new Uint8Array(index.length);
  let duplicates = 0;
  for (let i = 0; i < index.length; i++) {
    if (random.split('validation', index.path(i)).uniform() >= validationShare) {
      trained[firstCopies[i]!] = 1;
    }
    if (firstCopies[i]! !== i) duplicates += 1;
  }
  const images = Int32Array.from({ length: index.length }, (_, i) => i);
  return {
    train: images.filter((i) => trained[firstCopies[i]!]! === 1),
    validation: images.filter((i) => trained[firstCopies[i]!]! === 0),
    duplicates,
  };
};
