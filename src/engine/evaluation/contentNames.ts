/** Images by their bytes: copies of one image are known by it, in whatever folder they lie. */
import { contentHashBytes } from '../data/split.js';

/** @param hash uint8 [contentHashBytes] */
export const contentName = (hash: Uint8Array): string =>
  Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString('base64');

/**
 * What the contents of some images are called; images with the same bytes have the same name.
 * @param hashes uint8 [N, contentHashBytes]
 * @param images int32, which of them
 */
export const contentNames = (hashes: Uint8Array, images: Int32Array): string[] =>
  Array.from(images, (image) =>
    contentName(hashes.subarray(image * contentHashBytes, (image + 1) * contentHashBytes)),
  );
