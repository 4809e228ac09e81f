/** Asks the host for something, and keeps why it did not happen. */
import { errorText } from './errorState.js';

/** The last thing that an element asked for; the element is drawn anew when it fails. */
export class Attempt {
  readonly #element: { requestUpdate(): void };
  #problem: string | null = null;
  /** Rises with each request: an earlier one that fails later is not told any more. */
  #asked = 0;

  constructor(element: { requestUpdate(): void }) {
    this.#element = element;
  }

  /** Why the last request did not happen, in one sentence, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Never rejects. */
  async ask(request: () => Promise<unknown>): Promise<void> {
    this.clear();
    this.#asked += 1;
    const asked = this.#asked;
    try {
      await request();
    } catch (error) {
      if (asked === this.#asked) this.#tell(errorText(error));
    }
  }

  clear(): void {
    this.#tell(null);
  }

  #tell(problem: string | null): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#element.requestUpdate();
  }
}
