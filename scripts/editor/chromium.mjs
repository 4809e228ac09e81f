import { existsSync } from 'node:fs';
import path from 'node:path';

import { SetupFailure } from '../setup/failure.mjs';
import { runTool, tailOf } from '../setup/runTool.mjs';
import { aptInstall, canInstall } from './aptInstall.mjs';

/** Names and places under which a browser of the Chromium family is installed. */
const usualPrograms = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const whatToDo =
  'install one (Debian: apt-get install chromium; Fedora: dnf install chromium; macOS: brew install --cask google-chrome) or name its program in CHROMIUM';

/**
 * Finds a Chromium for the tests; as root on Debian or Ubuntu, installs one where there is none.
 * @param {NodeJS.ProcessEnv} env `CHROMIUM` names the program to take.
 * @param {import('../setup/progress.mjs').Progress} progress
 * @param {typeof runTool} [run]
 * @returns {Promise<string>} Absolute path of its program.
 * @throws {SetupFailure} With one sentence that says what to install.
 */
export async function findChromium(env, progress, run = runTool) {
  const chosen = env['CHROMIUM']?.trim() ?? '';
  if (chosen !== '') {
    if (await answers(chosen, env, run)) return placeOf(chosen, env);
    throw new SetupFailure(
      `The browser named by CHROMIUM, ${chosen}, does not run: set CHROMIUM to the program of a Chromium or Chrome, or unset it.`,
    );
  }
  const found = await firstThatAnswers(env, run);
  if (found !== null) return found;
  if (!(await canInstall())) {
    throw new SetupFailure(`No Chromium or Chrome was found: ${whatToDo}.`);
  }
  progress.say('installing Chromium with apt-get');
  const output = await aptInstall('chromium', env, run);
  const installed = await firstThatAnswers(env, run);
  if (installed !== null) return installed;
  throw new SetupFailure(
    `No Chromium or Chrome was found, and apt-get could not install one: ${whatToDo}. It said:\n${tailOf(output)}`,
  );
}

/** @param {NodeJS.ProcessEnv} env @param {typeof runTool} run @returns {Promise<string | null>} */
async function firstThatAnswers(env, run) {
  for (const program of usualPrograms) {
    if (await answers(program, env, run)) return placeOf(program, env);
  }
  return null;
}

/**
 * Absolute path of a program that runs.
 * @param {string} program Path, or name on the search path.
 * @param {NodeJS.ProcessEnv} env
 */
function placeOf(program, env) {
  if (program.includes(path.sep)) return path.resolve(program);
  const folders = (env['PATH'] ?? '').split(path.delimiter);
  const places = folders.map((folder) => path.join(folder, program));
  return places.find((place) => existsSync(place)) ?? program;
}

/**
 * A program of that name may be a mere signpost to another way of installing it.
 * @param {string} program
 * @param {NodeJS.ProcessEnv} env
 * @param {typeof runTool} run
 */
async function answers(program, env, run) {
  const { code, stdout } = await run(program, ['--version'], { env });
  return code === 0 && /\b(Chromium|Chrome|Edge)\b/.test(stdout);
}
