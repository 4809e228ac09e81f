import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { diskFailure, nodeDisk } from './disk.mjs';
import { FetchFailure, reasonOf } from './fetchFailure.mjs';
import { addFile, sizeOf } from './fileCheck.mjs';

/**
 * @typedef {import('./fileCheck.mjs').Expected} Expected
 * @typedef {typeof globalThis.fetch} Fetch
 */

/**
 * How long to wait for a bad network.
 * @typedef {object} Patience
 * @property {number} stallMs A connection that brings nothing for this long is given up.
 * @property {number} attempts How often to try without getting any further.
 * @property {number} pauseMs Between two attempts.
 */

/** @type {Patience} */
export const usualPatience = { stallMs: 60_000, attempts: 3, pauseMs: 2_000 };

/**
 * @typedef {object} Download
 * @property {Fetch} fetch
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {string} target Path of the file. While it arrives it lies beside it (`partialOf`).
 * @property {Expected} expected
 * @property {(bytes: number) => void} onBytes Hears how much of the file is here.
 * @property {AbortSignal} [signal] Cancels; what has arrived stays for the next try.
 * @property {Patience} [patience]
 * @property {import('./disk.mjs').Disk} [disk]
 */

/** Where a file lies while it arrives. @param {string} target */
export function partialOf(target) {
  return `${target}.partial`;
}

/**
 * Brings a file, going on where an earlier try ended, and puts it in place only when it is the
 * expected one.
 * @param {Download} job
 * @throws {FetchFailure} When it cannot be fetched or written, or is not the expected one. What has
 *   arrived stays for the next try, unless it is wrong or the disk is full.
 */
export async function download(job) {
  const { target, signal, patience = usualPatience } = job;
  const partial = partialOf(target);
  let furthest = await sizeOf(partial);
  let failures = 0;
  for (;;) {
    try {
      await mkdir(path.dirname(target), { recursive: true });
      await downloadOnce({ ...job, patience });
      return;
    } catch (error) {
      const failure = asFailure(error, job);
      const isUseless = ['wrongLength', 'wrongChecksum', 'diskFull'].includes(failure.failure.code);
      if (isUseless) await rm(partial, { force: true });
      if (!mayPass(failure.failure)) throw failure;
      const reached = await sizeOf(partial);
      // A bad line that still brings something each time is worth going on with.
      failures = reached > furthest ? 1 : failures + 1;
      furthest = Math.max(furthest, reached);
      if (failures >= patience.attempts) throw failure;
    }
    try {
      await pause(patience.pauseMs, undefined, { signal });
    } catch (error) {
      throw new FetchFailure({ code: 'cancelled' }, { cause: error });
    }
  }
}

/** @param {Download & { patience: Patience }} job */
async function downloadOnce(job) {
  const { url, target, expected, signal, patience } = job;
  const partial = partialOf(target);
  if ((await sizeOf(partial)) > expected.bytes) await rm(partial, { force: true });
  let hash = createHash('sha256');
  const isResumed = (await sizeOf(partial)) > 0;
  let received = isResumed ? await addFile(partial, hash) : 0;
  job.onBytes(received);

  if (received < expected.bytes) {
    const stall = new AbortController();
    const stopWaiting = () => stall.abort(stalled(url, patience));
    let timer = setTimeout(stopWaiting, patience.stallMs);
    const until = signal === undefined ? stall.signal : AbortSignal.any([signal, stall.signal]);
    try {
      const { body, isRest } = await ask(job, received, until);
      if (!isRest) {
        hash = createHash('sha256');
        received = 0;
      }
      const check = new Transform({
        transform(/** @type {Buffer} */ chunk, _encoding, done) {
          clearTimeout(timer);
          timer = setTimeout(stopWaiting, patience.stallMs);
          received += chunk.length;
          hash.update(chunk);
          job.onBytes(Math.min(received, expected.bytes));
          // More than was promised is wrong already, and may have no end.
          done(received > expected.bytes ? wrongLength(url, received, expected) : null, chunk);
        },
      });
      const output = (job.disk ?? nodeDisk).openWrite(partial, isRest);
      await pipeline(body, check, output, { signal: until });
    } catch (error) {
      throw stall.signal.aborted && signal?.aborted !== true ? stalled(url, patience) : error;
    } finally {
      clearTimeout(timer);
    }
  }
  if (received < expected.bytes) {
    throw new FetchFailure({
      code: 'cutOff',
      url: withoutQuery(url),
      receivedBytes: received,
      expectedBytes: expected.bytes,
    });
  }
  const sha256 = hash.digest('hex');
  if (sha256 !== expected.sha256) {
    throw new FetchFailure({
      code: 'wrongChecksum',
      source: withoutQuery(url),
      sha256,
      expectedSha256: expected.sha256,
      isResumed,
    });
  }
  await rename(partial, target);
}

/**
 * Asks for a file, or for its rest.
 * @param {Download} job
 * @param {number} from How many bytes are here.
 * @param {AbortSignal} signal
 * @returns {Promise<{ body: ReadableStream<Uint8Array>, isRest: boolean }>} `isRest` is false when the
 *   server sends the whole file, whatever it was asked for.
 */
async function ask({ fetch, url, headers, target, expected }, from, signal) {
  const response = await fetch(url, {
    headers: {
      ...headers,
      // What is packed on the way has another length, and no place to go on at.
      'accept-encoding': 'identity',
      ...(from === 0 ? {} : { range: `bytes=${from}-` }),
    },
    signal,
  });
  const { status, body } = response;
  const isRest = status === 206;
  const startsAt = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (status === 416 || (isRest && Number(startsAt) !== from)) {
    // There is no way to go on, but perhaps one to start over.
    await rm(partialOf(target), { force: true });
    throw new FetchFailure({ code: 'refused', url: withoutQuery(url), status: '416' });
  }
  if (!response.ok || body === null) {
    const said = `${status} ${response.statusText}`.trim();
    throw new FetchFailure({ code: 'refused', url: withoutQuery(url), status: said });
  }
  // A network that asks to sign in first answers for every server, and with success.
  if (/^text\/html\b/i.test(response.headers.get('content-type') ?? '')) {
    throw new FetchFailure({ code: 'webPage', url: withoutQuery(url) });
  }
  const length = response.headers.get('content-length');
  if (length !== null && response.headers.get('content-encoding') === null) {
    const whole = Number(length) + (isRest ? from : 0);
    if (whole !== expected.bytes) throw wrongLength(url, whole, expected);
  }
  return { body, isRest };
}

/** @param {unknown} error @param {Download} job @returns {FetchFailure} */
function asFailure(error, { url, target, signal }) {
  const options = { cause: error };
  if (signal?.aborted === true) return new FetchFailure({ code: 'cancelled' }, options);
  if (error instanceof FetchFailure) return error;
  return (
    diskFailure(error, partialOf(target)) ??
    new FetchFailure(
      { code: 'unreachable', url: withoutQuery(url), reason: reasonOf(error) },
      options,
    )
  );
}

/**
 * Whether the same request may go better the next time.
 * @param {import('./fetchFailure.mjs').Failure} failure
 */
function mayPass(failure) {
  switch (failure.code) {
    case 'unreachable':
    case 'stalled':
    case 'cutOff':
      return true;
    case 'refused':
      return /^(5|408|416|429)/.test(failure.status);
    case 'wrongChecksum':
      // What an earlier try left may be at fault. It is gone now.
      return failure.isResumed;
    default:
      return false;
  }
}

/** @param {string} url @param {Patience} patience */
function stalled(url, { stallMs }) {
  return new FetchFailure({
    code: 'stalled',
    url: withoutQuery(url),
    seconds: Math.ceil(stallMs / 1000),
  });
}

/** @param {string} url @param {number} bytes @param {Expected} expected */
function wrongLength(url, bytes, expected) {
  const source = withoutQuery(url);
  return new FetchFailure({
    code: 'wrongLength',
    source,
    bytes,
    expectedBytes: expected.bytes,
  });
}

/** Queries can hold keys, which do not belong in a message. @param {string} url */
function withoutQuery(url) {
  return url.split('?')[0] ?? url;
}
