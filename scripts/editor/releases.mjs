import path from 'node:path';

/**
 * The editors that the project is tried in: the newest one, and the oldest that `engines.vscode`
 * admits.
 * @typedef {'current' | 'floor'} ReleaseName
 */

/**
 * @typedef {object} Release
 * @property {string} server Version of the npm package `code-server`, which carries the editor.
 * @property {string} code Version that the editor gives as `vscode.version`.
 * @property {string} node Version of Node that it is made for.
 * @property {readonly string[]} nativeModules Packages that it loads and that must be compiled.
 * @property {number} neededBytes Disk space while it is being installed.
 */

/** @type {Record<ReleaseName, Release>} */
export const releases = {
  current: {
    server: '4.139.1',
    code: '1.139.1',
    node: '24.21.0',
    nativeModules: ['@vscode/spdlog', '@vscode/native-watchdog'],
    neededBytes: 2e9,
  },
  floor: {
    server: '4.100.3',
    code: '1.100.3',
    node: '20.20.2',
    nativeModules: ['@vscode/spdlog', 'native-watchdog', 'node-pty'],
    neededBytes: 1e9,
  },
};

/**
 * Where an installed editor is.
 * @typedef {object} Editor
 * @property {ReleaseName} name
 * @property {string} version Version that it gives as `vscode.version`.
 * @property {string} node Program of the Node that runs it.
 * @property {string} serverMain Script that starts its server.
 */

/** @param {string} project Absolute path of the project folder. */
export function editorsFolder(project) {
  return path.join(project, 'node_modules', '.cache', 'pretext-lab', 'editor');
}

/** Folder of the editor itself inside its installation. @param {string} folder */
export function codeFolder(folder) {
  return path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}
