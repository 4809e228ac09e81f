/** The worker's side of `workerMessages.ts`: answers jobs one after the other. */
import type { MessagePort } from 'node:worker_threads';

import { runDecodeJob, type DecodeFile } from './decodeJob.js';
import { makePicture } from '../sampleImages/picture.js';
import { openViewStream, type ViewStream } from './renderJob.js';
import type { JobMessage, WorkerJob, WorkerMessage, WorkerReply } from './workerMessages.js';

/** Starts answering on a port; an `end` job closes it, and with it the thread. */
export const serveJobs = (port: MessagePort, decodeFile: DecodeFile): void => {
  const streams = new Map<number, ViewStream>();

  const answer = async (job: Exclude<WorkerJob, { kind: 'end' }>): Promise<WorkerReply> => {
    switch (job.kind) {
      case 'decode':
        return runDecodeJob(job, decodeFile);
      case 'openStream':
        streams.set(job.stream, openViewStream(job, decodeFile));
        return { kind: 'done' };
      case 'render': {
        const stream = streams.get(job.stream);
        if (stream === undefined) throw new Error(`Stream ${job.stream} is not open here.`);
        return stream.render(job);
      }
      case 'draw':
        return { kind: 'drawn', files: await Promise.all(job.plans.map(makePicture)) };
      case 'closeStream':
        streams.get(job.stream)?.close();
        streams.delete(job.stream);
        return { kind: 'done' };
    }
  };
  const post = (message: WorkerMessage): void => {
    // Pixels are moved rather than copied.
    const moved =
      message.kind === 'reply' && message.reply.kind === 'decoded'
        ? [message.reply.records.buffer]
        : [];
    port.postMessage(message, moved);
  };
  const serve = async ({ id, job }: JobMessage): Promise<void> => {
    if (job.kind === 'end') {
      port.close();
      return;
    }
    try {
      post({ kind: 'reply', id, reply: await answer(job) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      post({ kind: 'reply', id, reply: { kind: 'failed', message } });
    }
  };

  let last = Promise.resolve();
  port.on('message', (message: JobMessage) => {
    last = last.then(() => serve(message));
  });
  post({ kind: 'started' });
};
