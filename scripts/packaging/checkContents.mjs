/** Looks into a package that was made and says what is wrong with it. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

import { SetupFailure } from '../setup/failure.mjs';
import { laterVersion } from './binaries/elf.mjs';
import { readNativeCode } from './binaries/nativeCode.mjs';
import { BrokenBinary } from './binaries/nativeFormat.mjs';
import { interfaceFunctions, reasonsForPlainNode, tiesToNode } from './binaries/nodeInterface.mjs';
import { missingLibraries } from './binaries/systemLibraries.mjs';
import { expectedBinaries } from './expectedBinaries.mjs';
import { unpackedNode } from './unpackedNode.mjs';

/** @typedef {import('./binaries/nativeFormat.mjs').NativeCode} NativeCode */
/** @typedef {import('./targets.mjs').Target} Target */

/** Names of native files, which no other file may have. */
const nativeName = /\.(?:node|dll|dylib|exe|so(?:\.[\d.]+)?)$|^dist\/node\/node\.br$/;
const packedNode = 'dist/node/node.br';

/** What never belongs into a package: sources, tests, maps, and what only compilers read. */
const unwanted =
  /(?:^|\/)(?:tests?|src|__tests__)\/|\.(?:tsx?|map|cc|cpp|h|hpp|gyp|tsbuildinfo|vsix)$/;

/** Files that must be there, besides the native ones. */
const required = [
  ...['package.json', 'package.nls.json', 'package.nls.ko.json', 'l10n/bundle.l10n.ko.json'],
  // The editor's packager gives these names of its own.
  ...['readme.md', 'changelog.md', 'LICENSE.txt', 'THIRD-PARTY-NOTICES.txt'],
  ...['extension.cjs', 'tensorflowInstaller.cjs', 'panel.js', 'engine.js', 'loader.js'].map(
    (name) => `dist/${name}`,
  ),
  ...['', '-simd', '-threaded-simd'].map((name) => `dist/wasm/tfjs-backend-wasm${name}.wasm`),
  ...['dist/target.json', 'dist/node_modules/sharp/package.json'],
];

/**
 * Files that run in a plain Node only; the engine does without them elsewhere. See ADR 25.
 */
const plainNodeOnly = /^dist\/node_modules\/webgpu\/dist\/[^/]+\/dawn\.node$/;

/** What Linux of the editor's own age has; what may ask for more is needed by nobody. */
const oldestLinux = { GLIBC: '2.28', GLIBCXX: '3.4.25' };
const mayAskForMore = /^dist\/(?:native|node_modules\/webgpu)\//;

/**
 * A native file of a package.
 * @typedef {object} Binary
 * @property {string} file
 * @property {readonly string[]} cpus
 * @property {Readonly<Record<string, string>>} versions Of the interfaces that it asks for, on Linux.
 * @property {readonly string[]} plainNodeOnly Why it does not run in the desktop editor's own Node.
 */

/**
 * @param {string} folder The unpacked package, absolute.
 * @param {Target} target
 * @param {Iterable<string>} nativeNames Of the project's own native files that it must have.
 * @param {readonly string[]} privatePaths Of the machine that made it, which must not be in it.
 * @returns {Promise<Binary[]>}
 * @throws {SetupFailure} With everything that is wrong.
 */
export async function checkContents(folder, target, nativeNames, privatePaths) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
  const problems = [
    ...required.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...files.filter((file) => unwanted.test(file)).map((file) => `${file} does not belong into it`),
  ];
  const known = interfaceFunctions();
  const names = files.filter((file) => nativeName.test(file));
  const packaged = new Set(names.map((file) => path.posix.basename(file)));
  /** @type {Binary[]} */
  const binaries = [];
  for (const file of files) {
    const content = await contentOf(folder, file, problems);
    for (const secret of ownFile.test(file) ? privatePaths : []) {
      if (content.includes(secret))
        problems.push(`${file} names ${secret}, a path of this machine`);
    }
    const codes = read(content, file, problems);
    if (codes === null) continue;
    binaries.push({
      file,
      cpus: codes.map(({ cpu }) => cpu),
      versions: Object.assign({}, ...codes.map(({ versions }) => versions)),
      plainNodeOnly: [...new Set(codes.flatMap(reasonsForPlainNode))],
    });
    problems.push(
      ...problemsOfPlatform(file, codes, target),
      ...codes.flatMap((code) => problemsOfCode(file, code, known, packaged)),
    );
  }
  problems.push(...problemsOfSet(names, expectedBinaries(target, nativeNames)));
  if (problems.length === 0) return binaries;
  throw new SetupFailure(
    `The package for ${target.name} is not right:\n${problems.map((problem) => `- ${problem}.`).join('\n')}`,
  );
}

/** @param {string} folder @param {string} file @param {string[]} problems */
async function contentOf(folder, file, problems) {
  const content = await readFile(path.join(folder, file));
  if (file !== packedNode) return content;
  const { program, problem } = await unpackedNode(folder, content);
  if (problem !== null) problems.push(problem);
  return program;
}

/** Made here and not by others. */
const ownFile = /^(?:dist\/[^/]+|dist\/native\/.+|[^/]+)$/;

/**
 * @param {Buffer} content
 * @param {string} file
 * @param {string[]} problems
 * @returns {NativeCode[] | null} Null when it is no native code.
 */
function read(content, file, problems) {
  try {
    const codes = readNativeCode(content);
    if (codes === null && nativeName.test(file)) problems.push(`${file} is no native code`);
    if (codes !== null && !nativeName.test(file)) problems.push(`${file} is native code`);
    return codes;
  } catch (error) {
    if (!(error instanceof BrokenBinary)) throw error;
    problems.push(`${file} cannot be loaded: ${error.message}`);
    return null;
  }
}

/** @param {string} file @param {readonly NativeCode[]} codes @param {Target} target */
function problemsOfPlatform(file, codes, target) {
  const fits = codes.some(({ os, cpu }) => os === target.os && cpu === target.cpu);
  const found = codes.map(({ os, cpu }) => `${os} ${cpu}`).join(' and ');
  const problems = fits ? [] : [`${file} is for ${found}, not for ${target.os} ${target.cpu}`];
  const libraries = codes.flatMap((code) => code.libraries);
  if (libraries.includes('libc.so.6') && target.musl) problems.push(`${file} needs glibc`);
  if (libraries.some((name) => name.startsWith('libc.musl')) && !target.musl) {
    problems.push(`${file} needs musl`);
  }
  return problems;
}

/**
 * @param {string} file
 * @param {NativeCode} code
 * @param {ReadonlySet<string>} known
 * @param {ReadonlySet<string>} packaged
 */
function problemsOfCode(file, code, known, packaged) {
  const missing = missingLibraries(file, code, packaged);
  const ties = file === packedNode ? [] : tiesToNode(code, known);
  const reasons = plainNodeOnly.test(file) ? [] : reasonsForPlainNode(code);
  const tooNew = Object.entries(oldestLinux).filter(
    ([name, oldest]) =>
      !mayAskForMore.test(file) && laterVersion(oldest, code.versions[name] ?? '0') !== oldest,
  );
  return [
    ...missing.map((library) => `${file} needs ${library}, which nobody brings`),
    ...(ties.length === 0
      ? []
      : [`${file} is made for one version of Node: it needs ${ties.slice(0, 3).join(', ')}`]),
    ...reasons.map((reason) => `${file} does not run in the desktop editor: ${reason}`),
    ...tooNew.map(
      ([name, oldest]) =>
        `${file} needs ${name} ${code.versions[name] ?? ''}, newer than ${oldest}`,
    ),
  ];
}

/** @param {readonly string[]} names @param {readonly RegExp[]} expected */
function problemsOfSet(names, expected) {
  return [
    ...expected
      .filter((pattern) => names.filter((name) => pattern.test(name)).length !== 1)
      .map(
        (pattern) => `${pattern.source.replace(/[\\^$]/g, '')} is missing or there more than once`,
      ),
    ...names
      .filter((name) => !expected.some((pattern) => pattern.test(name)))
      .map((name) => `${name} is native code that is not expected`),
  ];
}
