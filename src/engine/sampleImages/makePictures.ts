/** Makes many pictures, in worker threads where that is worth their start. */
import { createWorkerPool, WorkerDied, type WorkerPool } from '../data/workerPool.js';
import { makePicture, type PicturePlan } from './picture.js';

/** Threads that may draw. */
export interface DrawingThreads {
  /** The bundled `loaderWorker.ts`. */
  readonly workerUrl: URL;
  /** At most this many, at least 1. */
  readonly most: number;
}

/** Encoding of some goes on while the next ones are drawn; large ones would fill the memory. */
const mostPicturesPerJob = 8;
const pixelsPerJob = 1_000_000;
/** One job is worked on while the next one waits, so that a worker never idles between two. */
const jobsPerWorker = 2;
/** A thread takes as long to start and to warm up as this many pictures take to be drawn. */
const picturesPerThread = 50;

type Make = (plans: readonly PicturePlan[]) => Promise<readonly Uint8Array[]>;

const picturesPerJob = ([first]: readonly PicturePlan[]): number => {
  const pixels = first === undefined ? 1 : first.widthPx * first.heightPx;
  return Math.max(1, Math.min(mostPicturesPerJob, Math.floor(pixelsPerJob / pixels)));
};

const makeHere: Make = (plans) => Promise.all(plans.map(makePicture));

/** Has a worker make pictures, and makes them here once that worker has died: no picture needs it. */
const makeThere = (pool: WorkerPool, worker: number): Make => {
  let alive = true;
  return async (plans) => {
    if (!alive) return makeHere(plans);
    try {
      const reply = await pool.ask(worker, { kind: 'draw', plans });
      if (reply.kind !== 'drawn') throw new Error(`A thread that draws answered ${reply.kind}.`);
      return reply.files;
    } catch (error) {
      if (!(error instanceof WorkerDied)) throw error;
      alive = false;
      return makeHere(plans);
    }
  };
};

/**
 * Makes all pictures, in no particular order.
 * @param threads null to make them in this thread
 * @param take is given some pictures and as many files, their bytes; several may be under way
 * @throws what went wrong first, in `take` or in drawing, when no thread is left
 */
export const makePictures = async (
  plans: readonly PicturePlan[],
  threads: DrawingThreads | null,
  take: (plans: readonly PicturePlan[], files: readonly Uint8Array[]) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const work = async (make: Make): Promise<void> => {
    try {
      while (next < plans.length) {
        const some = plans.slice(next, next + picturesPerJob(plans));
        next += some.length;
        await take(some, await make(some));
      }
    } catch (error) {
      next = plans.length;
      throw error;
    }
  };

  const size = Math.min(threads?.most ?? 1, Math.floor(plans.length / picturesPerThread));
  if (threads === null || size < 2) {
    await work(makeHere);
    return;
  }
  const pool = createWorkerPool(threads.workerUrl, size);
  const makers = Array.from({ length: size }, (_, worker) => makeThere(pool, worker));
  const runners = makers.flatMap((make) => Array.from({ length: jobsPerWorker }, () => work(make)));
  try {
    await Promise.all(runners);
  } finally {
    // The others end once one has failed.
    await Promise.allSettled(runners);
    await pool.close();
  }
};
