/** The permutation set and the photos of the run that the tab of the jigsaw shows. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

import type { PermutationSet } from '../../../src/protocol/run.js';
import { errorText } from '../../parts/errorState.js';
import { t } from '../../text.js';
import { createImageUrls } from '../samples/imageUrls.js';
import { createPhotoLoader, type PhotoLoader, type PhotoState } from '../samples/photoLoader.js';
import { runKeyOf, type SamplesSource } from '../samples/samplesController.js';

/** Enough for a board of 300 px on a dense screen. */
const photoSidePx = 480;

export class PuzzleSources implements ReactiveController {
  readonly #element: ReactiveControllerHost;
  readonly #source: () => SamplesSource | null;
  #key: string | null = null;
  #photos: PhotoLoader | null = null;
  #permutationSet: PermutationSet | null = null;
  #problem: string | null = null;

  constructor(element: ReactiveControllerHost, source: () => SamplesSource | null) {
    this.#element = element;
    this.#source = source;
    element.addController(this);
  }

  /** Null until it was read. */
  get permutationSet(): PermutationSet | null {
    return this.#permutationSet;
  }

  /** Why the permutation set cannot be read, in one sentence, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  photoOf(path: string): PhotoState {
    return this.#photos?.ask(path) ?? { kind: 'loading' };
  }

  retryPhoto(path: string): void {
    this.#photos?.forget(path);
    this.#element.requestUpdate();
  }

  retry(): void {
    this.#problem = null;
    this.#element.requestUpdate();
    if (this.#key !== null) void this.#readPermutations(this.#key);
  }

  hostUpdate(): void {
    const source = this.#source();
    // Without samples there is nothing to draw, and a run that starts has no permutation set yet.
    if (source === null || source.status.sampleEpochs.length === 0) return;
    const key = runKeyOf(source.status);
    if (key === this.#key) return;
    this.#close();
    this.#key = key;
    const { host } = source;
    this.#photos = createPhotoLoader({
      read: async (path) => {
        const answer = await host.call('readPhotos', { paths: [path], sidePx: photoSidePx });
        return answer.photos[0];
      },
      urls: createImageUrls(URL),
      onChange: () => this.#element.requestUpdate(),
      describeError: errorText,
      unknownText: t('The photo cannot be read.'),
    });
    void this.#readPermutations(key);
  }

  hostDisconnected(): void {
    this.#close();
  }

  #close(): void {
    this.#photos?.dispose();
    this.#photos = null;
    this.#permutationSet = null;
    this.#problem = null;
    this.#key = null;
  }

  async #readPermutations(key: string): Promise<void> {
    let permutationSet: PermutationSet | null = null;
    let problem: string | null = null;
    try {
      const answer = await this.#source()?.host.call('readPermutations', {});
      permutationSet = answer?.permutationSet ?? null;
      if (permutationSet === null) problem = t('The permutation set of this run cannot be read.');
    } catch (error) {
      problem = errorText(error);
    }
    if (key !== this.#key) return;
    this.#permutationSet = permutationSet;
    this.#problem = problem;
    this.#element.requestUpdate();
  }
}
