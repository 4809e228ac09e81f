/** Pictures of what a user sees, in the three kinds of themes. */
import type { TestContext } from 'vitest';

import type { Workbench } from '../../support/editor/workbench.js';

/** Names as the editor lists them, and what tells on its page that one is on. */
const themes = {
  dark: { label: 'Dark Modern', workbench: '.monaco-workbench.vs-dark' },
  light: { label: 'Light Modern', workbench: '.monaco-workbench.vs' },
  hc: { label: 'Dark High Contrast', workbench: '.monaco-workbench.hc-black' },
} as const;
export type ThemeName = keyof typeof themes;

/** Turns the editor to each theme in turn, the usual one last. */
export const inEachTheme = async (
  session: Workbench,
  work: (theme: ThemeName) => Promise<void>,
): Promise<void> => {
  const { page } = session;
  for (const theme of ['hc', 'light', 'dark'] as const) {
    const { label, workbench } = themes[theme];
    await session.runCommand('Preferences: Color Theme');
    const list = page.locator('.quick-input-widget');
    await list.locator('input').first().fill(label);
    await list.getByRole('option', { name: label }).first().click();
    await list.waitFor({ state: 'hidden' });
    await page.locator(workbench).waitFor();
    await work(theme);
  }
};

/** Writes `test-results/screenshots/<theme>-<what>.png`. */
export const picture = (session: Workbench, theme: ThemeName, what: string): Promise<void> =>
  session.screenshot(`screenshots/${theme}-${what}`);

/** Writes `test-results/failures/<name of the test>.png` when a test has failed. */
export const pictureOfFailure = async (
  session: Workbench,
  { name, result }: TestContext['task'],
): Promise<void> => {
  if (result?.state === 'fail') await session.screenshot(`failures/${name.replace(/\W+/g, '-')}`);
};
