/**
 * What a tab with samples needs: the epoch that is shown, its samples and images, and moving through
 * training time by hand or by itself.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import * as z from 'zod';

import type { LabRequests } from '../../../src/protocol/labProtocol.js';
import type { RunStatus } from '../../../src/protocol/runStatus.js';
import type { Client } from '../../../src/protocol/rpc.js';
import { errorText } from '../../parts/errorState.js';
import { readState, writeState } from '../../parts/pageState.js';
import { createImageUrls, type ImageUrls } from './imageUrls.js';
import { createSamplesLoader, type SamplesLoader, type SamplesState } from './samplesLoader.js';
import * as timeline from './timeline.js';

/** Both tabs with samples show the same epoch. */
const stateKey = 'samples';
const choiceSchema = z.object({ run: z.string(), epoch: z.number().int().nullable() });

/** The run that a tab shows, and whom it asks. */
export interface SamplesSource {
  readonly status: RunStatus;
  readonly host: Client<LabRequests>;
}

/** Names a run, so that a choice made for another one is not taken over. */
export const runKeyOf = ({ runFolder, folder, title }: RunStatus): string =>
  runFolder ?? `${folder} ${title}`;

interface OpenRun {
  readonly key: string;
  readonly urls: ImageUrls;
  readonly loader: SamplesLoader;
}

export class SamplesController implements ReactiveController {
  readonly #element: ReactiveControllerHost;
  readonly #source: () => SamplesSource | null;
  #open: OpenRun | null = null;
  #chosen: timeline.ChosenEpoch = null;
  #timer: number | null = null;

  /** @param source asked before each update; null while the tab has no run */
  constructor(element: ReactiveControllerHost, source: () => SamplesSource | null) {
    this.#element = element;
    this.#source = source;
    element.addController(this);
  }

  /** Finished epochs with samples, ascending. */
  get epochs(): readonly number[] {
    return this.#source()?.status.sampleEpochs ?? [];
  }

  /** The epoch that is wanted; its samples may still be on their way. */
  get wantedEpoch(): number | null {
    return timeline.shownEpoch(this.epochs, this.#chosen);
  }

  get isFollowing(): boolean {
    return this.#chosen === null;
  }

  get isPlaying(): boolean {
    return this.#timer !== null;
  }

  get state(): SamplesState {
    return this.#open?.loader.state ?? { shown: null, loading: false, problem: null };
  }

  /** The URL of a sample's image, or null. */
  urlOf(name: string | null): string | null {
    return name === null ? null : (this.#open?.urls.urlOf(name) ?? null);
  }

  /** Shows an epoch; the newest one is followed from then on. */
  choose(epoch: number): void {
    this.stop();
    this.#move(epoch);
  }

  followNewest(): void {
    const newest = this.epochs.at(-1);
    if (newest !== undefined) this.choose(newest);
  }

  retry(): void {
    this.#open?.loader.retry();
  }

  /** Shows one epoch after the other, from the first if the last is shown. */
  play(): void {
    const start = timeline.playFrom(this.epochs, this.wantedEpoch);
    if (start === null) return;
    this.#move(start);
    this.#wait();
  }

  stop(): void {
    if (this.#timer !== null) window.clearTimeout(this.#timer);
    this.#timer = null;
    this.#element.requestUpdate();
  }

  hostUpdate(): void {
    const source = this.#source();
    if (source === null) return;
    const key = runKeyOf(source.status);
    if (this.#open?.key !== key) this.#openRun(key, source.host);
    const epoch = this.wantedEpoch;
    if (epoch !== null) this.#open?.loader.show(epoch);
  }

  hostDisconnected(): void {
    this.stop();
    this.#open?.loader.dispose();
    this.#open = null;
  }

  #openRun(key: string, host: Client<LabRequests>): void {
    this.stop();
    this.#open?.loader.dispose();
    const urls = createImageUrls(URL);
    const loader = createSamplesLoader({
      read: (epoch) => host.call('readSamples', { epoch }),
      urls,
      onChange: () => this.#element.requestUpdate(),
      describeError: errorText,
    });
    this.#open = { key, urls, loader };
    const kept = readState(stateKey, choiceSchema, { run: key, epoch: null });
    this.#chosen = kept.run === key ? kept.epoch : null;
  }

  #move(epoch: number): void {
    this.#chosen = timeline.chooseEpoch(this.epochs, epoch);
    if (this.#open !== null) {
      writeState(stateKey, { run: this.#open.key, epoch: this.#chosen });
    }
    this.#element.requestUpdate();
  }

  #wait(): void {
    this.#timer = window.setTimeout(
      () => this.#advance(),
      timeline.playIntervalMs(this.epochs.length),
    );
    const next = timeline.epochAfter(this.epochs, this.wantedEpoch);
    if (next !== null) this.#open?.loader.prefetch(next);
  }

  #advance(): void {
    const { loading, problem } = this.state;
    const next = timeline.epochAfter(this.epochs, this.wantedEpoch);
    if (next === null || problem !== null) {
      this.stop();
      return;
    }
    // A slow disk makes the show slower; it never skips an epoch.
    if (!loading) this.#move(next);
    this.#wait();
  }
}
