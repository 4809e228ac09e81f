import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import { SetupFailure } from './failure.mjs';
import { runTool, tailOf } from './runTool.mjs';

/** A C++ compiler and the arguments that always come first. @typedef {{ command: string, args: string[] }} Compiler */

/**
 * Finds a C++ compiler: the one in $CXX, else a usual one.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Compiler>}
 * @throws {SetupFailure} When there is none.
 */
export async function findCompiler(env) {
  const chosen = env['CXX']?.trim() ?? '';
  // A path with spaces, or a compiler with arguments such as `ccache g++`.
  const candidates =
    chosen === '' ? [['c++'], ['g++'], ['clang++']] : [[chosen], chosen.split(/\s+/)];
  for (const [command = '', ...args] of candidates) {
    const { code } = await runTool(command, [...args, '--version'], { env });
    if (code === 0) return { command, args };
  }
  if (chosen !== '') {
    throw new SetupFailure(
      `The compiler named by CXX, ${chosen}, does not run: set CXX to a C++ compiler or unset it.`,
    );
  }
  throw new SetupFailure(
    'No C++ compiler was found: install one (Debian and Ubuntu: apt-get install g++; Fedora: dnf install gcc-c++; macOS: xcode-select --install) or name it in CXX.',
  );
}

/**
 * Compiles sources into one addon. Where it needs TensorFlow's library, it finds that by a path
 * relative to itself, unless the library is in the process before it.
 * @param {object} job
 * @param {Compiler} job.compiler
 * @param {NodeJS.ProcessEnv} job.env
 * @param {string} job.cwd
 * @param {readonly string[]} job.flags
 * @param {readonly string[]} job.includeFolders
 * @param {readonly string[]} job.sources
 * @param {string | null} job.libraryFolder Of TensorFlow's library, absolute; null to do without.
 * @param {boolean} [job.findsLibrary] Whether the addon looks for the library; it does by default.
 * @param {string} job.target Absolute path of the addon.
 * @throws {SetupFailure} With the compiler's last words.
 */
export async function compileAddon(job) {
  await mkdir(path.dirname(job.target), { recursive: true });
  // Two processes may compile the same file; each puts a whole one in place.
  const partial = `${job.target}.partial-${process.pid}`;
  const apple = process.platform === 'darwin';
  const { libraryFolder, findsLibrary = true } = job;
  const tensorflow =
    libraryFolder === null
      ? []
      : [
          `-L${libraryFolder}`,
          '-ltensorflow',
          '-ltensorflow_framework',
          ...(findsLibrary
            ? [
                `-Wl,-rpath,${apple ? '@loader_path' : '$ORIGIN'}/${path.relative(path.dirname(job.target), libraryFolder)}`,
              ]
            : []),
        ];
  const args = [
    ...job.compiler.args,
    ...job.flags,
    '-std=c++17',
    '-shared',
    '-fPIC',
    '-DNAPI_VERSION=8',
    ...job.includeFolders.flatMap((folder) => ['-I', folder]),
    ...job.sources,
    '-o',
    partial,
    ...tensorflow,
    // Node itself brings the functions of its interface when it loads the addon.
    ...(apple ? ['-undefined', 'dynamic_lookup'] : []),
  ];
  const result = await runTool(job.compiler.command, args, { cwd: job.cwd, env: job.env });
  if (result.code !== 0) {
    await rm(partial, { force: true });
    throw new SetupFailure(
      `${job.compiler.command} could not compile ${path.basename(job.target)}: it needs C++17 (g++ 9 or clang 9 and later), which CXX can name. It said:\n${tailOf(result.output)}`,
    );
  }
  await rename(partial, job.target);
}
