import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { isAllowed } from '../../../scripts/packaging/licences/allowed.mjs';
import { componentsOf, type Component } from '../../../scripts/packaging/licences/components.mjs';
import { libvipsParts } from '../../../scripts/packaging/licences/libvipsParts.mjs';
import { noticesText } from '../../../scripts/packaging/licences/notices.mjs';
import { SetupFailure } from '../../../scripts/setup/failure.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pretext lab licences '));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Writes a package and gives its folder. */
const makePackage = async (
  manifest: { name: string; license?: unknown },
  files: Readonly<Record<string, string>> = { LICENSE: 'Copyright somebody.\r\nDo as you like.' },
): Promise<string> => {
  const place = join(folder, manifest.name);
  const all = { 'package.json': JSON.stringify({ version: '1.2.3', ...manifest }), ...files };
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(join(place, name)), { recursive: true });
    await writeFile(join(place, name), content);
  }
  return place;
};

describe('licences', () => {
  it.each(['MIT', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND MIT', 'LGPL-3.0-or-later'])(
    'allow: %s',
    (expression) => {
      expect(isAllowed(expression)).toBe(true);
    },
  );

  it.each([
    ...['GPL-3.0-only', 'AGPL-3.0-or-later', 'MIT AND GPL-2.0-only', 'UNLICENSED', 'CC-BY-NC-4.0'],
    // With an exception that nobody has read; no expression at all.
    ...['Apache-2.0 WITH LLVM-exception', 'SEE LICENSE IN LICENSE', 'MIT License', ''],
  ])('do not allow: %s', (expression) => {
    expect(isAllowed(expression)).toBe(false);
  });
});

describe('components of packages', () => {
  it('stop the packaging when their licence is not allowed', async () => {
    const good = await makePackage({ name: 'good', license: 'MIT' });
    const strict = await makePackage({ name: 'strict', license: 'GPL-3.0-only' });
    const silent = await makePackage({ name: 'silent' });
    const refusal = componentsOf([good, strict, silent]);
    await expect(refusal).rejects.toThrow(SetupFailure);
    await expect(refusal).rejects.toThrow(
      /does not allow: silent 1\.2\.3 \(none named\), strict 1\.2\.3 \(GPL-3\.0-only\)\. Leave it out/,
    );
  });

  it('stop it when nobody knows whose they are', async () => {
    const bare = await makePackage({ name: 'bare', license: 'MIT' }, {});
    await expect(componentsOf([bare])).rejects.toThrow(/bare 1\.2\.3 brings no licence text/);
  });

  it('stop it when they bring compiled files that nobody has looked into', async () => {
    const files = { LICENSE: 'text', 'lib/fast.node': '' };
    const unknown = await makePackage({ name: 'unknown', license: 'MIT' }, files);
    await expect(componentsOf([unknown])).rejects.toThrow(
      /unknown 1\.2\.3 brings compiled files \(.*fast\.node\).*does not say what is in them/,
    );
    const newer = await makePackage({ name: 'webgpu', license: 'MIT' }, files);
    await expect(componentsOf([newer])).rejects.toThrow(/webgpu 1\.2\.3 .*says only of 0\.6\.2/);
  });

  it('come in order, each once, with their texts', async () => {
    const b = await makePackage({ name: 'b', license: 'ISC' });
    const a = await makePackage({ name: 'a', license: 'MIT' });
    const components = await componentsOf([b, a, b]);
    expect(components.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(components[0]).toMatchObject({ version: '1.2.3', licence: 'MIT', copyrights: [] });
    expect(components[0]?.texts).toEqual([expect.stringContaining('Do as you like')]);
  });
});

describe('the parts of libvips', () => {
  const row = (name: string, terms: string): string => `| ${name}   | ${terms}   |`;
  const head = [row('Library', 'Used under the terms of'), '|---|---|'];

  it('are read from its own notice', () => {
    const table = [...head, row('glib', 'LGPLv3'), row('libpng', '[libpng License](https://x.y)')];
    expect(libvipsParts(table.join('\n'), '{"glib":"2.90","png":"1.6"}', 'as part of x')).toEqual([
      expect.objectContaining({
        name: 'glib',
        version: '2.90, as part of x',
        licence: 'LGPL-3.0-or-later',
      }),
      expect.objectContaining({
        name: 'libpng',
        version: '1.6, as part of x',
        licence: 'libpng-2.0',
      }),
    ]);
  });

  it('stop the packaging when their terms are new, or the table is gone', () => {
    const table = [...head, row('newlib', 'Business Source License')].join('\n');
    expect(() => libvipsParts(table, '{}', 'as part of x')).toThrow(
      /brings newlib under terms .* does not know: Business Source License/,
    );
    expect(() => libvipsParts('# Licensing', '{}', 'as part of x')).toThrow(
      /no table of its parts/,
    );
  });
});

describe('the notices', () => {
  const component = (changed: Partial<Component>): Component => ({
    name: 'thing',
    version: '1.0.0',
    licence: 'MIT',
    copyrights: [],
    texts: [],
    notes: [],
    ...changed,
  });

  it('have the text that came along, in the line ends of this file', () => {
    const text = noticesText('Lab', [component({ texts: ['\uFEFFFirst\r\nsecond\n\n'] })]);
    expect(text).toContain('thing (1.0.0)\nLicence: MIT\n');
    expect(text).toContain('\nFirst\nsecond');
    expect(text).not.toContain('\r');
    expect(text).not.toContain('Text of MIT');
  });

  it('have the text of the licence where none came along', () => {
    const text = noticesText('Lab', [component({ copyrights: ['Copyright A'], licence: 'ISC' })]);
    expect(text).toContain('Licence: ISC\nCopyright A');
    expect(text).toMatch(/Text of ISC\n=+\n\nISC License/);
  });

  it('say where the source of libraries under the lesser GNU licence is', () => {
    const text = noticesText('Lab', [
      component({ name: '@img/sharp-libvips-linux-x64', licence: 'LGPL-3.0-or-later' }),
      component({ name: 'libvips', version: '8.18.7, as part of x', licence: 'LGPL-3.0-or-later' }),
    ]);
    expect(text).toContain('may be replaced by changed ones');
    expect(text).toContain('https://github.com/libvips/libvips/releases/tag/v8.18.7');
    expect(text).toMatch(/Text of LGPL-3\.0-or-later\n=+\n\nGNU LESSER GENERAL PUBLIC LICENSE/);
  });
});
