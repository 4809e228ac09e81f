/** Entry of a worker thread that decodes images, makes batches, and draws sample images. */
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';

import { configureSharp, decodeSquareFile } from './decodeImage.js';
import { openNativePixels } from './nativePixels.js';
import { serveJobs } from './serveJobs.js';

if (parentPort === null) throw new Error('This file runs only as a worker thread.');
configureSharp();
const native = await openNativePixels(
  fileURLToPath(new URL('native/pretextPixels.node', import.meta.url)),
);
serveJobs(parentPort, (file, sizePx, limits) => decodeSquareFile(file, sizePx, limits, native));
