import type { Page } from 'playwright-core';

/**
 * Collects what goes wrong in the pages of the extension, wherever in the window they are. The
 * editor has messages of its own, which do not count.
 */
export const watchPages = (page: Page): readonly string[] => {
  const problems: string[] = [];
  const isOurs = (place: string): boolean => place.includes('/dist/panel.js');
  page.on('console', (message) => {
    const text = message.text();
    const ofThePolicy = /Content Security Policy/i.test(text);
    // A refusal names the page, not who asked.
    const isError = message.type() === 'error' && isOurs(`${message.location().url} ${text}`);
    if (ofThePolicy || isError) problems.push(text);
  });
  page.on('pageerror', (error) => {
    if (isOurs(error.stack ?? '')) problems.push(error.stack ?? error.message);
  });
  return problems;
};
