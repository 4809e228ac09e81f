/** What is done with images of a map through the host, and what came of it. */
import type { MovedImages } from '../../../src/protocol/moving.js';
import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { Client } from '../../../src/protocol/rpc.js';
import { Attempt } from '../../parts/attempt.js';
import { handOver } from '../../parts/output/outputEvent.js';

/** The element that shows the map. */
interface MapElement extends EventTarget {
  readonly host: Client<LabRequests> | null;
  requestUpdate(): void;
}

export class MapActions {
  readonly #element: MapElement;
  readonly #attempt: Attempt;
  readonly #onMoved: (outcome: MovedImages, isBack: boolean) => void;
  #said = '';
  #report: { readonly outcome: MovedImages; readonly isBack: boolean } | null = null;
  #isMoving = false;

  /** @param onMoved hears of files that are elsewhere now, or back */
  constructor(element: MapElement, onMoved: (outcome: MovedImages, isBack: boolean) => void) {
    this.#element = element;
    this.#attempt = new Attempt(element);
    this.#onMoved = onMoved;
  }

  /** Why the last action did not happen, in one sentence, or null. */
  get problem(): string | null {
    return this.#attempt.problem;
  }

  /** What is said of the last action; '' for nothing. */
  get said(): string {
    return this.#said;
  }

  /** What became of the images that were moved last. */
  get report(): { readonly outcome: MovedImages; readonly isBack: boolean } | null {
    return this.#report;
  }

  get isMoving(): boolean {
    return this.#isMoving;
  }

  /** Of another map nothing was done yet. */
  forget(): void {
    this.#report = null;
    this.#say('');
  }

  async copy(paths: readonly string[]): Promise<void> {
    await this.#attempt.ask(async () => {
      this.#say((await handOver(this.#element, { kind: 'copy', text: paths.join('\n') })) ?? '');
    });
  }

  async open(folder: string, path: string): Promise<void> {
    await this.#attempt.ask(async () => this.#element.host?.call('openImage', { folder, path }));
  }

  async openAll(folder: string, paths: string[]): Promise<void> {
    await this.#attempt.ask(async () => this.#element.host?.call('openImages', { folder, paths }));
  }

  async move(folder: string, paths: string[]): Promise<void> {
    await this.#whileMoving(async (host) => {
      const { outcome } = await host.call('moveImages', { folder, paths });
      if (outcome !== null) this.#tell(outcome, false);
    });
  }

  async moveBack(): Promise<void> {
    await this.#whileMoving(async (host) => {
      this.#tell((await host.call('moveImagesBack', {})).outcome, true);
    });
  }

  async #whileMoving(work: (host: Client<LabRequests>) => Promise<void>): Promise<void> {
    const { host } = this.#element;
    if (host === null || this.#isMoving) return;
    this.#isMoving = true;
    this.#say('');
    await this.#attempt.ask(async () => work(host));
    this.#isMoving = false;
    this.#element.requestUpdate();
  }

  #tell(outcome: MovedImages, isBack: boolean): void {
    this.#report = { outcome, isBack };
    this.#onMoved(outcome, isBack);
  }

  #say(text: string): void {
    this.#said = text;
    this.#element.requestUpdate();
  }
}
