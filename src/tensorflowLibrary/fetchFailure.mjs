/**
 * What can go wrong between the package index and the unpacked library. Set-up says it on a terminal,
 * the editor in its user's language, so it is told by a code with its values and not by a sentence.
 * @typedef {|{ code: 'badIndexAddress' }
 *   | { code: 'indexUnreachable', page: string, reason: string }
 *   | { code: 'notInIndex', page: string, file: string }
 *   | { code: 'unreachable', url: string, reason: string }
 *   | { code: 'stalled', url: string, seconds: number }
 *   | { code: 'cutOff', url: string, receivedBytes: number, expectedBytes: number }
 *   | { code: 'refused', url: string, status: string }
 *   | { code: 'webPage', url: string }
 *   | { code: 'wrongLength', source: string, bytes: number, expectedBytes: number }
 *   | { code: 'wrongChecksum', source: string, sha256: string, expectedSha256: string, isResumed: boolean }
 *   | { code: 'noSpace', folder: string, neededBytes: number, freeBytes: number }
 *   | { code: 'diskFull', file: string }
 *   | { code: 'notWritable', file: string, reason: string }
 *   | { code: 'badArchive', archive: string, reason: string }
 *   | { code: 'cancelled' }} Failure
 *
 * `page`, `url` and `source` are addresses without a query or a password; `source` may be a path.
 */

/** Thrown by everything in this folder when something is wrong outside of it. */
export class FetchFailure extends Error {
  /** @param {Failure} failure @param {ErrorOptions} [options] */
  constructor(failure, options) {
    super(JSON.stringify(failure), options);
    this.name = 'FetchFailure';
    this.failure = failure;
  }
}

/**
 * What an unknown thrown value says, with the cause that `fetch` hides one level down.
 * @param {unknown} error
 * @returns {string}
 */
export function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message;
}
