/**
 * Runs every check and every test, goes on after failures, and ends with one line that counts
 * them. The project must be set up.
 */
import os from 'node:os';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { findChromium } from './editor/chromium.mjs';
import { installEditor } from './editor/installEditor.mjs';
import { SetupFailure } from './setup/failure.mjs';
import { pathsOf } from './setup/paths.mjs';
import { runStep } from './setup/progress.mjs';
import { isTensorflowReady } from './setup/tensorflow.mjs';
import { extensionSuite } from './testing/extensionSuite.mjs';
import { closingLine, runSuites } from './testing/runSuites.mjs';
import { checkSuite, vitestSuite } from './testing/suites.mjs';

const project = fileURLToPath(new URL('..', import.meta.url));
const reports = path.join(project, 'node_modules', '.cache', 'pretext-lab', 'reports');
await mkdir(reports, { recursive: true });

if (!(await isTensorflowReady(pathsOf(project)))) {
  console.log(
    'The tests need TensorFlow, which set-up did without: see its warning (npm run setup), put right what it names, unset PRETEXT_LAB_TENSORFLOW if it is none, and try again.',
  );
  console.log(closingLine(0, 1));
  process.exit(1);
}

// Beside the first suites, which need no editor.
const editors = installEditors();

const results = await runSuites(
  [
    // The longest first, so that the others fill the gap beside it.
    vitestSuite(project, reports, 'unit'),
    checkSuite(project, 'types', 'typescript', 'tsc', ['-b']),
    checkSuite(project, 'lint', 'eslint', 'eslint', ['.', '--max-warnings', '0']),
    checkSuite(project, 'format', 'prettier', 'prettier', ['--check', '.']),
    checkSuite(project, 'layers', 'dependency-cruiser', 'depcruise', [
      ...['src', 'webview', 'test', '--config', '.dependency-cruiser.cjs'],
    ]),
    checkSuite(project, 'dead code', 'knip', 'knip', []),
    after(editors, vitestSuite(project, reports, 'panel')),
    vitestSuite(project, reports, 'package'),
    after(editors, vitestSuite(project, reports, 'e2e')),
    vitestSuite(project, reports, 'engine'),
    after(editors, extensionSuite(project, reports, 'current')),
    after(editors, extensionSuite(project, reports, 'floor')),
  ],
  Math.min(2, os.availableParallelism()),
  (text) => console.log(text),
);
const { passed, failed } = results;
console.log(closingLine(passed, failed));
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

/** Installs what shows the extension, once and not in each suite that needs it. */
async function installEditors() {
  try {
    await runStep(process.stdout, 'browser', (progress) => findChromium(process.env, progress));
    for (const name of /** @type {const} */ (['current', 'floor'])) {
      await runStep(process.stdout, `editor (${name})`, async (progress) => {
        const { version } = await installEditor(project, name, process.env, progress);
        return `Visual Studio Code ${version}`;
      });
    }
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    // The suites that need it fail, and say the same.
    console.log(error.message);
  }
}

/**
 * @param {Promise<void>} ready
 * @param {import('./testing/runSuites.mjs').Suite} suite
 * @returns {import('./testing/runSuites.mjs').Suite}
 */
function after(ready, suite) {
  return {
    name: suite.name,
    async run() {
      await ready;
      return suite.run();
    },
  };
}
