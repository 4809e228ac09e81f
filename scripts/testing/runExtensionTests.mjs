/**
 * Runs the suites for the extension host in one editor:
 * `node scripts/testing/runExtensionTests.mjs current|floor|desktop [results file]`.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { reasonOf } from '../../src/tensorflowLibrary/fetchFailure.mjs';
import { bundleExtensionSuites } from './bundleExtensionSuites.mjs';
import { isEditorName, runInEditor } from './runInEditor.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
const [editor = 'desktop', results = null] = process.argv.slice(2);
if (!isEditorName(editor)) {
  console.error(`There is no editor named ${editor}: name current, floor or desktop.`);
  process.exit(1);
}

// The editors run side by side, each with its own bundles.
const bundles = path.join(project, 'dist', 'test', 'extension', editor);
try {
  await runInEditor(project, editor, await bundleExtensionSuites(project, bundles), results);
} catch (error) {
  console.error(`The extension's tests failed: ${reasonOf(error)}.`);
  process.exitCode = 1;
}
