/**
 * Puts TensorFlow's library and the addon that calls it into the tfjs-node package: by that
 * package's own download where it can be reached, else from the published Python package.
 */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { compileAddon, findCompiler } from './compiler.mjs';
import { SetupFailure } from './failure.mjs';
import { ownDownloadAnswers, runOwnDownload } from './ownDownload.mjs';
import { runTool, tailOf } from './runTool.mjs';
import { readStamp, writeStamp } from './stamp.mjs';
import { installWheel, wheelFor } from './wheel.mjs';

/**
 * @typedef {object} TensorFlowSetup
 * @property {import('./paths.mjs').Paths} paths
 * @property {NodeJS.ProcessEnv} env
 * @property {typeof globalThis.fetch} fetch
 */

/** Where the library comes from. @typedef {'own' | 'wheel'} Source */

/** A file that only the Python package has. */
const wheelLibrary = 'libtensorflow_cc.so.2';

/**
 * Step: the library. Leaves an installed one alone when it works.
 * @param {TensorFlowSetup} setup
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>} What was done.
 */
export async function ensureLibrary(setup, progress) {
  const choice = chosenSource(setup.env['PRETEXT_LAB_TENSORFLOW']);
  const stamp = await readStamp(libraryStamp(setup));
  if (stamp !== null && (choice === null || stamp['source'] === choice)) {
    return `${stamp['name'] ?? 'TensorFlow'} in place`;
  }
  if (stamp === null && choice === null && existsSync(addonFile(setup))) {
    progress.say('trying the one that is there');
    if ((await checkLoad(setup)).loads) {
      const source = existsSync(path.join(libraryFolder(setup), wheelLibrary)) ? 'wheel' : 'own';
      await stampLibrary(setup, source, 'TensorFlow');
      return 'a working one is in place';
    }
  }
  const wheel = wheelFor(process.platform, process.arch, usesGlibc());
  if (choice !== 'wheel') {
    progress.say("asking for tfjs-node's own download");
    if (choice === 'own' || (await ownDownloadAnswers(setup))) {
      // An addon belongs to the library that it was made for.
      await rm(addonFile(setup), { force: true });
      const failure = await runOwnDownload(setup, progress);
      if (failure === null) {
        await stampLibrary(setup, 'own', "tfjs-node's own library");
        return "tfjs-node's own download is in place";
      }
      if (choice === 'own' || wheel === null) throw new SetupFailure(failure);
      progress.say('its own download failed, so the Python package is used');
    } else if (wheel === null) {
      throw new SetupFailure(
        `The TensorFlow library for ${process.platform} ${process.arch} comes only from tfjs-node's own download at storage.googleapis.com, which does not answer: connect to a network that reaches it and try again.`,
      );
    }
  }
  return await useWheel(setup, progress);
}

/**
 * Step: the addon. Compiles it when none came along, and proves that it computes.
 * @param {TensorFlowSetup} setup
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>} What was done.
 */
export async function ensureAddon(setup, progress) {
  if ((await readStamp(addonStamp(setup))) !== null) return 'in place';
  try {
    return await makeAddon(setup, progress);
  } catch (error) {
    const source = (await readStamp(libraryStamp(setup)))?.['source'];
    const choice = chosenSource(setup.env['PRETEXT_LAB_TENSORFLOW']);
    const wheel = wheelFor(process.platform, process.arch, usesGlibc());
    if (source !== 'own' || choice !== null || wheel === null) throw error;
    progress.say("tfjs-node's own library does not work here, so the Python package is used");
    await useWheel(setup, progress);
    return await makeAddon(setup, progress);
  }
}

/**
 * @param {TensorFlowSetup} setup
 * @param {import('./progress.mjs').Progress} progress
 */
async function makeAddon(setup, progress) {
  const { tfjsNode, headers } = setup.paths;
  const target = addonFile(setup);
  if (existsSync(target)) {
    progress.say('loading');
    if ((await checkLoad(setup)).loads) {
      await writeStamp(addonStamp(setup), {}, [target, ...(await libraryFiles(setup))]);
      return 'loads and computes';
    }
  }
  const compiler = await findCompiler(setup.env);
  progress.say(`compiling with ${compiler.command}, about 15 s`);
  await compileAddon({
    compiler,
    env: setup.env,
    cwd: tfjsNode,
    flags: ['-O2'],
    includeFolders: [headers, path.join('deps', 'include'), '..'],
    sources: ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => path.join('binding', name)),
    libraryFolder: libraryFolder(setup),
    target,
  });
  progress.say('loading');
  const check = await checkLoad(setup);
  if (!check.loads) throw new SetupFailure(check.failure);
  await writeStamp(addonStamp(setup), {}, [target, ...(await libraryFiles(setup))]);
  return 'compiled; loads and computes';
}

/**
 * @param {TensorFlowSetup} setup
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>}
 */
async function useWheel(setup, progress) {
  const wheel = wheelFor(process.platform, process.arch, usesGlibc());
  if (wheel === null) {
    throw new SetupFailure(
      `No Python package with a TensorFlow library is known for ${process.platform} ${process.arch}: unset PRETEXT_LAB_TENSORFLOW or set it to own.`,
    );
  }
  await rm(addonFile(setup), { force: true });
  await installWheel(setup, wheel, progress);
  const name = `TensorFlow ${wheel.tensorflow}`;
  await stampLibrary(setup, 'wheel', name);
  return `${name} unpacked`;
}

/**
 * @param {TensorFlowSetup} setup
 * @returns {Promise<{ loads: true } | { loads: false, failure: string }>}
 */
async function checkLoad(setup) {
  const script = fileURLToPath(new URL('loadCheck.mjs', import.meta.url));
  const result = await runTool(process.execPath, [script], { cwd: setup.paths.project });
  const sum = result.stdout.trim().split('\n').at(-1);
  if (result.code === 0 && sum === '[4,6]') return { loads: true };
  const hint =
    result.signal === 'SIGILL'
      ? 'This processor lacks instructions that the library uses (AVX): use a newer machine.'
      : 'Delete node_modules and run set-up again; if it stays, set PRETEXT_LAB_TENSORFLOW to wheel or own to use the other library.';
  const said = tailOf(result.output, 6);
  return {
    loads: false,
    failure: `TensorFlow does not load on Node ${process.versions.node} (${result.signal ?? `exit code ${result.code ?? 'none'}`}). ${hint}${said === '' ? '' : ` It said:\n${said}`}`,
  };
}

/**
 * @param {string | undefined} setting Value of PRETEXT_LAB_TENSORFLOW.
 * @returns {Source | null} Null when the choice is free.
 */
export function chosenSource(setting) {
  if (setting === undefined || setting === '') return null;
  if (setting === 'own' || setting === 'wheel') return setting;
  throw new SetupFailure(
    `PRETEXT_LAB_TENSORFLOW is ${setting}: set it to own or wheel, or unset it.`,
  );
}

/** Whether programs here use the C library that the Python package is built for. */
function usesGlibc() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (
    process.report.getReport()
  );
  return report.header?.glibcVersionRuntime !== undefined;
}

/** @param {TensorFlowSetup} setup @param {Source} source @param {string} name */
async function stampLibrary(setup, source, name) {
  await writeStamp(libraryStamp(setup), { source, name }, await libraryFiles(setup));
}

/** @param {TensorFlowSetup} setup */
async function libraryFiles(setup) {
  const folder = libraryFolder(setup);
  return (await readdir(folder)).map((name) => path.join(folder, name));
}

/** @param {TensorFlowSetup} setup */
function libraryFolder(setup) {
  return path.join(setup.paths.tfjsNode, 'deps', 'lib');
}

/** @param {TensorFlowSetup} setup */
function addonFile(setup) {
  return path.join(setup.paths.tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node');
}

/** @param {TensorFlowSetup} setup */
function libraryStamp(setup) {
  return path.join(setup.paths.stamps, 'library.json');
}

/** @param {TensorFlowSetup} setup */
function addonStamp(setup) {
  return path.join(setup.paths.stamps, 'addon.json');
}
