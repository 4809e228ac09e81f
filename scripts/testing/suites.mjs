import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import { runTool } from '../setup/runTool.mjs';

/**
 * A tool that checks the whole project and counts as one test.
 * @param {string} project
 * @param {string} name
 * @param {string} packageName
 * @param {string} bin Name of the program in that package.
 * @param {readonly string[]} args
 * @returns {import('./runSuites.mjs').Suite}
 */
export function checkSuite(project, name, packageName, bin, args) {
  return {
    name,
    async run() {
      const { code, output } = await runPackageTool(project, packageName, bin, args);
      return code === 0
        ? { passed: 1, failed: 0, output }
        : { passed: 0, failed: 1, output: output === '' ? `It ended with ${code}.` : output };
    },
  };
}

/**
 * One project of the test runner; each of its tests counts.
 * @param {string} project
 * @param {string} reports Folder for its report.
 * @param {string} name Name of the test project, which is that of its folder too.
 * @returns {import('./runSuites.mjs').Suite}
 */
export function vitestSuite(project, reports, name) {
  return {
    name: `${name} tests`,
    async run() {
      const report = path.join(reports, `${name}.json`);
      await rm(report, { force: true });
      const { code, output } = await runPackageTool(project, 'vitest', 'vitest', [
        ...['run', '--project', name, '--reporter', 'default', '--reporter', 'json'],
        ...['--outputFile.json', report],
      ]);
      const counts = /** @type {VitestReport} */ (JSON.parse(await readFile(report, 'utf8')));
      return countTests(counts, code, output);
    },
  };
}

/**
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numTotalTests
 * @property {{ status: string, assertionResults: unknown[] }[]} testResults One for each file.
 */

/**
 * Counts a report. A test that did not run counts as failed, a file that could not be loaded as
 * one failed test, and so does an error outside any test.
 * @param {VitestReport} report
 * @param {number | null} code Exit code of the runner.
 * @param {string} output
 * @returns {import('./runSuites.mjs').SuiteResult}
 */
export function countTests(report, code, output) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = report.numTotalTests - report.numPassedTests + brokenFiles;
  const outside = failed === 0 && code !== 0 ? 1 : 0;
  return { passed: report.numPassedTests, failed: failed + outside, output };
}

/**
 * Runs a program of an installed package on this very Node.
 * @param {string} project
 * @param {string} packageName
 * @param {string} bin
 * @param {readonly string[]} args
 */
async function runPackageTool(project, packageName, bin, args) {
  const folder = path.join(project, 'node_modules', packageName);
  const manifest = /** @type {{ bin: string | Record<string, string> }} */ (
    JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'))
  );
  const script = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[bin];
  if (script === undefined) throw new Error(`${packageName} has no program named ${bin}`);
  // Colours would be noise in the log of a failure.
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  return runTool(process.execPath, [path.join(folder, script), ...args], { cwd: project, env });
}
