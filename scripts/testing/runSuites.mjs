/**
 * What a suite came to.
 * @typedef {object} SuiteResult
 * @property {number} passed
 * @property {number} failed
 * @property {string} output What to show when something failed.
 */

/** @typedef {{ name: string, run: () => Promise<SuiteResult> }} Suite */

/**
 * Runs suites, some at a time, each to its end whatever the others do.
 * @param {readonly Suite[]} suites
 * @param {number} atOnce
 * @param {(text: string) => void} report
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runSuites(suites, atOnce, report) {
  const waiting = [...suites];
  let passed = 0;
  let failed = 0;

  async function work() {
    for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift()) {
      report(`RUN  ${suite.name}`);
      const startedMs = performance.now();
      const result = atLeastOne(await suite.run().catch(notRun));
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
      passed += result.passed;
      failed += result.failed;
      const counts = `${result.passed} passed, ${result.failed} failed, ${seconds} s`;
      if (result.failed === 0) report(`PASS ${suite.name} (${counts})`);
      else report(`FAIL ${suite.name} (${counts})\n${indent(result.output)}`);
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return { passed, failed };
}

/** @param {number} passed @param {number} failed */
export function closingLine(passed, failed) {
  return `${passed} passed, ${failed} failed`;
}

/** A suite that ran nothing proves nothing. @param {SuiteResult} result @returns {SuiteResult} */
function atLeastOne(result) {
  if (result.passed + result.failed > 0) return result;
  return { ...result, failed: 1, output: `No test ran.\n${result.output}` };
}

/** @param {unknown} error @returns {SuiteResult} */
function notRun(error) {
  const output = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { passed: 0, failed: 1, output };
}

/** So that no line of a suite can be taken for the closing line. @param {string} text */
function indent(text) {
  return text.trimEnd().replace(/^/gm, '     ');
}
