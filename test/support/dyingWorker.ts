/** A loader worker whose thread ends at its first job, as running out of memory would end it. */
import { parentPort } from 'node:worker_threads';

import type { WorkerMessage } from '../../src/engine/data/workerMessages.js';

if (parentPort === null) throw new Error('This file runs only as a worker thread.');
const started: WorkerMessage = { kind: 'started' };
parentPort.postMessage(started);
parentPort.once('message', () => process.exit(3));
