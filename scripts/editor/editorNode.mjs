import { existsSync } from 'node:fs';
import path from 'node:path';

import { SetupFailure } from '../setup/failure.mjs';

/**
 * A Node to run an editor with, and to compile its native modules for.
 * @typedef {object} EditorNode
 * @property {string} program
 * @property {string} root Folder that has its headers in `include/node`.
 * @property {string | null} packageSpec What npm must install for it; null for the running Node.
 */

/**
 * The Node for a release: the running one when it is of the same major version and brings its
 * headers, else the one that npm has as a package.
 * @param {import('./releases.mjs').Release} release
 * @param {string} folder Where the release is installed.
 * @param {{ execPath: string, version: string, platform: string, arch: string }} running
 * @param {(file: string) => boolean} [exists]
 * @returns {EditorNode}
 * @throws {SetupFailure} On a system for which the editor's server is not made.
 */
export function editorNode(release, folder, running, exists = existsSync) {
  if (!['linux', 'darwin'].includes(running.platform)) {
    throw new SetupFailure(
      `The editor for the tests needs Linux or macOS, and this is ${running.platform}: on Windows run them inside WSL.`,
    );
  }
  const ownRoot = path.resolve(path.dirname(running.execPath), '..');
  const sameMajor = running.version.split('.')[0] === release.node.split('.')[0];
  if (sameMajor && exists(path.join(ownRoot, 'include', 'node', 'node_api.h'))) {
    return { program: running.execPath, root: ownRoot, packageSpec: null };
  }
  const name = `node-${running.platform}-${running.arch}`;
  const root = path.join(folder, 'node_modules', name);
  return {
    program: path.join(root, 'bin', 'node'),
    root,
    packageSpec: `${name}@${release.node}`,
  };
}
