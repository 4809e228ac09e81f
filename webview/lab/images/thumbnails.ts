/** Photos of a run as thumbnails, loaded page by page: one request for each page. */
import type { Photo } from '../../../src/protocol/runContents.js';
import { spoken } from '../../text.js';
import type { ImageUrls } from '../samples/imageUrls.js';

/** Photos of a page; the engine reads at most 64 at a time. */
export const photosPerPage = 48;

export type Thumbnail =
  | { readonly kind: 'loading' }
  | { readonly kind: 'there'; readonly url: string }
  /** Why it cannot be shown, in one sentence. */
  | { readonly kind: 'missing'; readonly message: string };

export interface Thumbnails {
  /** What is known of a photo of the pages asked for so far. */
  of(path: string): Thumbnail;
  /** Reads the photos of a page that are not there yet. */
  load(paths: readonly string[]): Promise<void>;
  dispose(): void;
}

export const createThumbnails = (options: {
  readonly read: (paths: readonly string[]) => Promise<readonly Photo[]>;
  readonly urls: ImageUrls;
  readonly onChange: () => void;
  /** Turns what was thrown into a sentence. */
  readonly describeError: (error: unknown) => string;
  /** The sentence for a photo that the answer does not hold. */
  readonly unknownText: string;
}): Thumbnails => {
  const { urls, unknownText } = options;
  const known = new Map<string, Thumbnail>();
  let disposed = false;

  const read = async (paths: readonly string[]): Promise<ReadonlyMap<string, Photo> | string> => {
    try {
      return new Map((await options.read(paths)).map((photo) => [photo.path, photo]));
    } catch (error) {
      return options.describeError(error);
    }
  };

  const thumbnailOf = (path: string, photo: Photo | undefined): Thumbnail => {
    if (photo?.image == null) {
      const why = photo?.message ?? null;
      return { kind: 'missing', message: why === null ? unknownText : spoken(why) };
    }
    urls.add({ [path]: photo.image });
    const url = urls.urlOf(path);
    return url === null ? { kind: 'missing', message: unknownText } : { kind: 'there', url };
  };

  return {
    of: (path) => known.get(path) ?? { kind: 'loading' },
    load: async (paths) => {
      const wanted = paths.filter((path) => !known.has(path));
      if (wanted.length === 0) return;
      for (const path of wanted) known.set(path, { kind: 'loading' });
      const answer = await read(wanted);
      if (disposed) return;
      for (const path of wanted) {
        known.set(
          path,
          typeof answer === 'string'
            ? { kind: 'missing', message: answer }
            : thumbnailOf(path, answer.get(path)),
        );
      }
      options.onChange();
    },
    dispose: () => {
      disposed = true;
      urls.dispose();
    },
  };
};
