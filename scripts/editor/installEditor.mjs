/**
 * Installs a whole Visual Studio Code that runs in a browser, from npm alone: the package
 * `code-server`, the packages of the editor inside it, and the native modules that it loads.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { npmCommand } from '../setup/dependencies.mjs';
import { SetupFailure } from '../setup/failure.mjs';
import { runTool, tailOf } from '../setup/runTool.mjs';
import { readStamp, writeStamp } from '../setup/stamp.mjs';
import { editorNode } from './editorNode.mjs';
import { compileModules } from './nativeModules.mjs';
import { codeFolder, editorsFolder, releases } from './releases.mjs';

/**
 * Installs an editor unless it is there. Callers in other processes do not disturb each other: each
 * installs into a folder of its own, and the first to finish wins.
 * @param {string} project Absolute path of the project folder.
 * @param {import('./releases.mjs').ReleaseName} name
 * @param {NodeJS.ProcessEnv} env
 * @param {import('../setup/progress.mjs').Progress} progress
 * @returns {Promise<import('./releases.mjs').Editor>}
 * @throws {SetupFailure} With one sentence that says what to do.
 */
export async function installEditor(project, name, env, progress) {
  const release = releases[name];
  const folder = path.join(editorsFolder(project), release.server);
  const running = {
    execPath: process.execPath,
    version: process.versions.node,
    platform: process.platform,
    arch: process.arch,
  };
  const node = editorNode(release, folder, running);
  /** @type {import('./releases.mjs').Editor} */
  const editor = {
    name,
    version: release.code,
    node: node.program,
    serverMain: path.join(codeFolder(folder), 'out', 'server-main.js'),
  };
  const stamp = path.join(editorsFolder(project), `${release.server}.json`);
  const facts = {
    server: release.server,
    // Native modules belong to the major version of Node that they were compiled for.
    node: node.packageSpec ?? `running Node ${release.node.split('.')[0] ?? ''}`,
    arch: process.arch,
  };
  if (isSame(await readStamp(stamp), facts)) return editor;

  await mkdir(editorsFolder(project), { recursive: true });
  await removeAbandoned(editorsFolder(project));
  await requireSpace(editorsFolder(project), release);
  const partial = `${folder}.partial-${process.pid}`;
  try {
    await installInto(partial, release, editorNode(release, partial, running), env, progress);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Somebody else may have put it there meanwhile.
    if (isSame(await readStamp(stamp), facts)) return editor;
    throw error;
  }
  const modules = path.join(codeFolder(folder), 'node_modules');
  await writeStamp(stamp, facts, [
    editor.serverMain,
    ...(node.packageSpec === null ? [] : [node.program]),
    ...(await compiledFiles(modules, release.nativeModules)),
  ]);
  return editor;
}

/**
 * @param {string} folder
 * @param {import('./releases.mjs').Release} release
 * @param {import('./editorNode.mjs').EditorNode} node
 * @param {NodeJS.ProcessEnv} env
 * @param {import('../setup/progress.mjs').Progress} progress
 */
async function installInto(folder, release, node, env, progress) {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const npm = npmCommand(process.execPath, env, existsSync);
  const packages = [`code-server@${release.server}`];
  if (node.packageSpec !== null) packages.push(node.packageSpec);

  progress.say(`installing ${packages.join(' and ')}`);
  await runNpm(npm, ['install', '--save-exact', ...packages], folder, env);
  progress.say(`installing the packages of Visual Studio Code ${release.code}`);
  await runNpm(npm, ['install', '--omit=dev'], codeFolder(folder), env);
  await compileModules({
    modulesFolder: path.join(codeFolder(folder), 'node_modules'),
    names: release.nativeModules,
    node,
    npm,
    env: { ...env, PATH: `${path.dirname(node.program)}${path.delimiter}${env['PATH'] ?? ''}` },
    progress,
  });
}

/**
 * @param {{ command: string, args: string[] }} npm
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 */
async function runNpm(npm, args, cwd, env) {
  const quiet = ['--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
  const result = await runTool(npm.command, [...npm.args, ...args, ...quiet], { cwd, env });
  if (!result.started) {
    throw new SetupFailure('npm was not found: install Node from nodejs.org, which brings it.');
  }
  if (result.code !== 0) {
    throw new SetupFailure(
      `npm could not install the editor; check the network and npm's registry setting, then try again. npm said:\n${tailOf(result.output)}`,
    );
  }
}

/**
 * @param {string} modules
 * @param {readonly string[]} names
 * @returns {Promise<string[]>} What the compiler made, absolute.
 */
async function compiledFiles(modules, names) {
  const folders = names.map((name) => path.join(modules, ...name.split('/'), 'build', 'Release'));
  const lists = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder))
        .filter((file) => file.endsWith('.node'))
        .map((file) => path.join(folder, file)),
    ),
  );
  return lists.flat();
}

/** Removes what installations that were killed left behind. @param {string} folder */
async function removeAbandoned(folder) {
  for (const name of await readdir(folder)) {
    const owner = /\.partial-(\d+)$/.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} folder @param {import('./releases.mjs').Release} release */
async function requireSpace(folder, release) {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= release.neededBytes) return;
  throw new SetupFailure(
    `The editor for the tests needs ${release.neededBytes / 1e9} GB of free space in ${folder}, which has ${(free / 1e9).toFixed(1)} GB: make room and try again.`,
  );
}

/** @param {import('../setup/stamp.mjs').Facts | null} found @param {Record<string, string>} wanted */
function isSame(found, wanted) {
  return found !== null && Object.entries(wanted).every(([fact, value]) => found[fact] === value);
}
