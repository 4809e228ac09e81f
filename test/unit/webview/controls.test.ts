import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

const webview = fileURLToPath(new URL('../../../webview', import.meta.url));
/** The package, its tags, and the variables that only its controls read. */
const traces =
  /@vscode\/webview-ui-toolkit|(?<!--)vscode-(?:button|checkbox|dropdown|option|progress-ring|text-field)\b|--input-min-width/;

it('only one file knows the package of the controls', () => {
  const files = readdirSync(webview, { recursive: true, encoding: 'utf8' });
  const using = files.filter(
    (name) => name.endsWith('.ts') && traces.test(readFileSync(join(webview, name), 'utf8')),
  );
  expect(using).toEqual([join('parts', 'controls.ts')]);
});
