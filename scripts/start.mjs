/**
 * The first run: sets the project up, draws sample images if there are none, and pretrains on
 * them. Arguments after `npm start --` go to `pretext-lab pretrain`, after the defaults.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { SetupFailure } from './setup/failure.mjs';
import { setUp } from './setup/setUp.mjs';

const project = fileURLToPath(new URL('..', import.meta.url));
const images = path.join(project, 'sample-images');

try {
  await setUp(project, process.env, process.stderr);
  process.exitCode = (await drawSampleImages()) ?? (await pretrain());
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** @returns {Promise<number | null>} An exit code when it failed. */
async function drawSampleImages() {
  if (existsSync(images)) return null;
  // A folder that is half drawn must not pass for a whole one the next time.
  const partial = `${images}.partial`;
  await rm(partial, { recursive: true, force: true });
  // What the command says at its end names the folder that is about to get another name.
  const args = ['sample', partial, '--count', '600', '--seed', '1'];
  const code = await runCommand(args, 'ignore');
  if (code !== 0) return code;
  await rename(partial, images);
  console.error(`Sample images are in ${images}`);
  return null;
}

/** @returns {Promise<number>} */
function pretrain() {
  const chosen = process.argv.slice(2);
  // A run that goes on has its own folder and settings.
  if (chosen.includes('--resume')) return runCommand(['pretrain', ...chosen]);
  return runCommand(['pretrain', images, '--budget', '2m', ...chosen]);
}

/**
 * Runs the command line in this terminal. An interrupt reaches it from the terminal by itself; it
 * saves the run and ends, and this process waits for that.
 * @param {readonly string[]} args
 * @param {'inherit' | 'ignore'} [output] What becomes of its standard output.
 * @returns {Promise<number>} Its exit code.
 */
function runCommand(args, output = 'inherit') {
  return new Promise((resolve, reject) => {
    const program = path.join(project, 'dist', 'cli.js');
    const child = spawn(process.execPath, [program, ...args], {
      stdio: ['inherit', output, 'inherit'],
    });
    const wait = () => undefined;
    const pass = () => child.kill('SIGTERM');
    process.on('SIGINT', wait);
    process.on('SIGTERM', pass);
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGINT', wait);
      process.off('SIGTERM', pass);
      resolve(code ?? 1);
    });
  });
}
