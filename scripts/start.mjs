/**
 * Opens an editor with the extension in it: sets the project up, draws sample images into a
 * workspace if there are none, and starts what editor there is. `npm start -- --browser` takes the
 * editor in the browser at once; a folder after `--` is opened instead of the sample workspace.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { openEditor } from './editor/openEditor.mjs';
import { SetupFailure } from './setup/failure.mjs';
import { setUp } from './setup/setUp.mjs';

const project = fileURLToPath(new URL('..', import.meta.url));
const workspace = path.join(project, 'sample-workspace');

try {
  const { values, positionals } = parseArgs({
    options: { browser: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  await setUp(project, process.env, process.stderr);
  const [chosen] = positionals;
  const folder = chosen === undefined ? workspace : path.resolve(chosen);
  if (chosen === undefined) await drawSampleImages(path.join(workspace, 'sample-images'));
  else if (!existsSync(folder)) {
    throw new SetupFailure(`There is no folder ${folder}; check the path.`);
  }
  await openEditor({ project, folder, inBrowser: values.browser, env: process.env });
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** @param {string} images */
async function drawSampleImages(images) {
  if (existsSync(images)) return;
  // A folder that is half drawn must not pass for a whole one the next time.
  const partial = `${images}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(path.dirname(images), { recursive: true });
  console.error('Drawing 2,000 sample images; this takes half a minute.');
  const code = await runCommand([
    'sample',
    partial,
    '--count',
    '2000',
    '--size',
    '128',
    '--seed',
    '1',
  ]);
  if (code !== 0) throw new SetupFailure(`The sample images could not be drawn into ${partial}.`);
  await rename(partial, images);
  console.error(`Sample images are in ${images}`);
}

/**
 * Runs the command line; what it prints at its end names the folder that is about to get another name.
 * @param {readonly string[]} args
 * @returns {Promise<number>} Its exit code.
 */
function runCommand(args) {
  return new Promise((resolve, reject) => {
    const program = path.join(project, 'dist', 'cli.js');
    const child = spawn(process.execPath, [program, ...args], {
      stdio: ['inherit', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
}
