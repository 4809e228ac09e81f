import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as z from 'zod';
import { describe, expect, it } from 'vitest';

import { placeholders, visibleTexts } from '../support/visibleTexts.js';

const project = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(project, path), 'utf8');
const readTexts = (path: string): Readonly<Record<string, string>> =>
  z.record(z.string(), z.string()).parse(JSON.parse(read(path)));

const filesBelow = (folder: string): string[] =>
  readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));

const sources = [
  'src/extension.ts',
  ...['src/engine', 'src/host', 'src/launcher', 'src/protocol', 'webview'].flatMap(filesBelow),
];
const found = sources.map((path) => ({ path, ...visibleTexts(read(path)) }));
const used = new Set(found.flatMap(({ texts }) => texts));

const sorted = (values: Iterable<string>): string[] => [...values].sort();

describe('visible texts', () => {
  it('are plain literals, so that each can be translated', () => {
    const computed = found.flatMap(({ path, computed: calls }) =>
      calls.map((call) => `${path}:${call}`),
    );
    expect(computed).toEqual([]);
  });

  it('are found in the host, in the webviews and in the engine', () => {
    expect(used).toContain('Resume a run');
    expect(used).toContain('There is no folder {0}; check the path.');
    expect(
      visibleTexts('l10n.t(`a`); words.t("b {0}", 1); t(c); sentence("d", 1); sentence(`${e}`);'),
    ).toEqual({
      texts: ['a', 'b {0}', 'd'],
      computed: ['1: t(c)', '1: sentence(`${e}`)'],
    });
  });
});

describe('the Korean bundle', () => {
  const korean = readTexts('l10n/bundle.l10n.ko.json');

  it('translates every text that is used, and no other', () => {
    expect({
      missing: sorted(used).filter((text) => !(text in korean)),
      superfluous: Object.keys(korean).filter((text) => !used.has(text)),
    }).toEqual({ missing: [], superfluous: [] });
  });

  it('keeps the places for values', () => {
    const differing = Object.entries(korean).filter(
      ([english, translation]) => placeholders(english).join() !== placeholders(translation).join(),
    );
    expect(differing).toEqual([]);
  });

  it('is sorted and translates nothing by nothing', () => {
    expect(Object.keys(korean)).toEqual(sorted(Object.keys(korean)));
    expect(Object.entries(korean).filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});

describe('the texts of the manifest', () => {
  const manifest = read('package.json');
  const asked = new Set([...manifest.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? ''));
  const english = readTexts('package.nls.json');
  const korean = readTexts('package.nls.ko.json');

  it('are all there in both languages, and no others', () => {
    expect(sorted(Object.keys(english))).toEqual(sorted(asked));
    expect(sorted(Object.keys(korean))).toEqual(sorted(asked));
  });

  it('lead to the same commands in both languages', () => {
    const commandsIn = (text: string | undefined): string[] =>
      sorted([...(text ?? '').matchAll(/\(command:([^)]+)\)/g)].map(([, id]) => id ?? ''));
    for (const key of asked) expect(commandsIn(korean[key]), key).toEqual(commandsIn(english[key]));
  });
});
