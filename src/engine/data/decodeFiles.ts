/** Has the workers read and decode many files, and survives files that take a worker down with them. */
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import type { DecodeLimits } from './decodeImage.js';
import { recordBytesOf } from './pixelRecords.js';
import type { DecodedReply } from './workerMessages.js';
import { WorkerDied, type WorkerPool } from './workerPool.js';

/** Pixels that one job brings back at most, so that only a few images are held at once. */
const jobBytes = 1 << 20;
const filesPerJob = 64;
/** One job is decoded while the next one waits, so that a worker never idles between two. */
const jobsPerWorker = 2;

export interface DecodeFilesOptions {
  readonly pool: WorkerPool;
  readonly folder: string;
  readonly sizePx: number;
  readonly limits: DecodeLimits;
  readonly hashOnly: boolean;
  /** File numbers to decode, in order. */
  readonly files: readonly number[];
  path(file: number): string;
  /** Takes what a job brought; the next jobs wait for it. */
  onDecoded(files: readonly number[], reply: DecodedReply): Promise<void> | void;
  /** A file that ended its worker, alone. */
  onKiller(file: number, reason: Sentence): void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decodes all files, in no particular order.
 * @returns early, without an error, when the signal aborts
 * @throws LabError `internal` when the workers cannot start
 */
export const decodeFiles = async (options: DecodeFilesOptions): Promise<void> => {
  const { pool, files, signal } = options;
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  const cancel = (): void => {
    Atomics.store(cancelled, 0, 1);
  };
  const perJob = options.hashOnly
    ? filesPerJob
    : Math.max(1, Math.min(filesPerJob, Math.floor(jobBytes / recordBytesOf(options.sizePx))));
  const suspects: number[] = [];
  let next = 0;

  /** Runs one job. @returns what killed the worker, or null */
  const run = async (worker: number, some: readonly number[]): Promise<Sentence | null> => {
    try {
      const reply = await pool.ask(worker, {
        kind: 'decode',
        folder: options.folder,
        paths: some.map((file) => options.path(file)),
        sizePx: options.sizePx,
        limits: options.limits,
        hashOnly: options.hashOnly,
        cancelled,
      });
      if (reply.kind === 'decoded' && Atomics.load(cancelled, 0) === 0) {
        await options.onDecoded(some, reply);
      }
      return null;
    } catch (error) {
      if (!(error instanceof WorkerDied)) throw error;
      if (error.started) return error.sentence;
      throw new LabError(
        'internal',
        sentence('The workers that read images could not start: {0}', error.sentence),
        { cause: error },
      );
    }
  };
  const work = async (worker: number): Promise<void> => {
    while (next < files.length && Atomics.load(cancelled, 0) === 0) {
      const some = files.slice(next, next + perJob);
      next += some.length;
      if ((await run(worker, some)) !== null) suspects.push(...some);
    }
  };
  /** A dead worker fails every job it had, so its files are tried again, one at a time. */
  const trySuspects = async (): Promise<void> => {
    for (const file of suspects.sort((a, b) => a - b)) {
      if (Atomics.load(cancelled, 0) !== 0) return;
      const reason = await run(0, [file]);
      if (reason !== null) options.onKiller(file, reason);
    }
  };

  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const runners = Array.from({ length: pool.size * jobsPerWorker }, (_, i) =>
      work(i % pool.size),
    );
    const outcomes = await Promise.allSettled(
      runners.map((runner) =>
        runner.catch((error: unknown) => {
          cancel();
          throw error;
        }),
      ),
    );
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    await trySuspects();
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
};
