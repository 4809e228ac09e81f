/** Brings the native packages of a platform, which need not be that of this machine. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { npmCommand } from '../setup/dependencies.mjs';
import { SetupFailure } from '../setup/failure.mjs';
import { runTool, tailOf } from '../setup/runTool.mjs';
import { readStamp, writeStamp } from '../setup/stamp.mjs';

/** @typedef {{ version: string, integrity: string }} LockedPackage */

/**
 * Finds the packages of a target: those that are installed in the project, else as npm installs them
 * by the lock file's versions and checksums into a cache.
 * @param {string} project Absolute path of the project folder.
 * @param {import('./targets.mjs').Target} target
 * @param {NodeJS.ProcessEnv} env
 * @param {(text: string) => void} say
 * @returns {Promise<ReadonlyMap<string, string>>} Absolute folders by the packages' names.
 * @throws {SetupFailure} When npm cannot install them, or they are not what the lock file says.
 */
export async function platformPackages(project, target, env, say) {
  const locked = await lockedPackages(project, target.packages);
  const own = path.join(project, 'node_modules');
  if (await areInstalled(own, locked)) return foldersIn(own, locked);
  return cachedPackages(project, target.name, locked, env, say);
}

/** Where packages for other platforms are kept. @param {string} project Absolute path of the project folder. */
export function platformCache(project) {
  return path.join(project, 'node_modules', '.cache', 'pretext-lab', 'platforms');
}

/**
 * Finds packages in the cache, or has npm install them there.
 * @param {string} project Absolute path of the project folder.
 * @param {string} name Of their folder in the cache.
 * @param {ReadonlyMap<string, LockedPackage>} locked
 * @param {NodeJS.ProcessEnv} env
 * @param {(text: string) => void} say
 * @returns {Promise<ReadonlyMap<string, string>>} Absolute folders by the packages' names.
 * @throws {SetupFailure} When npm cannot install them, or their checksums are others.
 */
export async function cachedPackages(project, name, locked, env, say) {
  const cache = platformCache(project);
  const folder = path.join(cache, name);
  const modules = path.join(folder, 'node_modules');
  const stamp = path.join(cache, `${name}.json`);
  const facts = Object.fromEntries([...locked].map(([one, { integrity }]) => [one, integrity]));
  if (isSame(await readStamp(stamp), facts)) return foldersIn(modules, locked);

  say(`installing ${[...locked.keys()].join(' and ')}`);
  // Somebody else may do the same at this moment; the last one to finish wins.
  const partial = `${folder}.partial-${process.pid}`;
  try {
    await installLocked(partial, locked, env);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  await writeStamp(stamp, facts, await filesBelow(modules));
  return foldersIn(modules, locked);
}

/**
 * @param {string} project
 * @param {readonly string[]} names
 * @returns {Promise<Map<string, LockedPackage>>}
 */
export async function lockedPackages(project, names) {
  const lock = /** @type {{ packages: Record<string, Partial<LockedPackage>> }} */ (
    JSON.parse(await readFile(path.join(project, 'package-lock.json'), 'utf8'))
  );
  return new Map(
    names.map((name) => {
      const { version, integrity } = lock.packages[`node_modules/${name}`] ?? {};
      if (version === undefined || integrity?.startsWith('sha512-') !== true) {
        throw new SetupFailure(
          `package-lock.json has no version and sha512 checksum of ${name}: install its parent package again with npm.`,
        );
      }
      return [name, { version, integrity }];
    }),
  );
}

/**
 * Has npm install exactly these packages, for whatever platform they are, and check them.
 * @param {string} folder Absolute; made anew.
 * @param {ReadonlyMap<string, LockedPackage>} locked
 * @param {NodeJS.ProcessEnv} env
 * @throws {SetupFailure} With npm's last words.
 */
export async function installLocked(folder, locked, env) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const dependencies = Object.fromEntries(
    [...locked].map(([name, { version }]) => [name, version]),
  );
  // Without the fields that tie them to a platform, npm installs them everywhere.
  const packages = Object.fromEntries(
    [...locked].map(([name, one]) => [`node_modules/${name}`, one]),
  );
  const manifest = { name: 'platform-packages', version: '0.0.0', private: true, dependencies };
  const lock = { lockfileVersion: 3, requires: true, packages: { '': manifest, ...packages } };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(path.join(folder, 'package-lock.json'), JSON.stringify(lock));

  const npm = npmCommand(process.execPath, env, existsSync);
  const flags = ['--ignore-scripts', '--no-fund', '--no-audit', '--prefer-offline'];
  const result = await runTool(npm.command, [...npm.args, 'ci', ...flags, '--loglevel=error'], {
    cwd: folder,
    env,
  });
  if (!result.started) {
    throw new SetupFailure('npm was not found: install Node from nodejs.org, which brings it.');
  }
  if (result.code !== 0) {
    throw new SetupFailure(
      `npm could not install ${[...locked.keys()].join(' and ')}; check the network and npm's registry setting, then try again. npm said:\n${tailOf(result.output)}`,
    );
  }
}

/** @param {string} modules @param {ReadonlyMap<string, LockedPackage>} locked */
async function areInstalled(modules, locked) {
  for (const [name, { version }] of locked) {
    const manifest = path.join(modules, name, 'package.json');
    if (!existsSync(manifest)) return false;
    const installed = /** @type {{ version?: string }} */ (
      JSON.parse(await readFile(manifest, 'utf8'))
    );
    if (installed.version !== version) return false;
  }
  return true;
}

/** @param {string} modules @param {ReadonlyMap<string, LockedPackage>} locked */
function foldersIn(modules, locked) {
  return new Map([...locked.keys()].map((name) => [name, path.join(modules, ...name.split('/'))]));
}

/** @param {string} folder @returns {Promise<string[]>} Absolute paths. */
async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** @param {import('../setup/stamp.mjs').Facts | null} found @param {Record<string, string>} wanted */
function isSame(found, wanted) {
  return found !== null && Object.entries(wanted).every(([fact, value]) => found[fact] === value);
}
