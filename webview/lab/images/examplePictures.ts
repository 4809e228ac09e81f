/** Photos of the run to draw on: a few examples, loaded at once, of which one is chosen. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import * as z from 'zod';

import { errorText } from '../../parts/errorState.js';
import { readRunState, writeRunState } from '../../parts/pageState.js';
import { createImageUrls } from '../samples/imageUrls.js';
import { runKeyOf, type SamplesSource } from '../samples/samplesController.js';

const mostPictures = 12;
/** Enough for a board of 240 px on a dense screen. */
const sidePx = 384;

const stateKey = 'permutationPicture';
const choiceSchema = z.string().nullable().optional();

export interface Picture {
  readonly path: string;
  readonly url: string;
}

export class ExamplePictures implements ReactiveController {
  readonly #element: ReactiveControllerHost;
  readonly #source: () => SamplesSource | null;
  readonly #urls = createImageUrls(URL);
  #key: string | null = null;
  #pictures: readonly Picture[] = [];
  #problem: string | null = null;
  /** Path of the chosen picture; null means the numbers alone, undefined that none was chosen. */
  #chosen: string | null | undefined = undefined;

  /** @param source asked before each update; null while the tab has no run */
  constructor(element: ReactiveControllerHost, source: () => SamplesSource | null) {
    this.#element = element;
    this.#source = source;
    element.addController(this);
  }

  get pictures(): readonly Picture[] {
    return this.#pictures;
  }

  /** Why there are no pictures, in one sentence, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Path of the picture to draw on; null for none. The first one unless the user chose. */
  get chosen(): string | null {
    if (this.#chosen === null) return null;
    const isThere = this.#pictures.some(({ path }) => path === this.#chosen);
    return isThere ? (this.#chosen ?? null) : (this.#pictures[0]?.path ?? null);
  }

  get chosenUrl(): string | null {
    return this.#pictures.find(({ path }) => path === this.chosen)?.url ?? null;
  }

  choose(path: string | null): void {
    this.#chosen = path;
    if (this.#key !== null) writeRunState(stateKey, this.#key, path);
    this.#element.requestUpdate();
  }

  /** Tries to load the photos once more. */
  retry(): void {
    const source = this.#source();
    if (this.#key === null || source === null) return;
    this.#problem = null;
    this.#element.requestUpdate();
    void this.#load(this.#key, source);
  }

  hostUpdate(): void {
    const source = this.#source();
    if (source === null || source.status.config.task === 'rotation') return;
    const key = runKeyOf(source.status);
    if (key === this.#key) return;
    // Photos are named by their path in the folder, and another folder may hold the same names.
    this.#close();
    this.#key = key;
    this.#chosen = readRunState(stateKey, key, choiceSchema, undefined);
    void this.#load(key, source);
  }

  hostDisconnected(): void {
    this.#close();
  }

  #close(): void {
    this.#urls.dispose();
    this.#key = null;
    this.#pictures = [];
    this.#problem = null;
  }

  async #load(key: string, { host }: SamplesSource): Promise<void> {
    try {
      const { examples } = await host.call('describeImages', {});
      const paths = examples.slice(0, mostPictures).map(({ path }) => path);
      const { photos } =
        paths.length === 0 ? { photos: [] } : await host.call('readPhotos', { paths, sidePx });
      if (key !== this.#key) return;
      this.#pictures = photos.flatMap(({ path, image }) => {
        if (image === null) return [];
        this.#urls.add({ [path]: image });
        const url = this.#urls.urlOf(path);
        return url === null ? [] : [{ path, url }];
      });
    } catch (error) {
      if (key !== this.#key) return;
      this.#problem = errorText(error);
    }
    this.#element.requestUpdate();
  }
}
