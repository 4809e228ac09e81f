import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import { runTool, tailOf } from '../setup/runTool.mjs';

/**
 * What the suites say of themselves.
 * @typedef {object} ExtensionResults
 * @property {number} passed
 * @property {number} failed
 * @property {{ title: string, passed: boolean, error: string | null }[]} tests
 */

/**
 * The suites for the extension host, in one release of the editor.
 * @param {string} project
 * @param {string} reports Folder for its report.
 * @param {import('../editor/releases.mjs').ReleaseName} name
 * @returns {import('./runSuites.mjs').Suite}
 */
export function extensionSuite(project, reports, name) {
  return {
    name: `extension tests (${name})`,
    async run() {
      const report = path.join(reports, `extension-${name}.json`);
      await rm(report, { force: true });
      const script = path.join(project, 'scripts', 'testing', 'runExtensionTests.mjs');
      const { code, output } = await runTool(process.execPath, [script, name, report], {
        cwd: project,
        env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
      });
      return countExtensionTests(await readResults(report), code, output);
    },
  };
}

/**
 * Counts a run. Only the results file can say that tests passed; where it is missing, or where the
 * editor failed although all tests passed, that counts as one failed test.
 * @param {ExtensionResults | null} results
 * @param {number | null} code Exit code of the runner.
 * @param {string} output
 * @returns {import('./runSuites.mjs').SuiteResult}
 */
export function countExtensionTests(results, code, output) {
  if (results === null) {
    return { passed: 0, failed: 1, output: `It left no results.\n${tailOf(output, 60)}` };
  }
  const failures = results.tests.filter((test) => !test.passed);
  const outside = results.failed === 0 && code !== 0 ? 1 : 0;
  const sentences = failures.map(({ title, error }) => `${title}\n${error ?? ''}`);
  if (outside === 1) sentences.push(`It ended with ${code}.\n${tailOf(output, 60)}`);
  return {
    passed: results.passed,
    failed: results.failed + outside,
    output: sentences.join('\n\n'),
  };
}

/** @param {string} file @returns {Promise<ExtensionResults | null>} */
async function readResults(file) {
  try {
    /** @type {ExtensionResults} */
    const results = JSON.parse(await readFile(file, 'utf8'));
    return results;
  } catch {
    return null;
  }
}
