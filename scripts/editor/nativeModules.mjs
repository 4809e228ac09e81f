import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { SetupFailure } from '../setup/failure.mjs';
import { runTool, tailOf } from '../setup/runTool.mjs';

/**
 * Compiles native modules in place, with the node-gyp that npm brings. Their own install scripts
 * stay off: some of them download.
 * @param {object} job
 * @param {string} job.modulesFolder The `node_modules` that has them.
 * @param {readonly string[]} job.names
 * @param {import('./editorNode.mjs').EditorNode} job.node
 * @param {{ command: string, args: string[] }} job.npm
 * @param {NodeJS.ProcessEnv} job.env
 * @param {import('../setup/progress.mjs').Progress} job.progress
 * @throws {SetupFailure} With the compiler's last words.
 */
export async function compileModules({ modulesFolder, names, node, npm, env, progress }) {
  const gyp = await findGyp(npm, env);
  // The makefiles of node-gyp do not survive a space in the path of the headers.
  const temporary = await mkdtemp(
    path.join(/\s/.test(tmpdir()) ? '/tmp' : tmpdir(), 'pretext-lab-node-'),
  );
  try {
    const headers = path.join(temporary, 'node');
    await symlink(node.root, headers);
    for (const [index, name] of names.entries()) {
      progress.say(`compiling ${name}, ${index + 1} of ${names.length}`);
      const result = await runTool(
        node.program,
        [gyp, 'rebuild', `--nodedir=${headers}`, '--jobs=2'],
        { cwd: path.join(modulesFolder, ...name.split('/')), env },
      );
      if (result.code !== 0) {
        throw new SetupFailure(
          `${name}, a part of the editor, could not be compiled: it needs python3, make and a C++ compiler (Debian and Ubuntu: apt-get install python3 make g++). The build said:\n${tailOf(result.output)}`,
        );
      }
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * @param {{ command: string, args: string[] }} npm
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} The script of node-gyp.
 */
async function findGyp(npm, env) {
  const [script] = npm.args;
  const folder =
    script === undefined
      ? path.join((await runTool(npm.command, ['root', '--global'], { env })).stdout.trim(), 'npm')
      : path.resolve(path.dirname(script), '..');
  const gyp = path.join(folder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  if (!existsSync(gyp)) {
    throw new SetupFailure(
      `node-gyp was not found in ${folder}: install Node from nodejs.org, whose npm brings it.`,
    );
  }
  return gyp;
}
