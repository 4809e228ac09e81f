/**
 * A loader worker for tests of bad moments, steered by the bytes after a PNG's signature: `KILL` ends the
 * thread, as running out of memory would.
 */
import { readFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';

import { configureSharp, decodeSquareFile } from '../../src/engine/data/decodeImage.js';
import { serveJobs } from '../../src/engine/data/serveJobs.js';

if (parentPort === null) throw new Error('This file runs only as a worker thread.');
configureSharp();
serveJobs(parentPort, async (file, sizePx, limits) => {
  const bytes = await readFile(file);
  if (bytes.toString('latin1', 8, 12) === 'KILL') process.exit(3);
  return decodeSquareFile(file, sizePx, limits);
});
