/** The worker threads of a run and the shared memory that they fill. */
import type { Sentence } from '../../protocol/sentence.js';
import { createWorkerPool, type WorkerPool } from './workerPool.js';

export interface LoaderPoolOptions {
  /** The bundled `loaderWorker.ts`. */
  readonly workerUrl: URL;
  readonly workers: number;
  /** Told once per file that could be read at first and no longer can; its image is grey from then on. */
  onUnreadable(path: string, message: Sentence): void;
}

/** One for all epochs and validations of a run. */
export interface LoaderPool {
  readonly threads: WorkerPool;
  /** A number that no other loader of this pool has. */
  nextStream(): number;
  /** Memory for one batch, used again from loader to loader: collecting it would take the workers' help. */
  takeSlot(bytes: number): SharedArrayBuffer;
  giveSlot(slot: SharedArrayBuffer): void;
  reportUnreadable(path: string, message: Sentence): void;
  /** Ends the workers. Pending `next` calls reject. Close the loaders first to have it quick. */
  close(): Promise<void>;
}

/** Makes a pool; its workers start with the first loader. */
export const createLoaderPool = (options: LoaderPoolOptions): LoaderPool => {
  const threads = createWorkerPool(options.workerUrl, options.workers);
  const freeSlots = new Map<number, SharedArrayBuffer[]>();
  const reported = new Set<string>();
  let streams = 0;
  return {
    threads,
    nextStream: () => streams++,
    takeSlot: (bytes) => freeSlots.get(bytes)?.pop() ?? new SharedArrayBuffer(bytes),
    giveSlot: (slot) => {
      const free = freeSlots.get(slot.byteLength) ?? [];
      free.push(slot);
      freeSlots.set(slot.byteLength, free);
    },
    reportUnreadable: (path, message) => {
      if (reported.has(path)) return;
      reported.add(path);
      options.onUnreadable(path, message);
    },
    close: () => threads.close(),
  };
};
