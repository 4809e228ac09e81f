/**
 * Runs every check and every test, goes on after failures, and ends with one line that counts
 * them. The project must be set up.
 */
import os from 'node:os';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { closingLine, runSuites } from './testing/runSuites.mjs';
import { checkSuite, vitestSuite } from './testing/suites.mjs';

const project = fileURLToPath(new URL('..', import.meta.url));
const reports = path.join(project, 'node_modules', '.cache', 'pretext-lab', 'reports');
await mkdir(reports, { recursive: true });

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
    vitestSuite(project, reports, 'engine'),
  ],
  Math.min(2, os.availableParallelism()),
  (text) => console.log(text),
);
const { passed, failed } = results;
console.log(closingLine(passed, failed));
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
