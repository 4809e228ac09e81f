/** Some image files, decoded as those of a folder are, without a pack on disk. */
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { decodeFiles } from '../data/decodeFiles.js';
import type { DecodeLimits } from '../data/decodeImage.js';
import { pixelBytesOf, recordBytesOf } from '../data/pixelRecords.js';
import { contentHashBytes } from '../data/split.js';
import { createWorkerPool } from '../data/workerPool.js';
import type { SquareImage } from '../pretext/pretextViews.js';
import { contentName } from './contentNames.js';
import type { LookingOptions, LookingWorld } from './lookedAtFolder.js';

/** An image, or why there is none. */
export type DecodedImage =
  | {
      readonly image: SquareImage;
      /** As `contentNames` calls it. */
      readonly content: string;
    }
  | { readonly message: Sentence };

/**
 * Decodes images in worker threads, by the same code as a folder's images: a file that breaks a decoder
 * ends its worker only, and an image gets the very features that it has in a folder.
 * @param folder absolute path
 * @param paths relative to it; whoever calls sees to it that they lie in it
 * @returns one per path
 * @throws LabError `internal` when the workers cannot start; the signal's reason when aborted
 */
export const decodeSome = async (
  folder: string,
  paths: readonly string[],
  sizePx: number,
  limits: DecodeLimits,
  { workerUrl }: Pick<LookingWorld, 'workerUrl'>,
  { workers, signal }: LookingOptions,
): Promise<DecodedImage[]> => {
  const pool = createWorkerPool(workerUrl, Math.min(workers, paths.length));
  const found = new Map<number, DecodedImage>();
  try {
    await decodeFiles({
      pool,
      folder,
      sizePx,
      limits,
      hashOnly: false,
      files: [...paths.keys()],
      path: (file) => paths[file] ?? '',
      onDecoded: (files, { failures, records, hashes }) => {
        for (const [k, file] of files.entries()) {
          const failure = failures[k] ?? null;
          if (failure !== null) {
            found.set(file, { message: failure.message });
            continue;
          }
          const start = k * recordBytesOf(sizePx);
          const pixels = records.slice(start, start + pixelBytesOf(sizePx));
          const hash = hashes.subarray(k * contentHashBytes, (k + 1) * contentHashBytes);
          found.set(file, { image: { sizePx, pixels }, content: contentName(hash) });
        }
      },
      onKiller: (file, message) => {
        found.set(file, { message });
      },
      signal,
    });
  } finally {
    await pool.close();
  }
  signal.throwIfAborted();
  return paths.map(
    (_, file) => found.get(file) ?? { message: sentence('The workers gave no image.') },
  );
};
