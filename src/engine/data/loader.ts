/**
 * Makes batches ahead of training. Worker threads render into slots of shared memory; every batch is
 * divided evenly among all workers, so that the one that training waits for is the next one ready. Each
 * worker gets one small message per batch and answers with another.
 */
import { sentence } from '../../protocol/sentence.js';
import { LabError, reasonOf } from '../labError.js';
import type { ViewLayout, ViewMode } from '../pretext/pretextViews.js';
import { createViewMaker, type ViewMakerSpec } from '../pretext/viewMakers.js';
import type { Batch, BatchSource } from './batch.js';
import { slotBytesOf, slotParts } from './batchSlot.js';
import type { LoaderPool } from './loaderPool.js';
import type { Dataset } from './prepareDataset.js';

export { createLoaderPool, type LoaderPool } from './loaderPool.js';

export interface LoaderOptions {
  readonly dataset: Pick<Dataset, 'paths' | 'pixels' | 'sourceSizePx'>;
  /** int32, dataset indices in the order of delivery; already shuffled. */
  readonly order: Int32Array;
  /** Images per batch. */
  readonly batchSize: number;
  /** Leaves out a last batch with fewer than `batchSize` images. */
  readonly dropLast: boolean;
  readonly mode: ViewMode;
  /** One per task of the run, in order. */
  readonly specs: readonly ViewMakerSpec[];
  /** Integer, 0 .. 2^32 - 1. */
  readonly seed: number;
  /** Counts from 0; gives each epoch its own augmentation. */
  readonly epoch: number;
  /** Batches of `order` to skip, as when a run goes on in the middle of an epoch. */
  readonly startBatch: number;
  readonly pool: LoaderPool;
  /** Batches that are made ahead, at least 1. */
  readonly prefetch: number;
  /** Monotonic time in ms. */
  readonly clock: () => number;
}

/**
 * Starts loading. The views of an image depend on the seed, its path, the mode and (in train mode) the
 * epoch, and on nothing else. Call `close` at the end; the pool stays open.
 * @throws LabError `badArgument` when a spec does not fit the dataset's images
 */
export const createLoader = (options: LoaderOptions): BatchSource => new Loader(options);

/** A slot that the workers have filled. */
interface FilledSlot {
  readonly slot: number;
  readonly images: Int32Array;
}

interface BatchPromise {
  readonly promise: Promise<FilledSlot>;
  readonly resolve: (filled: FilledSlot) => void;
  readonly reject: (error: Error) => void;
}

const createBatchPromise = (): BatchPromise => {
  let resolve: (filled: FilledSlot) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<FilledSlot>((onFilled, onError) => {
    resolve = onFilled;
    reject = onError;
  });
  // A batch may fail before anybody asks for it.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
};

class Loader implements BatchSource {
  readonly #options: LoaderOptions;
  readonly #layouts: readonly ViewLayout[];
  readonly #stream: number;
  readonly #slots: readonly SharedArrayBuffer[];
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));
  /** Batches in `order`, skipped ones included. */
  readonly #batches: number;
  readonly #promises = new Map<number, BatchPromise>();
  readonly #underWay = new Set<Promise<void>>();
  /** Slots that nobody fills or reads. */
  readonly #freeSlots: number[];
  /** Slots whose batch was handed out and not yet released. */
  readonly #heldSlots = new Set<number>();
  #nextToMake: number;
  #nextToDeliver: number;
  #waitedMs = 0;
  #error: LabError | null = null;
  #closing: Promise<void> | null = null;

  constructor(options: LoaderOptions) {
    const { order, batchSize, dropLast, startBatch, dataset, pool } = options;
    this.#options = options;
    this.#layouts = options.specs.map((spec) => createViewMaker(spec).layout);
    for (const { sourceSizePx } of this.#layouts) {
      if (sourceSizePx !== dataset.sourceSizePx) {
        throw new LabError(
          'badArgument',
          sentence(
            "The task wants source images of {0} px, but the dataset holds {1} px; prepare it at the task's size.",
            sourceSizePx,
            dataset.sourceSizePx,
          ),
        );
      }
    }
    const batches = order.length / batchSize;
    this.#batches = dropLast ? Math.floor(batches) : Math.ceil(batches);
    this.#nextToMake = startBatch;
    this.#nextToDeliver = startBatch;
    const bytes = slotBytesOf(this.#layouts, batchSize);
    // One slot is in the caller's hands while the others are filled ahead.
    this.#slots = Array.from({ length: options.prefetch + 1 }, () => pool.takeSlot(bytes));
    this.#freeSlots = [...this.#slots.keys()];
    this.#stream = pool.nextStream();
    this.#track(this.#open());
    this.#makeAhead();
  }

  get waitedMs(): number {
    return this.#waitedMs;
  }

  async next(): Promise<Batch | null> {
    this.#throwIfOver();
    const number = this.#nextToDeliver;
    if (number >= this.#batches) return null;
    this.#nextToDeliver += 1;
    const startMs = this.#options.clock();
    try {
      const filled = await this.#promiseOf(number).promise;
      this.#throwIfOver();
      return this.#handOut(filled);
    } finally {
      this.#promises.delete(number);
      this.#waitedMs += this.#options.clock() - startMs;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { pool } = this.#options;
    Atomics.store(this.#cancelled, 0, 1);
    for (const { reject } of this.#promises.values()) reject(closedError());
    await Promise.all(this.#underWay);
    await this.#askAll({ kind: 'closeStream', stream: this.#stream }).catch(() => undefined);
    for (const [i, slot] of this.#slots.entries()) {
      if (!this.#heldSlots.has(i)) pool.giveSlot(slot);
    }
  }

  #throwIfOver(): void {
    if (this.#error !== null) throw this.#error;
    if (this.#closing !== null) throw closedError();
  }

  #promiseOf(number: number): BatchPromise {
    const promise = this.#promises.get(number) ?? createBatchPromise();
    this.#promises.set(number, promise);
    return promise;
  }

  async #askAll(job: Parameters<LoaderPool['threads']['ask']>[1]): Promise<void> {
    const { threads } = this.#options.pool;
    await Promise.all(
      Array.from({ length: threads.size }, (_, worker) => threads.ask(worker, job)),
    );
  }

  #open(): Promise<void> {
    const { dataset, specs, mode, seed, epoch, batchSize } = this.#options;
    return this.#askAll({
      kind: 'openStream',
      stream: this.#stream,
      pixels: dataset.pixels,
      specs,
      mode,
      seed,
      epoch,
      batchSize,
      slots: this.#slots,
      cancelled: this.#cancelled,
    });
  }

  /** Keeps count of work at the workers, so that `close` can wait for it; its errors end the loader. */
  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        this.#fail(error);
      })
      .finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
  }

  #fail(error: unknown): void {
    this.#error ??= new LabError(
      'internal',
      sentence(
        'Making batches failed: {0} Resume the run to go on from its last checkpoint.',
        reasonOf(error),
      ),
      { cause: error },
    );
    for (const { reject } of this.#promises.values()) reject(this.#error);
  }

  #makeAhead(): void {
    while (this.#closing === null && this.#error === null && this.#nextToMake < this.#batches) {
      const slot = this.#freeSlots.shift();
      if (slot === undefined) return;
      this.#track(this.#make(this.#nextToMake, slot));
      this.#nextToMake += 1;
    }
  }

  async #make(number: number, slot: number): Promise<void> {
    const { order, batchSize, pool, dataset } = this.#options;
    const images = order.slice(number * batchSize, (number + 1) * batchSize);
    const share = Math.ceil(images.length / pool.threads.size);
    const jobs: Promise<void>[] = [];
    for (let first = 0; first < images.length; first += share) {
      const job = {
        kind: 'render',
        stream: this.#stream,
        slot,
        first,
        images: images.slice(first, first + share),
      } as const;
      const rendered = pool.threads.ask(first / share, job).then((reply) => {
        if (reply.kind !== 'rendered') return;
        for (const { image, message } of reply.unreadable) {
          pool.reportUnreadable(dataset.paths.at(image), message);
        }
      });
      jobs.push(rendered);
    }
    const outcomes = await Promise.allSettled(jobs);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    this.#promiseOf(number).resolve({ slot, images });
  }

  #handOut({ slot, images }: FilledSlot): Batch {
    const memory = this.#slots[slot];
    if (memory === undefined) throw new RangeError(`There is no slot ${slot}.`);
    this.#heldSlots.add(slot);
    let held = true;
    return {
      images,
      parts: slotParts(memory, this.#layouts, this.#options.batchSize, 0, images.length),
      release: () => {
        if (!held) return;
        held = false;
        this.#heldSlots.delete(slot);
        if (this.#closing !== null) this.#options.pool.giveSlot(memory);
        else this.#freeSlots.push(slot);
        this.#makeAhead();
      },
    };
  }
}

const closedError = (): LabError =>
  new LabError('engineStopped', sentence('Loading was stopped before the batch was ready.'));
