/** What the readers of all kinds of native code share. */

/**
 * The code for one processor in a file; a universal file of macOS holds several.
 * @typedef {object} NativeCode
 * @property {'linux' | 'darwin' | 'win32'} os As in `process.platform`.
 * @property {string} cpu As in `process.arch`; a number in brackets for a kind that has no name here.
 * @property {readonly string[]} libraries Names under which it asks for other libraries when it is loaded.
 * @property {readonly string[]} lateLibraries Those that it asks for at the first call; on Windows only.
 * @property {readonly Import[]} imports Symbols that others must bring when it is loaded.
 * @property {Readonly<Record<string, string>>} versions The newest version of each interface that it
 *   asks for, such as `{ GLIBC: '2.34' }`. Only Linux has such versions.
 */

/**
 * @typedef {object} Import
 * @property {string} name
 * @property {string | null} from The library that brings it; null where the format does not say.
 */

/** A file that looks like native code and is not what its header promises. */
export class BrokenBinary extends Error {
  /** @param {string} what */
  constructor(what) {
    super(what);
    this.name = 'BrokenBinary';
  }
}

/**
 * Text that ends with a zero byte.
 * @param {Buffer} file
 * @param {number} at
 */
export function textAt(file, at) {
  const end = file.indexOf(0, at);
  if (at < 0 || at >= file.length || end < 0) throw new RangeError(`no text at ${at}`);
  return file.toString('latin1', at, end);
}
