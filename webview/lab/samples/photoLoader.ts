/** Loads the photos that samples were cut from, each once. */
import type { Photo } from '../../../src/protocol/runContents.js';
import { spoken } from '../../text.js';
import type { ImageUrls } from './imageUrls.js';

/** Photos kept at a time; a run shows fewer. */
const mostPhotos = 64;

export type PhotoState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'there'; readonly url: string }
  /** Why it cannot be shown, in one sentence. */
  | { readonly kind: 'missing'; readonly message: string };

export interface PhotoLoader {
  /** What is known of a photo; the first question starts loading it. */
  ask(path: string): PhotoState;
  /** Forgets why a photo could not be shown, so that the next question tries again. */
  forget(path: string): void;
  /** Stops telling, and releases all photos. */
  dispose(): void;
}

export interface PhotoLoaderOptions {
  readonly read: (path: string) => Promise<Photo | undefined>;
  readonly urls: ImageUrls;
  readonly onChange: () => void;
  /** Turns what was thrown into a sentence. */
  readonly describeError: (error: unknown) => string;
  /** The sentence for a photo that nothing is known of. */
  readonly unknownText: string;
}

export const createPhotoLoader = (options: PhotoLoaderOptions): PhotoLoader => {
  const { read, urls, onChange, describeError, unknownText } = options;
  /** The first asked for at the front. */
  const photos = new Map<string, PhotoState>();
  let disposed = false;

  const load = async (path: string): Promise<PhotoState> => {
    try {
      const photo = await read(path);
      if (disposed || photo?.image == null) {
        const why = photo?.message ?? null;
        return { kind: 'missing', message: why === null ? unknownText : spoken(why) };
      }
      urls.add({ [path]: photo.image });
      const url = urls.urlOf(path);
      return url === null ? { kind: 'missing', message: unknownText } : { kind: 'there', url };
    } catch (error) {
      return { kind: 'missing', message: describeError(error) };
    }
  };

  return {
    ask: (path) => {
      const known = photos.get(path);
      if (known !== undefined) return known;
      const loading: PhotoState = { kind: 'loading' };
      photos.set(path, loading);
      const oldest = photos.keys().next().value;
      if (photos.size > mostPhotos && oldest !== undefined) {
        photos.delete(oldest);
        urls.keepOnly(new Set(photos.keys()));
      }
      void load(path).then((state) => {
        if (disposed || photos.get(path) !== loading) return;
        photos.set(path, state);
        onChange();
      });
      return loading;
    },
    forget: (path) => {
      photos.delete(path);
    },
    dispose: () => {
      disposed = true;
      urls.dispose();
    },
  };
};
