/** Images by their bytes: copies of one image are known by it, in whatever folder they lie. */
import { contentHashBytes } from '../data/split.js';

/**
 * What the contents of some images are called; images with the same bytes have the same name.
 * @param hashes uint8 [N, contentHashBytes]
 * @param images int32, which of them
 */
export const contentNames = (hashes: Uint8Array, images: Int32Array): string[] => {
  const bytes = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  return Array.from(images, (image) =>
    bytes.toString('base64', image * contentHashBytes, (image + 1) * contentHashBytes),
  );
};
