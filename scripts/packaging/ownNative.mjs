/** Compiles the project's own native code as a package needs it: for processors of every age. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { compileAddon, findCompiler } from '../setup/compiler.mjs';
import { pathsOf } from '../setup/paths.mjs';
import { readStamp, writeStamp } from '../setup/stamp.mjs';

/** Files of `dist/native`, by name, with the absolute paths of what becomes them. @typedef {ReadonlyMap<string, string>} NativeFiles */

/**
 * @typedef {object} Build
 * @property {string} name Of the file.
 * @property {string} sources Absolute folder.
 * @property {readonly string[]} flags
 * @property {boolean} usesTensorflow
 */

const everywhere = ['-O3', '-fno-math-errno', '-fno-trapping-math', '-pthread'];

/**
 * Set-up compiles for the very processor of its machine, which others may not have. What every processor
 * has that the packaged image library runs on is enough for pixels.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const oldestProcessor = { x64: ['-march=x86-64-v2'], arm64: [] };

/** The kernels gain more, so there is a variant for each kind; `native/chooseKernels.cc` takes one. */
const kernelVariants = [
  { name: 'avx2', flags: ['-march=x86-64-v3'] },
  { name: 'avx512', flags: ['-march=x86-64-v4', '-mprefer-vector-width=512'] },
  {
    name: 'avx512bf16',
    flags: ['-march=x86-64-v4', '-mavx512bf16', '-mprefer-vector-width=512'],
  },
];

/**
 * The native code of a package for this machine's platform: what is compiled here, and the addon that
 * set-up made for TensorFlow, which the package does not bring.
 * @param {string} project Absolute path of the project folder.
 * @param {NodeJS.ProcessEnv} env
 * @param {(text: string) => void} say
 * @returns {Promise<NativeFiles>}
 * @throws {import('../setup/failure.mjs').SetupFailure} When it cannot be compiled.
 */
export async function ownNative(project, env, say) {
  const paths = pathsOf(project);
  const addon = path.join(paths.tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node');
  const headers = path.join(paths.tfjsNode, 'deps', 'include');
  // Where set-up found no TensorFlow for a platform, its package goes without.
  const hasTensorflow = existsSync(addon) && existsSync(headers);
  /** @type {Map<string, string>} */
  const files = new Map();
  if (existsSync(addon)) files.set('tfjs_binding.node', addon);
  // Nothing of the project's own is compiled on Windows, by set-up neither.
  if (process.platform === 'win32') return files;
  for (const build of buildsFor(paths, process.arch)) {
    if (build.usesTensorflow && !hasTensorflow) continue;
    files.set(build.name, await compileOnce(build, paths, env, say));
  }
  return files;
}

/**
 * @param {import('../setup/paths.mjs').Paths} paths
 * @param {string} arch
 * @returns {Build[]}
 */
function buildsFor(paths, arch) {
  const oldest = [...everywhere, ...(oldestProcessor[arch] ?? [])];
  const kernels = { sources: paths.kernelSources, usesTensorflow: true };
  const chooser = fileURLToPath(new URL('native', import.meta.url));
  return [
    {
      name: 'pretextPixels.node',
      sources: paths.pixelSources,
      flags: oldest,
      usesTensorflow: false,
    },
    ...(arch === 'x64'
      ? [
          // Useless without the variants, which need TensorFlow.
          { name: 'pretextKernels.node', sources: chooser, flags: oldest, usesTensorflow: true },
          ...kernelVariants.map(({ name, flags }) => ({
            ...kernels,
            name: `pretextKernels-${name}.node`,
            flags: [...everywhere, ...flags],
          })),
        ]
      : [{ ...kernels, name: 'pretextKernels.node', flags: oldest }]),
  ];
}

/**
 * @param {Build} build
 * @param {import('../setup/paths.mjs').Paths} paths
 * @param {NodeJS.ProcessEnv} env
 * @param {(text: string) => void} say
 * @returns {Promise<string>} Absolute path of the compiled file.
 */
async function compileOnce(build, paths, env, say) {
  const folder = path.join(path.dirname(paths.stamps), 'native');
  const target = path.join(folder, build.name);
  const stamp = path.join(folder, `${build.name}.json`);
  const names = (await readdir(build.sources)).sort();
  const library = build.usesTensorflow ? await libraryFacts(paths) : null;
  const hash = createHash('sha256').update(JSON.stringify([build.flags, env['CXX'], library]));
  for (const name of names) {
    hash.update(name).update(await readFile(path.join(build.sources, name)));
  }
  const inputs = hash.digest('hex');
  if ((await readStamp(stamp))?.['inputs'] === inputs) return target;

  say(`compiling ${build.name}`);
  await compileAddon({
    compiler: await findCompiler(env),
    env,
    cwd: build.sources,
    flags: build.flags,
    includeFolders: [
      paths.headers,
      ...(build.usesTensorflow ? [path.join(paths.tfjsNode, 'deps', 'include')] : []),
    ],
    sources: names.filter((name) => name.endsWith('.cc')),
    libraryFolder: build.sources === paths.kernelSources ? libraryFolder(paths) : null,
    // The library is in the process before these files are, wherever it came from.
    findsLibrary: false,
    target,
  });
  await writeStamp(stamp, { inputs }, [target]);
  return target;
}

/**
 * Which library set-up put in place, whose headers the kernels are compiled with.
 * @param {import('../setup/paths.mjs').Paths} paths
 */
function libraryFacts(paths) {
  return readStamp(path.join(paths.stamps, 'library.json'));
}

/** @param {import('../setup/paths.mjs').Paths} paths */
function libraryFolder(paths) {
  return path.join(paths.tfjsNode, 'deps', 'lib');
}
