import type { Locator, Page } from 'playwright-core';

import { until } from './until.js';

const attemptMs = 3_000;

/** Runs a command from the palette, found by its whole title such as `Pretext Lab: Open Lab`. */
export const runCommand = async (page: Page, title: string): Promise<void> => {
  // A webview or a notification that opens meanwhile takes the focus, and the palette closes.
  await until(async () => {
    const row = await findCommand(page, title);
    if (row === null) {
      // An open palette does not look again when the same words are put in.
      await page.keyboard.press('Escape');
      return null;
    }
    await row.click({ timeout: attemptMs });
    // The command may ask for something in a list of its own, so only its row is sure to go.
    await row.waitFor({ state: 'hidden', timeout: attemptMs });
    return true;
  }, `the command "${title}"`);
};

/** Whether the palette offers a command now. It offers those that are enabled. */
export const offersCommand = (page: Page, title: string): Promise<boolean> =>
  until(async () => {
    const row = await findCommand(page, title);
    await page.keyboard.press('Escape');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden', timeout: attemptMs });
    return row !== null;
  }, `an answer whether there is a command "${title}"`);

/** The command's row in the opened palette, or null when it is not there. */
const findCommand = async (page: Page, title: string): Promise<Locator | null> => {
  await page.keyboard.press('F1');
  const widget = page.locator('.quick-input-widget');
  const input = widget.locator('input').first();
  await input.waitFor({ timeout: attemptMs });
  await input.fill(`>${title}`, { timeout: attemptMs });
  const rows = widget.locator('.quick-input-list .monaco-list-row');
  const label = page.locator('.label-name').getByText(title, { exact: true });
  const row = rows.filter({ has: label }).first();
  // The list follows the input late. It has caught up when its first row shows what it has of the
  // input, or says that it is only similar, or that there is nothing.
  const answer = ':has(.highlight), [aria-label$="similar commands"], [aria-label^="No matching"]';
  const caughtUp = rows.first().and(page.locator(answer));
  await row.or(caughtUp).first().waitFor({ timeout: attemptMs });
  return (await row.count()) > 0 ? row : null;
};
