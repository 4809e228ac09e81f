/**
 * Runs inside the extension host: every suite beside this bundle. The editor calls `run` and ends
 * when it settles.
 */
import { readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import Mocha from 'mocha';

/** What a run of the suites came to, as its results file says it. */
interface Results {
  passed: number;
  failed: number;
  tests: { title: string; passed: boolean; error: string | null }[];
}

const suites = path.dirname(fileURLToPath(import.meta.url));
/** `dist/`, of which the suites lie three folders deep. */
const ownBundles = path.resolve(suites, '..', '..', '..') + path.sep;

export const run = async (): Promise<void> => {
  const resultsFile = process.env['PRETEXT_LAB_RESULTS'];
  if (resultsFile === undefined) throw new Error('PRETEXT_LAB_RESULTS names no file for results.');
  process.setSourceMapsEnabled(true);

  const mocha = new Mocha({
    ui: 'tdd',
    timeout: 60_000,
    color: false,
    forbidOnly: true,
    forbidPending: true,
    failZero: true,
    // For work on one suite.
    grep: process.env['PRETEXT_LAB_GREP'] ?? '',
  });
  const files = (await readdir(suites, { recursive: true }))
    .filter((name) => name.endsWith('.suite.js'))
    .sort();
  for (const file of files) mocha.addFile(path.join(suites, file));
  await mocha.loadFilesAsync();

  const results = await runAll(mocha);
  // Whole or not at all: a host that is killed while it writes must not leave good news.
  await writeFile(`${resultsFile}.partial`, JSON.stringify(results, null, 2));
  await rename(`${resultsFile}.partial`, resultsFile);
  if (results.failed > 0) throw new Error(`${results.failed} tests failed`);
};

const runAll = (mocha: Mocha): Promise<Results> =>
  new Promise((resolve) => {
    const results: Results = { passed: 0, failed: 0, tests: [] };
    // What nobody waits for belongs to no test, and must not get lost. Other extensions run in this
    // process too, and theirs does not count.
    const stray = (error: unknown): void => {
      if (error instanceof Error && error.stack?.includes(ownBundles) === true) {
        add('outside any test', error);
      }
    };
    const add = (title: string, error: unknown): void => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      results.tests.push({ title, passed: error === null, error: error === null ? null : message });
      if (error === null) results.passed++;
      else results.failed++;
    };
    const runner = mocha.run((failures) => {
      process.off('unhandledRejection', stray);
      // Mocha counts an empty run as failed without naming a test.
      if (failures > 0 && results.failed === 0) add('all suites', new Error('No test ran'));
      resolve(results);
    });
    process.on('unhandledRejection', stray);
    runner.on('pass', (test) => add(test.fullTitle(), null));
    runner.on('fail', (test, error: unknown) => add(test.fullTitle(), error));
  });
