import { describe, expect, it } from 'vitest';

import { hostDeath } from '../../../scripts/editor/hostDeath.mjs';
import { countExtensionTests } from '../../../scripts/testing/extensionSuite.mjs';

const passed = { title: 'the Lab opens', passed: true, error: null };
const failed = { title: 'the Lab closes', passed: false, error: 'Error: it stays' };

describe('countExtensionTests', () => {
  it('counts what the suites wrote', () => {
    const results = { passed: 1, failed: 1, tests: [passed, failed] };
    expect(countExtensionTests(results, 1, 'noise')).toEqual({
      passed: 1,
      failed: 1,
      output: 'the Lab closes\nError: it stays',
    });
  });

  it('believes no editor that ended well without results', () => {
    expect(countExtensionTests(null, 0, 'bye')).toMatchObject({ passed: 0, failed: 1 });
  });

  it('counts an editor that died after the last test', () => {
    const results = { passed: 1, failed: 0, tests: [passed] };
    expect(countExtensionTests(results, 70, 'killed')).toMatchObject({ passed: 1, failed: 1 });
  });
});

describe('hostDeath', () => {
  const end = (code: string, signal: string) =>
    `[18:00:12] Extension Host Process exited with code: ${code}, signal: ${signal}.\n`;

  it.each([
    ['null', 'SIGKILL'],
    ['134', 'null'],
  ])('notices an end with code %s and signal %s', (code, signal) => {
    const log = `${end('0', 'null')}${end(code, signal)}`;
    expect(hostDeath(log)).toContain(`code: ${code}, signal: ${signal}`);
  });

  it('is content with a host that ended well', () => {
    expect(hostDeath(end('0', 'null'))).toBeNull();
  });
});
