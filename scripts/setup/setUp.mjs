/** Everything between a fresh clone and a program that runs, in order. */
import { installDependencies } from './dependencies.mjs';
import { SetupFailure } from './failure.mjs';
import { buildNativeKernels, buildNativePixels } from './nativeKernels.mjs';
import { pathsOf } from './paths.mjs';
import { runStep } from './progress.mjs';
import { runTool, tailOf } from './runTool.mjs';
import { offerAddon, offerLibrary } from './tensorflow.mjs';

/** @typedef {(progress: import('./progress.mjs').Progress) => Promise<string>} Work */

/**
 * @param {string} project Absolute path of the project folder.
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./progress.mjs').Output} output
 * @throws {SetupFailure} With one sentence that says what to do.
 */
export async function setUp(project, env, output) {
  requireNode(process.versions.node);
  const paths = pathsOf(project);
  const tensorflow = { paths, env, fetch: globalThis.fetch };
  /** @type {[string, Work][]} */
  const steps = [
    ['dependencies', (progress) => installDependencies(paths, env, progress)],
    ['TensorFlow library', (progress) => offerLibrary(tensorflow, progress)],
    ['TensorFlow addon', (progress) => offerAddon(tensorflow, progress)],
    ['native kernels', (progress) => buildNativeKernels(paths, env, progress)],
    ['native image scaling', (progress) => buildNativePixels(paths, env, progress)],
    ['build', () => bundle(project)],
  ];
  for (const [index, [name, work]] of steps.entries()) {
    await runStep(output, `[${index + 1}/${steps.length}] ${name}`, work);
  }
}

/**
 * @param {string} version Such as `20.19.0`.
 * @throws {SetupFailure} When it is too old.
 */
export function requireNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupFailure(
      `Node ${version} is too old: install Node 20.19 or later from nodejs.org.`,
    );
  }
}

/** @param {string} project @returns {Promise<string>} */
async function bundle(project) {
  const result = await runTool(process.execPath, ['esbuild.mjs'], { cwd: project });
  if (result.code !== 0) {
    throw new SetupFailure(
      `The program could not be built: correct what the bundler names.\n${tailOf(result.output, 30)}`,
    );
  }
  return 'dist is up to date';
}
