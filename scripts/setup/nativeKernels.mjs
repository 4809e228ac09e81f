import { createHash } from 'node:crypto';
import { readFile, readdir, rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';

import { compileAddon, findCompiler } from './compiler.mjs';
import { SetupFailure } from './failure.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

/**
 * How the project's own native code is compiled: for the processor of this machine, since a kernel that
 * is bound by memory gains from its widest registers, and set-up runs where training does.
 */
export const kernelFlags = [
  '-O3',
  ...(process.arch === 'x64' ? ['-march=native', '-mprefer-vector-width=512'] : ['-mcpu=native']),
  '-fno-math-errno',
  '-fno-trapping-math',
  '-pthread',
];

/**
 * Step: the project's own kernels. They make training faster and are not needed, so a failure is
 * told and set-up goes on.
 * @param {import('./paths.mjs').Paths} paths
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>} What was done.
 */
export function buildNativeKernels(paths, env, progress) {
  return buildAddon(
    {
      sourceFolder: paths.kernelSources,
      target: paths.kernels,
      includeFolders: [path.join(paths.tfjsNode, 'deps', 'include')],
      libraryFolder: path.join(paths.tfjsNode, 'deps', 'lib'),
      stamp: 'nativeKernels.json',
      onWindows: 'composed operations do their work, slower',
      without: 'training falls back to composed operations, which are slower',
    },
    paths,
    env,
    progress,
  );
}

/**
 * Step: the project's own scaling of images, which decoding can do without just as well.
 * @param {import('./paths.mjs').Paths} paths
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>} What was done.
 */
export function buildNativePixels(paths, env, progress) {
  return buildAddon(
    {
      sourceFolder: paths.pixelSources,
      target: paths.pixels,
      includeFolders: [],
      libraryFolder: null,
      stamp: 'nativePixels.json',
      onWindows: 'sharp decodes every image, small ones slower',
      without: 'sharp decodes every image, which is slower for small ones',
    },
    paths,
    env,
    progress,
  );
}

/**
 * @typedef {object} Addon
 * @property {string} sourceFolder
 * @property {string} target
 * @property {readonly string[]} includeFolders Besides the headers of Node's C interface.
 * @property {string | null} libraryFolder Of TensorFlow's library, where the addon needs it.
 * @property {string} stamp File name.
 * @property {string} onWindows What happens there, where nothing is compiled.
 * @property {string} without What happens when it cannot be compiled.
 */

/**
 * @param {Addon} addon
 * @param {import('./paths.mjs').Paths} paths
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>} What was done.
 */
async function buildAddon(addon, paths, env, progress) {
  const names = await filesIn(addon.sourceFolder);
  const sources = names.filter((name) => name.endsWith('.cc'));
  if (sources.length === 0) return 'nothing to build';
  if (process.platform === 'win32') return `not built on Windows, where ${addon.onWindows}`;

  // A folder that is copied to another machine must not keep code for the old processor.
  const processor = cpus()[0]?.model ?? '';
  const library = addon.libraryFolder === null ? '' : await readLibraryStamp(paths);
  if (library === null) {
    await rm(addon.target, { force: true });
    return 'left out, as TensorFlow is';
  }
  const hash = createHash('sha256').update(
    JSON.stringify([kernelFlags, env['CXX'], processor, library]),
  );
  for (const name of names) {
    hash.update(name).update(await readFile(path.join(addon.sourceFolder, name)));
  }
  const inputs = hash.digest('hex');
  const stamp = path.join(paths.stamps, addon.stamp);
  if ((await readStamp(stamp))?.['inputs'] === inputs) return 'in place';

  try {
    const compiler = await findCompiler(env);
    progress.say(`compiling with ${compiler.command}`);
    await compileAddon({
      compiler,
      env,
      cwd: addon.sourceFolder,
      flags: kernelFlags,
      includeFolders: [paths.headers, ...addon.includeFolders],
      sources,
      libraryFolder: addon.libraryFolder,
      target: addon.target,
    });
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    // One from older sources would be worse than none.
    await rm(addon.target, { force: true });
    return `WARNING: not built, so ${addon.without}. ${error.message}`;
  }
  await writeStamp(stamp, { inputs }, [addon.target]);
  return 'compiled';
}

/**
 * @param {import('./paths.mjs').Paths} paths
 * @returns {Promise<string | null>} What identifies TensorFlow's library, or null when it is not there.
 */
async function readLibraryStamp({ stamps }) {
  const stamp = path.join(stamps, 'addon.json');
  return (await readStamp(stamp)) === null ? null : readFile(stamp, 'utf8');
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>} Names of its files in order; none when there is no such folder.
 */
async function filesIn(folder) {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}
