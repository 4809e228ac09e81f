/** Worker side: reads, hashes and decodes the files of one job. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { sentence } from '../../protocol/sentence.js';
import type { decodeSquareFile } from './decodeImage.js';
import { forEachInFlight } from './inFlight.js';
import { checksumOf, recordBytesOf, wordsOf } from './pixelRecords.js';
import { contentHashBytes, hashContent } from './split.js';
import type { DecodedReply, DecodeJob, FileFailure } from './workerMessages.js';

/** How a file is decoded; a seam for tests of files that break workers. */
export type DecodeFile = typeof decodeSquareFile;

/** Answers a decode job. A bad file is a failure in the reply, never an error. */
export const runDecodeJob = async (
  job: DecodeJob,
  decodeFile: DecodeFile,
): Promise<DecodedReply> => {
  const n = job.paths.length;
  const recordBytes = job.hashOnly ? 0 : recordBytesOf(job.sizePx);
  const failures = new Array<FileFailure | null>(n).fill(null);
  const hashes = new Uint8Array(n * contentHashBytes);
  const records = new Uint8Array(n * recordBytes);
  const checksums = new Uint32Array(n);
  const widthsPx = new Uint32Array(n);
  const heightsPx = new Uint32Array(n);

  const readOne = async (i: number, file: string): Promise<void> => {
    if (job.hashOnly) {
      hashes.set(hashContent(await readFile(file)), i * contentHashBytes);
      return;
    }
    const { outcome, contentHash } = await decodeFile(file, job.sizePx, job.limits);
    if (contentHash !== null) hashes.set(contentHash, i * contentHashBytes);
    if (!outcome.ok) {
      failures[i] = { code: outcome.code, message: outcome.message };
      return;
    }
    const record = records.subarray(i * recordBytes, (i + 1) * recordBytes);
    record.set(outcome.pixels);
    checksums[i] = checksumOf(wordsOf(record));
    widthsPx[i] = outcome.widthPx;
    heightsPx[i] = outcome.heightPx;
  };
  await forEachInFlight(job.paths.entries(), async ([i, path]) => {
    // Whoever cancels drops the whole reply.
    if (Atomics.load(job.cancelled, 0) !== 0) return;
    try {
      await readOne(i, join(job.folder, path));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failures[i] = {
        code: 'unreadable',
        message: sentence('The file cannot be read ({0}).', reason),
      };
    }
  });
  return { kind: 'decoded', failures, hashes, records, checksums, widthsPx, heightsPx };
};
