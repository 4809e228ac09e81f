import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

declare const axe: { run(context: Document, options: RunOptions): Promise<AxeResults> };

/**
 * What axe-core finds wrong with a page or frame, a sentence each.
 *
 * Left out are the rules about the outline of a whole document: a webview is a part of the editor.
 *
 * @param behind the editor's colour that lies behind a transparent page; axe-core would take it for
 *   white
 */
export const violations = async (
  page: Page | Frame,
  behind: 'editor' | 'sideBar' = 'editor',
): Promise<string[]> => {
  await page.evaluate((place) => {
    document.documentElement.style.backgroundColor = `var(--vscode-${place}-background)`;
  }, behind);
  const file = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  // The debugger's door: the page's policy lets no other script in.
  await page.evaluate(readFileSync(file, 'utf8'));
  return page.evaluate(async () => {
    const results = await axe.run(document, {
      resultTypes: ['violations'],
      // Would fetch style sheets, which the policy forbids.
      preload: false,
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: {
        region: { enabled: false },
        'landmark-one-main': { enabled: false },
        'page-has-heading-one': { enabled: false },
      },
    });
    return results.violations.flatMap((violation) =>
      violation.nodes.map(
        (node) =>
          `${violation.id}: ${violation.help}, at ${node.target.join(' ')}: ${node.failureSummary ?? ''}`,
      ),
    );
  });
};
