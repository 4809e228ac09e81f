import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { literalTexts } from '../support/literalTexts.js';

const project = fileURLToPath(new URL('../..', import.meta.url));
const sources = ['src/host', 'webview'].flatMap((folder) =>
  readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);

describe('texts that the user reads', () => {
  it('are none that nobody can translate', () => {
    const found = sources.flatMap((path) =>
      literalTexts(readFileSync(join(project, path), 'utf8')).map((text) => `${path}:${text}`),
    );
    expect(found).toEqual([]);
  });

  it('are found between tags', () => {
    expect(literalTexts('html`<p class="a">Plain ${x}</p> <b>${t("Fine")} × 3 %</b>`')).toEqual([
      '1: Plain',
    ]);
    expect(literalTexts('html`<p title=${a > b ? "c" : "d"}>\n  ${x} of ${y}\n</p>`')).toEqual([
      '1: of',
    ]);
    expect(literalTexts('svg`<text>Loss</text>`')).toEqual(['1: Loss']);
  });

  it('are found in attributes that are shown or read aloud', () => {
    expect(
      literalTexts('html`<i title="Open ${x}" aria-label=${y} class="open"></i><b label=Now></b>`'),
    ).toEqual(['1: Open', '1: Now']);
    expect(literalTexts('html`<img alt="" /><input placeholder="Name" />`')).toEqual(['1: Name']);
  });

  it('are found in what is handed to the editor', () => {
    expect(literalTexts('window.showErrorMessage(`Failed: ${x}`, l10n.t("Show Log"));')).toEqual([
      '1: Failed:',
    ]);
    expect(literalTexts('window.withProgress({ location, title: "Waiting" }, work);')).toEqual([
      '1: Waiting',
    ]);
    expect(literalTexts('item.text = "$(pulse) Training"; item.name = "x";')).toEqual([
      '1: $(pulse) Training',
    ]);
    expect(literalTexts('item.tooltip = l10n.t("Fine"); log.info("Fine too");')).toEqual([]);
  });
});
