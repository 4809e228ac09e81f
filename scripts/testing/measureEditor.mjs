/**
 * Measures the extension inside its host:
 * `node scripts/testing/measureEditor.mjs current|floor|desktop <results file> activation|all`.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { reasonOf } from '../../src/tensorflowLibrary/fetchFailure.mjs';
import { bundleForHost } from './bundleExtensionSuites.mjs';
import { isEditorName, runInEditor } from './runInEditor.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));
const [editor = '', results, figures = 'all'] = process.argv.slice(2);
if (!isEditorName(editor) || results === undefined) {
  console.error('Name an editor (current, floor or desktop) and a file for the results.');
  process.exit(1);
}

const bundles = path.join(project, 'dist', 'test', 'figures', editor);
try {
  const script = path.join(project, 'test', 'extension', 'bench', 'figures.ts');
  await bundleForHost(project, [script], bundles);
  // The editor's extension host inherits it.
  process.env['PRETEXT_LAB_FIGURES'] = figures;
  await runInEditor(project, editor, path.join(bundles, 'bench', 'figures.js'), results);
} catch (error) {
  console.error(`The extension could not be measured: ${reasonOf(error)}.`);
  process.exitCode = 1;
}
