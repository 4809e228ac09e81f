/**
 * Puts TensorFlow's library and the addon that calls it into the tfjs-node package: by that
 * package's own download where it can be reached, else from the published Python package. Training
 * has other engines, so a machine that cannot have TensorFlow is set up without it.
 */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { addonPath, wheelFor } from '../../src/tensorflowLibrary/wheels.mjs';

import { compileAddon, findCompiler } from './compiler.mjs';
import { SetupFailure } from './failure.mjs';
import { glibcVersion, noAvx, requireFit } from './fitness.mjs';
import { ownDownloadAnswers, runOwnDownload } from './ownDownload.mjs';
import { runTool, tailOf } from './runTool.mjs';
import { readStamp, writeStamp } from './stamp.mjs';
import { installWheel } from './wheel.mjs';

/**
 * @typedef {object} TensorFlowSetup
 * @property {import('./paths.mjs').Paths} paths
 * @property {NodeJS.ProcessEnv} env
 * @property {typeof globalThis.fetch} fetch
 */

/** Where the library comes from. @typedef {'own' | 'wheel'} Source */

/** A file that only the Python package has. */
const wheelLibrary = 'libtensorflow_cc.so.2';

const otherEngines = 'training uses WebGPU or WebAssembly';

/**
 * Step: the library. Leaves an installed one alone when it works.
 * @param {TensorFlowSetup} setup
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>} What was done, or a warning that says why there is none.
 * @throws {SetupFailure} When PRETEXT_LAB_TENSORFLOW is none of the words that it may be.
 */
export function offerLibrary(setup, progress) {
  return orGoOn(setup, () => ensureLibrary(setup, progress));
}

/**
 * Step: the addon. Compiles it when none came along, and proves that it computes.
 * @param {TensorFlowSetup} setup
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>} What was done, or a warning that says why there is none.
 */
export function offerAddon(setup, progress) {
  return orGoOn(setup, async () => {
    const hasLibrary = (await readStamp(libraryStamp(setup))) !== null;
    return hasLibrary
      ? await ensureAddon(setup, progress)
      : 'left out, as the library is not there';
  });
}

/** Whether TensorFlow was proven to compute here. @param {import('./paths.mjs').Paths} paths */
export async function isTensorflowReady(paths) {
  return (await readStamp(addonStampIn(paths))) !== null;
}

/**
 * @param {TensorFlowSetup} setup
 * @param {() => Promise<string>} ensure
 */
async function orGoOn(setup, ensure) {
  if (chosenSource(setup.env['PRETEXT_LAB_TENSORFLOW']) === 'none') {
    return (await isTensorflowReady(setup.paths))
      ? 'in place and left alone, as PRETEXT_LAB_TENSORFLOW=none says'
      : `left out, as PRETEXT_LAB_TENSORFLOW=none says: ${otherEngines}`;
  }
  try {
    return await ensure();
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    return `WARNING: TensorFlow is left out, so ${otherEngines} (PRETEXT_LAB_TENSORFLOW=none does without it on purpose). ${error.message}`;
  }
}

/**
 * @param {TensorFlowSetup} setup
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>} What was done.
 */
async function ensureLibrary(setup, progress) {
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
  const wheel = wheelFor(process.platform, process.arch, glibcVersion() !== null);
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
 * @param {TensorFlowSetup} setup
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>} What was done.
 */
async function ensureAddon(setup, progress) {
  if ((await readStamp(addonStamp(setup))) !== null) return 'in place';
  try {
    return await makeAddon(setup, progress);
  } catch (error) {
    const source = (await readStamp(libraryStamp(setup)))?.['source'];
    const choice = chosenSource(setup.env['PRETEXT_LAB_TENSORFLOW']);
    const wheel = wheelFor(process.platform, process.arch, glibcVersion() !== null);
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
  if (!check.loads) {
    // Whoever looks for TensorFlow looks for its addon.
    await rm(target, { force: true });
    throw new SetupFailure(check.failure);
  }
  await writeStamp(addonStamp(setup), {}, [target, ...(await libraryFiles(setup))]);
  return 'compiled; loads and computes';
}

/**
 * @param {TensorFlowSetup} setup
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>}
 */
async function useWheel(setup, progress) {
  const wheel = wheelFor(process.platform, process.arch, glibcVersion() !== null);
  if (wheel === null) {
    throw new SetupFailure(
      `No Python package with a TensorFlow library is known for ${process.platform} ${process.arch}: unset PRETEXT_LAB_TENSORFLOW or set it to own.`,
    );
  }
  await requireFit(wheel);
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
      ? noAvx
      : 'Delete node_modules and run set-up again; if it stays, set PRETEXT_LAB_TENSORFLOW to wheel or own to use the other library.';
  const said = tailOf(result.output, 6);
  return {
    loads: false,
    failure: `TensorFlow does not load on Node ${process.versions.node} (${result.signal ?? `exit code ${result.code ?? 'none'}`}). ${hint}${said === '' ? '' : ` It said:\n${said}`}`,
  };
}

/**
 * @param {string | undefined} setting Value of PRETEXT_LAB_TENSORFLOW.
 * @returns {Source | 'none' | null} Null when the choice is free; `none` does without TensorFlow.
 * @throws {SetupFailure} When it is another word.
 */
export function chosenSource(setting) {
  if (setting === undefined || setting === '') return null;
  if (setting === 'own' || setting === 'wheel' || setting === 'none') return setting;
  throw new SetupFailure(
    `PRETEXT_LAB_TENSORFLOW is ${setting}: set it to own, wheel or none, or unset it.`,
  );
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
  return path.join(setup.paths.tfjsNode, ...addonPath);
}

/** @param {TensorFlowSetup} setup */
function libraryStamp(setup) {
  return path.join(setup.paths.stamps, 'library.json');
}

/** @param {TensorFlowSetup} setup */
function addonStamp(setup) {
  return addonStampIn(setup.paths);
}

/** @param {import('./paths.mjs').Paths} paths */
function addonStampIn(paths) {
  return path.join(paths.stamps, 'addon.json');
}
