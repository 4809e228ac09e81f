import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { SetupFailure, reasonOf } from './failure.mjs';

/** A connection that brings nothing for this long is given up. */
const stallLimitMs = 60_000;
const attempts = 3;

/**
 * What a download must be.
 * @typedef {{ bytes: number, sha256: string }} Expected
 * @typedef {typeof globalThis.fetch} Fetch
 */

/**
 * Brings a file, checks it while it arrives, and puts it in place only when it is right.
 * @param {Fetch} fetch
 * @param {string} url
 * @param {Record<string, string>} headers
 * @param {string} target
 * @param {Expected} expected
 * @param {(share: number) => void} onShare
 * @throws {SetupFailure} When it cannot be fetched, or is not the file that was expected.
 */
export async function download(fetch, url, headers, target, expected, onShare) {
  await mkdir(path.dirname(target), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    try {
      await downloadOnce(fetch, url, headers, target, expected, onShare);
      return;
    } catch (error) {
      await rm(`${target}.partial`, { force: true });
      if (error instanceof SetupFailure) throw error;
      if (attempt === attempts) {
        throw new SetupFailure(
          `${withoutQuery(url)} did not arrive: ${reasonOf(error)}. ${networkAdvice}`,
        );
      }
    }
  }
}

/** @type {typeof download} */
async function downloadOnce(fetch, url, headers, target, expected, onShare) {
  const stall = new AbortController();
  const stopWaiting = () => stall.abort(new Error(`nothing arrived for ${stallLimitMs / 1000} s`));
  let timer = setTimeout(stopWaiting, stallLimitMs);
  try {
    const response = await fetch(url, { headers, signal: stall.signal });
    if (!response.ok || response.body === null) {
      throw new Error(`the server answered ${response.status} ${response.statusText}`);
    }
    let received = 0;
    const hash = createHash('sha256');
    const check = new Transform({
      transform(/** @type {Buffer} */ chunk, _encoding, done) {
        clearTimeout(timer);
        timer = setTimeout(stopWaiting, stallLimitMs);
        received += chunk.length;
        hash.update(chunk);
        onShare(Math.min(1, received / expected.bytes));
        // More than was promised is wrong already, and may have no end.
        done(
          received > expected.bytes
            ? wrongFile(url, `is longer than ${expected.bytes} bytes`)
            : null,
          chunk,
        );
      },
    });
    await pipeline(response.body, check, createWriteStream(`${target}.partial`));
    if (received < expected.bytes) {
      throw new Error(`the connection ended after ${received} of ${expected.bytes} bytes`);
    }
    const sha256 = hash.digest('hex');
    if (sha256 !== expected.sha256) {
      throw wrongFile(url, `has the checksum ${sha256} instead of ${expected.sha256}`);
    }
    await rename(`${target}.partial`, target);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whether a file is there and is the expected one.
 * @param {string} file
 * @param {Expected} expected
 */
export async function isIntact(file, expected) {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of /** @type {AsyncIterable<Buffer>} */ (createReadStream(file))) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch {
    return false;
  }
  return bytes === expected.bytes && hash.digest('hex') === expected.sha256;
}

/** What to do when the network is in the way. */
export const networkAdvice =
  'Check the network; behind a proxy set HTTPS_PROXY and, on Node 22.21 or 24 and later, NODE_USE_ENV_PROXY=1;' +
  ' for a mirror of the Python package index set PIP_INDEX_URL; for a certificate of your own set NODE_EXTRA_CA_CERTS.';

/** @param {string} url @param {string} what */
function wrongFile(url, what) {
  return new SetupFailure(
    `${withoutQuery(url)} ${what}, so it was thrown away: try again, or set PIP_INDEX_URL to an index that has the published file.`,
  );
}

/** Queries can hold keys, which do not belong in a message. @param {string} url */
function withoutQuery(url) {
  return url.split('?')[0] ?? url;
}
