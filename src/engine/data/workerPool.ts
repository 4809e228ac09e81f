/** Worker threads that answer jobs. A worker that dies fails its jobs and is replaced at the next one. */
import { Worker } from 'node:worker_threads';

import { sentence, type Sentence } from '../../protocol/sentence.js';
import { LabError, reasonOf } from '../labError.js';
import type { FailedReply, WorkerJob, WorkerMessage, WorkerReply } from './workerMessages.js';

/** How long a worker may take to end by itself before it is cut off. */
const endGraceMs = 5000;

/** The worker of a job has ended before the job did. */
export class WorkerDied extends LabError {
  /** False when it never came up, so that no job can be to blame. */
  readonly started: boolean;

  constructor(said: Sentence, started: boolean, options?: ErrorOptions) {
    super('internal', said, options);
    this.name = 'WorkerDied';
    this.started = started;
  }
}

export interface WorkerPool {
  readonly size: number;
  /**
   * Hands a job to one worker, which works through its jobs in order.
   * @param worker 0 .. size - 1
   * @throws WorkerDied when the worker ends first
   */
  ask(worker: number, job: WorkerJob): Promise<Exclude<WorkerReply, FailedReply>>;
  /** Ends all workers after their present jobs; resolves when no thread is left. */
  close(): Promise<void>;
}

type Answer = Exclude<WorkerReply, FailedReply>;
interface PendingJob {
  readonly resolve: (reply: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** One worker thread with the jobs that it has not answered yet. */
class PooledWorker {
  /** Resolves when the thread has ended, for whatever reason. */
  readonly ended: Promise<void>;
  readonly #worker: Worker;
  readonly #pending = new Map<number, PendingJob>();
  #nextId = 0;
  #started = false;
  #alive = true;
  #error: unknown = null;

  constructor(url: URL) {
    this.#worker = new Worker(url);
    this.#worker.on('message', (message: WorkerMessage) => {
      this.#receive(message);
    });
    this.#worker.on('error', (error) => {
      this.#error = error;
    });
    this.ended = new Promise((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#die(code);
        resolve();
      });
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  ask(job: WorkerJob): Promise<Answer> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, job });
    });
  }

  async end(): Promise<void> {
    if (!this.#alive) return;
    // Cutting a thread off in the middle of native code is the last resort.
    const cutOff = setTimeout(() => void this.#worker.terminate(), endGraceMs);
    this.#worker.postMessage({ id: -1, job: { kind: 'end' } });
    await this.ended;
    clearTimeout(cutOff);
  }

  #receive(message: WorkerMessage): void {
    if (message.kind === 'started') {
      this.#started = true;
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.reply.kind === 'failed') pending?.reject(new Error(message.reply.message));
    else pending?.resolve(message.reply);
  }

  #die(code: number): void {
    this.#alive = false;
    const reason = this.#error === null ? sentence('exit code {0}', code) : reasonOf(this.#error);
    for (const { reject } of this.#pending.values()) {
      reject(
        new WorkerDied(sentence('A loader worker ended: {0}', reason), this.#started, {
          cause: this.#error,
        }),
      );
    }
    this.#pending.clear();
  }
}

/**
 * Makes a pool. Each worker starts with its first job.
 * @param workerUrl the bundled `loaderWorker.ts`
 * @param size number of threads, at least 1
 */
export const createWorkerPool = (workerUrl: URL, size: number): WorkerPool => {
  const workers = new Map<number, PooledWorker>();
  let closed = false;
  return {
    size,
    ask: (slot, job) => {
      if (closed) {
        return Promise.reject(new WorkerDied(sentence('The loader workers were closed.'), true));
      }
      let worker = workers.get(slot);
      if (!worker?.alive) {
        worker = new PooledWorker(workerUrl);
        workers.set(slot, worker);
      }
      return worker.ask(job);
    },
    close: async () => {
      closed = true;
      await Promise.all([...workers.values()].map((worker) => worker.end()));
    },
  };
};
