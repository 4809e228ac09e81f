/** Entry of a worker thread that decodes images and makes batches. */
import { parentPort } from 'node:worker_threads';

import { configureSharp, decodeSquareFile } from './decodeImage.js';
import { serveJobs } from './serveJobs.js';

if (parentPort === null) throw new Error('This file runs only as a worker thread.');
configureSharp();
serveJobs(parentPort, decodeSquareFile);
