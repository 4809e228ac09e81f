import { describe, expect, it } from 'vitest';

import { findChromium } from '../../../scripts/editor/chromium.mjs';
import type { ToolResult } from '../../../scripts/setup/runTool.mjs';

const progress = { say: () => undefined, share: () => undefined };

/** A machine on which some programs answer, and say what they are. */
const machineWith = (programs: Readonly<Record<string, string>>) => (command: string) => {
  const stdout = programs[command];
  const result: ToolResult = {
    code: stdout === undefined ? 1 : 0,
    signal: null,
    stdout: stdout ?? '',
    output: stdout ?? '',
    started: stdout !== undefined,
  };
  return Promise.resolve(result);
};

describe('findChromium', () => {
  it('takes the program that CHROMIUM names', async () => {
    const run = machineWith({ '/opt/a browser': 'Chromium 150', chromium: 'Chromium 140' });
    expect(await findChromium({ CHROMIUM: '/opt/a browser' }, progress, run)).toBe(
      '/opt/a browser',
    );
  });

  it('says which program does not run', async () => {
    const found = findChromium({ CHROMIUM: '/opt/none' }, progress, machineWith({}));
    await expect(found).rejects.toThrow('The browser named by CHROMIUM, /opt/none, does not run');
  });

  it('passes over a signpost that only says how to install the browser', async () => {
    const run = machineWith({
      chromium: 'Install the snap to run this program',
      'google-chrome': 'Google Chrome 150',
    });
    expect(await findChromium({}, progress, run)).toBe('google-chrome');
  });
});
