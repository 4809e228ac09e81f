/** Thumbnails of the images that are pointed at: the last few, and only those at which the pointer rests. */
import type { Photo } from '../../../src/protocol/runContents.js';
import { createImageUrls } from '../samples/imageUrls.js';
import { createThumbnails, type Thumbnail, type Thumbnails } from '../images/thumbnails.js';

/** Thumbnails that are kept. */
const mostKept = 64;
/** How long the pointer rests on an image before it is read. */
const restMs = 60;

export interface MapPictures {
  of(path: string): Thumbnail;
  /** Reads it soon, unless another one is wanted before. */
  want(path: string): void;
  dispose(): void;
}

export const createMapPictures = (options: {
  readonly read: (paths: readonly string[]) => Promise<readonly Photo[]>;
  readonly onChange: () => void;
  readonly describeError: (error: unknown) => string;
  readonly unknownText: string;
}): MapPictures => {
  const fill = (): Thumbnails => createThumbnails({ ...options, urls: createImageUrls(URL) });
  // Two halves: when the newer one is full the older one goes, with its URLs.
  let newer = fill();
  let older = fill();
  const asked = new Set<string>();
  const askedBefore = new Set<string>();
  let timer: number | undefined;

  const read = (path: string): void => {
    if (asked.has(path) || askedBefore.has(path)) return;
    if (asked.size >= mostKept / 2) {
      older.dispose();
      older = newer;
      askedBefore.clear();
      for (const kept of asked) askedBefore.add(kept);
      asked.clear();
      newer = fill();
    }
    asked.add(path);
    void newer.load([path]);
  };

  return {
    of: (path) => (askedBefore.has(path) ? older : newer).of(path),
    want: (path) => {
      clearTimeout(timer);
      timer = setTimeout(() => read(path), restMs);
    },
    dispose: () => {
      clearTimeout(timer);
      newer.dispose();
      older.dispose();
    },
  };
};
