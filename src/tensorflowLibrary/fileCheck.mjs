/** Whether a file is the one that was expected. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** What a file must be. @typedef {{ bytes: number, sha256: string }} Expected */

/**
 * Whether a file is there and is the expected one.
 * @param {string} file
 * @param {Expected} expected
 */
export async function isIntact(file, expected) {
  if ((await sizeOf(file)) !== expected.bytes) return false;
  const hash = createHash('sha256');
  try {
    await addFile(file, hash);
  } catch {
    return false;
  }
  return hash.digest('hex') === expected.sha256;
}

/**
 * Size in bytes; 0 where there is no such file.
 * @param {string} file
 */
export async function sizeOf(file) {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}

/**
 * @param {string} file
 * @param {import('node:crypto').Hash} hash Takes in the file.
 * @returns {Promise<number>} Its size in bytes.
 */
export async function addFile(file, hash) {
  let bytes = 0;
  for await (const chunk of /** @type {AsyncIterable<Buffer>} */ (createReadStream(file))) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return bytes;
}
