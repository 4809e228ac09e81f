import { describe, expect, it } from 'vitest';

import { closingLine, runSuites } from '../../../scripts/testing/runSuites.mjs';
import { countTests } from '../../../scripts/testing/suites.mjs';

function suite(name: string, passed: number, failed: number, output = '') {
  return { name, run: () => Promise.resolve({ passed, failed, output }) };
}

describe('runSuites', () => {
  it('runs all after a failure and counts together', async () => {
    const lines: string[] = [];
    const totals = await runSuites(
      [
        suite('one', 3, 0),
        { name: 'two', run: () => Promise.reject(new Error('could not start')) },
        suite('three', 4, 2, '9 passed, 0 failed\nmore'),
      ],
      2,
      (text) => lines.push(text),
    );
    expect(totals).toEqual({ passed: 7, failed: 3 });
    expect(lines.find((line) => line.startsWith('FAIL two'))).toContain('could not start');
    expect(lines.join('\n')).not.toMatch(/^\d+ passed, \d+ failed$/m);
    expect(closingLine(7, 3)).toBe('7 passed, 3 failed');
  });

  it('counts a suite without a test as failed', async () => {
    const totals = await runSuites([suite('none', 0, 0)], 1, () => undefined);
    expect(totals).toEqual({ passed: 0, failed: 1 });
  });
});

describe('countTests', () => {
  const file = { status: 'passed', assertionResults: [{}] };

  it('counts passed tests and takes every other one for failed', () => {
    const report = { numTotalTests: 5, numPassedTests: 3, testResults: [file] };
    expect(countTests(report, 1, 'said')).toEqual({ passed: 3, failed: 2, output: 'said' });
  });

  it('counts a file that did not load, and an error outside the tests', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const report = { numTotalTests: 3, numPassedTests: 3, testResults: [file, broken] };
    expect(countTests(report, 1, '').failed).toBe(1);
    expect(countTests({ ...report, numTotalTests: 4 }, 1, '').failed).toBe(2);
    expect(countTests({ ...report, testResults: [file] }, 1, '').failed).toBe(1);
    expect(countTests({ ...report, testResults: [file] }, 0, '').failed).toBe(0);
  });
});
