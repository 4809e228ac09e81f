/** Opens a folder in an editor that runs the extension from this checkout. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';

import { downloadAndUnzipVSCode } from '@vscode/test-electron';

import { plainProgress } from '../setup/progress.mjs';
import { runTool } from '../setup/runTool.mjs';
import { startCodeServer } from './codeServer.mjs';
import { installEditor } from './installEditor.mjs';

/**
 * @typedef {object} Opening
 * @property {string} project Absolute path of this checkout.
 * @property {string} folder Absolute path of the folder to open.
 * @property {boolean} inBrowser Take the editor in the browser without looking for another.
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * Opens the desktop's own editor if it is installed, else one that is downloaded, else one in the
 * browser, and returns when it is closed.
 * @param {Opening} opening
 * @throws {SetupFailure} When none of them starts.
 */
export async function openEditor(opening) {
  if (!opening.inBrowser && hasDisplay(process.platform, opening.env)) {
    if (await openInstalled(opening)) return;
    if (await openDownloaded(opening)) return;
  }
  await openInBrowser(opening);
}

/** @param {string} platform @param {NodeJS.ProcessEnv} env */
export function hasDisplay(platform, env) {
  if (platform !== 'linux') return true;
  return ['DISPLAY', 'WAYLAND_DISPLAY'].some((name) => (env[name] ?? '') !== '');
}

/** @param {Opening} opening @returns {Promise<boolean>} False when there is no editor to start. */
async function openInstalled({ project, folder, env }) {
  const command = process.platform === 'win32' ? 'code.cmd' : 'code';
  console.error('Opening Visual Studio Code; close its window to end.');
  const args = ['--new-window', '--wait', `--extensionDevelopmentPath=${project}`, folder];
  const { started, code } = await runTool(command, args, { env });
  return started && code === 0;
}

/** @param {Opening} opening @returns {Promise<boolean>} False when it cannot be downloaded or started. */
async function openDownloaded({ project, folder, env }) {
  const cachePath = path.join(project, 'node_modules', '.cache', 'pretext-lab', 'desktop');
  /** @type {string} */
  let program;
  try {
    console.error('No `code` on the search path; downloading Visual Studio Code.');
    program = await downloadAndUnzipVSCode({ version: 'stable', cachePath });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`It could not be downloaded (${reason}); taking the editor in the browser.`);
    return false;
  }
  const args = [
    ...['--new-window', '--wait', `--extensionDevelopmentPath=${project}`],
    ...['--user-data-dir', path.join(cachePath, 'user-data')],
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    folder,
  ];
  const { started, code } = await runTool(program, args, { env });
  return started && code === 0;
}

/** @param {Opening} opening */
async function openInBrowser({ project, folder, env }) {
  const progress = plainProgress((text) => console.error(`Editor in the browser: ${text}`));
  const editor = await installEditor(project, 'current', env, progress);
  const profile = path.join(project, 'node_modules', '.cache', 'pretext-lab', 'browser-profile');
  await linkExtension(project, path.join(profile, 'extensions'));
  // Whoever else works on this machine must not get at an editor that runs programs.
  const token = randomUUID();
  const settings = { 'workbench.startupEditor': 'welcomePage' };
  const args = ['--disable-getting-started-override'];
  const server = await startCodeServer({ editor, profile, settings, args, token, env });
  const address = new URL(server.origin);
  address.searchParams.set('folder', folder);
  address.searchParams.set('tkn', token);
  console.log(`\nOpen this address in a browser:\n\n  ${address.href}\n\nCtrl-C ends the editor.`);
  const stop = () => void server.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  await server.ended;
  await server.stop();
}

/**
 * Makes the checkout the only extension of a profile. A list that an earlier start left there would
 * hide it.
 * @param {string} project
 * @param {string} extensions
 */
async function linkExtension(project, extensions) {
  await rm(extensions, { recursive: true, force: true });
  await mkdir(extensions, { recursive: true });
  await symlink(project, path.join(extensions, 'pretext-lab.pretext-lab-checkout'), 'junction');
}
