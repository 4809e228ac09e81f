/** URLs of the pictures of one outcome; those of the one before are let go. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

import { createImageUrls } from '../samples/imageUrls.js';

export class PictureUrls<T extends object> implements ReactiveController {
  readonly #picturesOf: (outcome: T) => Readonly<Record<string, Uint8Array>>;
  readonly #outcome: () => T | null;
  readonly #urls = createImageUrls(URL);
  #shown: T | null = null;

  /**
   * @param outcome asked when something is drawn
   * @param picturesOf all pictures of an outcome by name
   */
  constructor(
    element: ReactiveControllerHost,
    outcome: () => T | null,
    picturesOf: (outcome: T) => Readonly<Record<string, Uint8Array>>,
  ) {
    this.#outcome = outcome;
    this.#picturesOf = picturesOf;
    element.addController(this);
  }

  /** The URL of a picture of the outcome, or null. */
  of(name: string): string | null {
    return this.#urls.urlOf(name);
  }

  /** After the link's own, which forgets the outcome of another run. */
  hostUpdate(): void {
    const outcome = this.#outcome();
    if (outcome === this.#shown) return;
    this.#urls.dispose();
    this.#shown = outcome;
    if (outcome !== null) this.#urls.add(this.#picturesOf(outcome));
  }

  hostDisconnected(): void {
    this.#urls.dispose();
    this.#shown = null;
  }
}
