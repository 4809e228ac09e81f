/** Entry of a worker thread of the decoding benchmark: decodes the files it is sent, and counts. */
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';

import { configureSharp, decodeSquareFile } from '../../src/engine/data/decodeImage.js';
import { openNativePixels } from '../../src/engine/data/nativePixels.js';

/** What a worker is asked: read these files and decode them to squares. */
export interface DecodeBenchJob {
  readonly files: readonly string[];
  readonly sizePx: number;
  readonly imagesInFlight: number;
}

const limits = { maxPixels: 100_000_000, maxFileBytes: 100_000_000 };

/** It lies in `dist`, as the bundle of this file does. */
const native = openNativePixels(
  fileURLToPath(new URL('native/pretextPixels.node', import.meta.url)),
);

const decodeAll = async ({ files, sizePx, imagesInFlight }: DecodeBenchJob): Promise<number> => {
  let next = 0;
  let decoded = 0;
  const decodeSome = async (): Promise<void> => {
    for (let file = files[next++]; file !== undefined; file = files[next++]) {
      const { outcome } = await decodeSquareFile(file, sizePx, limits, await native);
      if (outcome.ok) decoded += 1;
    }
  };
  await Promise.all(Array.from({ length: imagesInFlight }, decodeSome));
  return decoded;
};

const port = parentPort;
if (port === null) throw new Error('This file runs only as a worker thread.');
configureSharp();
port.on('message', (job: DecodeBenchJob) => {
  void decodeAll(job).then((decoded) => {
    port.postMessage(decoded);
  });
});
