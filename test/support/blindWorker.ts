/** A loader worker that cannot decode: whatever a test gets through it comes from the cache. */
import { parentPort } from 'node:worker_threads';

import { serveJobs } from '../../src/engine/data/serveJobs.js';
import { sentence } from '../../src/protocol/sentence.js';

if (parentPort === null) throw new Error('This file runs only as a worker thread.');
serveJobs(parentPort, () =>
  Promise.resolve({
    outcome: {
      ok: false,
      code: 'unreadable',
      message: sentence('This worker decodes nothing.'),
    },
    contentHash: null,
  }),
);
