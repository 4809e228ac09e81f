import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { runTests } from '@vscode/test-electron';

/** @typedef {import('../editor/releases.mjs').ReleaseName | 'desktop'} EditorName */

/** @param {string} name @returns {name is EditorName} */
export function isEditorName(name) {
  return ['current', 'floor', 'desktop'].includes(name);
}

/**
 * Runs a script inside the extension host of an editor that opens an empty folder, beside the
 * extension of this checkout. `desktop` downloads Visual Studio Code, in the version named by
 * `VSCODE_VERSION`, else the stable one.
 * @param {string} project
 * @param {EditorName} editor
 * @param {string} script It exports `run`, which writes the file that `PRETEXT_LAB_RESULTS` names.
 * @param {string | null} resultsFile Where the results go; null for nowhere.
 * @throws When the script failed, or left no results.
 */
export async function runInEditor(project, editor, script, resultsFile) {
  const scratch = await realpath(await mkdtemp(path.join(tmpdir(), 'pretext lab extension ')));
  const workspace = await mkdtemp(path.join(scratch, 'workspace-'));
  const desktops = path.join(project, 'node_modules', '.cache', 'pretext-lab', 'desktop');
  const results = resultsFile ?? path.join(scratch, 'results.json');
  try {
    await runTests({
      ...(editor === 'desktop'
        ? { version: process.env['VSCODE_VERSION'] ?? 'stable', cachePath: desktops }
        : { vscodeExecutablePath: path.join(project, 'scripts', 'editor', 'codeStandIn.mjs') }),
      // The profile is named below instead.
      reuseMachineInstall: true,
      extensionDevelopmentPath: project,
      extensionTestsPath: script,
      extensionTestsEnv: { PRETEXT_LAB_EDITOR: editor, PRETEXT_LAB_RESULTS: results },
      launchArgs: [
        ...['--disable-extensions', '--disable-workspace-trust', '--disable-gpu', '--no-sandbox'],
        `--user-data-dir=${path.join(scratch, 'user')}`,
        `--extensions-dir=${path.join(scratch, 'extensions')}`,
        workspace,
      ],
    });
    // An editor whose extension host was killed may end well.
    if (!existsSync(results)) throw new Error('the suites left no results');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
