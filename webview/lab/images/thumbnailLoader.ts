/** Loads the thumbnails that an element draws, page by page, and lets go of them with their folder. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client } from '../../../src/protocol/rpc.js';
import type { Photo } from '../../../src/protocol/runContents.js';
import { errorText } from '../../parts/errorState.js';
import { t } from '../../text.js';
import { createImageUrls } from '../samples/imageUrls.js';
import { createThumbnails, photosPerPage, type Thumbnail, type Thumbnails } from './thumbnails.js';

/** Enough for a thumbnail on a dense screen. */
const thumbnailSidePx = 192;

/** Where images come from. Their paths mean nothing under another key. */
export interface ThumbnailSource {
  readonly key: string;
  readonly read: (paths: readonly string[]) => Promise<readonly Photo[]>;
}

/** Images of the folder that a run was trained on. @param runKey see `runKeyOf` */
export const runPhotos = (host: Client<LabRequests>, runKey: string): ThumbnailSource => ({
  key: runKey,
  read: async (paths) => {
    const answer = await host.call('readPhotos', { paths: [...paths], sidePx: thumbnailSidePx });
    return answer.photos;
  },
});

/** Images of a folder that an analysis of the run is about. */
export const folderPhotos = (host: Client<LabRequests>, folder: string): ThumbnailSource => ({
  key: folder,
  read: async (paths) => {
    const params = { folder, paths: [...paths], sidePx: thumbnailSidePx };
    return (await host.call('readThumbnails', params)).photos;
  },
});

export class ThumbnailLoader implements ReactiveController {
  readonly #element: ReactiveControllerHost;
  readonly #source: () => ThumbnailSource | null;
  readonly #wanted = new Set<string>();
  #open: { readonly key: string; readonly thumbnails: Thumbnails } | null = null;

  /** @param source asked whenever something is drawn; null while there is nothing to draw */
  constructor(element: ReactiveControllerHost, source: () => ThumbnailSource | null) {
    this.#element = element;
    this.#source = source;
    element.addController(this);
  }

  /** What is known of an image. Asking while the element is drawn has it loaded. */
  readonly of = (path: string): Thumbnail => {
    this.#wanted.add(path);
    return this.#thumbnails()?.of(path) ?? { kind: 'loading' };
  };

  hostUpdated(): void {
    const thumbnails = this.#thumbnails();
    const paths = [...this.#wanted];
    this.#wanted.clear();
    for (let from = 0; from < paths.length; from += photosPerPage) {
      // Images that are there, or on their way, are not asked for again.
      void thumbnails?.load(paths.slice(from, from + photosPerPage));
    }
  }

  hostDisconnected(): void {
    this.#close();
  }

  #thumbnails(): Thumbnails | null {
    const source = this.#source();
    if (source?.key === this.#open?.key) return this.#open?.thumbnails ?? null;
    this.#close();
    if (source === null) return null;
    const thumbnails = createThumbnails({
      read: source.read,
      urls: createImageUrls(URL),
      onChange: () => this.#element.requestUpdate(),
      describeError: errorText,
      unknownText: t('The photo cannot be read.'),
    });
    this.#open = { key: source.key, thumbnails };
    return thumbnails;
  }

  #close(): void {
    this.#open?.thumbnails.dispose();
    this.#open = null;
  }
}
