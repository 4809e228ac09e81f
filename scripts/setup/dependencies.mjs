import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { SetupFailure } from './failure.mjs';
import { runTool, tailOf } from './runTool.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages
 */

/**
 * Installs what the lock file names, unless it is there already.
 * @param {import('./paths.mjs').Paths} paths
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./progress.mjs').Progress} progress
 * @returns {Promise<string>} What was done.
 */
export async function installDependencies(paths, env, progress) {
  const locked = await readPackages(path.join(paths.project, 'package-lock.json'));
  if (locked === null) {
    throw new SetupFailure(
      `package-lock.json is missing or broken in ${paths.project}: restore it with git.`,
    );
  }
  const hidden = path.join(paths.project, 'node_modules', '.package-lock.json');
  const installed = await readPackages(hidden);
  const count = Object.keys(locked).length;
  if (installed !== null && isInstalled(locked, installed)) return `${count} packages in place`;

  progress.say(`installing ${count} packages from the lock file`);
  const npm = npmCommand(process.execPath, env, existsSync);
  const result = await runTool(
    npm.command,
    [...npm.args, 'ci', '--ignore-scripts', '--no-fund', '--no-audit'],
    { cwd: paths.project, env },
  );
  if (!result.started) {
    throw new SetupFailure('npm was not found: install Node from nodejs.org, which brings it.');
  }
  if (result.code !== 0) {
    throw new SetupFailure(
      `npm could not install the packages of the lock file; check the network and npm's registry setting, then try again. npm said:\n${tailOf(result.output)}`,
    );
  }
  return `${count} packages installed`;
}

/**
 * Whether what npm installed is what the lock file names. Optional packages may be missing: they
 * are for other machines.
 * @param {LockedPackages} locked
 * @param {LockedPackages} installed
 */
export function isInstalled(locked, installed) {
  for (const [place, wanted] of Object.entries(locked)) {
    const found = installed[place];
    if (found === undefined) {
      if (wanted.optional !== true && wanted.devOptional !== true) return false;
    } else if (found.version !== wanted.version || found.integrity !== wanted.integrity) {
      return false;
    }
  }
  return Object.keys(installed).every((place) => place in locked);
}

/**
 * How to start npm so that it runs on the same Node as this process: the one on the search path
 * may be another.
 * @param {string} node Path of the running Node.
 * @param {NodeJS.ProcessEnv} env
 * @param {(file: string) => boolean} exists
 * @returns {{ command: string, args: string[] }}
 */
export function npmCommand(node, env, exists) {
  const folder = path.dirname(node);
  const candidates = [
    env['npm_execpath'],
    path.join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  for (const script of candidates) {
    // Other package managers name themselves there too.
    if (script !== undefined && /npm-cli\.c?js$/.test(script) && exists(script)) {
      return { command: node, args: [script] };
    }
  }
  return { command: 'npm', args: [] };
}

/**
 * @param {string} file
 * @returns {Promise<LockedPackages | null>} Packages by their place, without the project itself.
 */
async function readPackages(file) {
  try {
    const lock = /** @type {{ packages: LockedPackages }} */ (
      JSON.parse(await readFile(file, 'utf8'))
    );
    return Object.fromEntries(Object.entries(lock.packages).filter(([place]) => place !== ''));
  } catch {
    return null;
  }
}
