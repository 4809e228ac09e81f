import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { listFiles, PackageManager } from '@vscode/vsce';
import { describe, expect, it } from 'vitest';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** Readers of the packaged README see its pictures too. */
const picturesOfReadme = (): string[] =>
  [...readFileSync(`${project}/README.md`, 'utf8').matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].flatMap(
    ([, picture]) => picture ?? [],
  );

/** Laid out by scripts/packaging/stage.mjs, which takes none of it from the checkout's `dist`. */
const laidOutByPackaging =
  /^(?:dist\/(?:native\/|node_modules\/|target\.json$)|THIRD-PARTY-NOTICES\.txt$)/;

describe('the package of the extension', () => {
  it('holds of the checkout what the editor and the engine load, and nothing else', async () => {
    const files = await listFiles({
      cwd: project,
      packageManager: PackageManager.None,
      ignoreFile: `${project}/.vscodeignore`,
    });
    const expected = [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/engine.js',
      'dist/extension.cjs',
      'dist/loader.js',
      'dist/panel.js',
      'dist/tensorflowInstaller.cjs',
      'dist/wasm/tfjs-backend-wasm-simd.wasm',
      'dist/wasm/tfjs-backend-wasm-threaded-simd.wasm',
      'dist/wasm/tfjs-backend-wasm.wasm',
      'l10n/bundle.l10n.ko.json',
      'media/activity.svg',
      'media/icon.png',
      ...picturesOfReadme(),
      'media/walkthrough/firstRun.svg',
      'media/walkthrough/readLab.svg',
      'media/walkthrough/sampleFolder.svg',
      'media/walkthrough/useResult.svg',
      'package.json',
      'package.nls.json',
      'package.nls.ko.json',
    ];
    const listed = files.map((file) => file.replaceAll('\\', '/'));
    const taken = listed.filter((file) => !laidOutByPackaging.test(file)).sort();
    expect(taken).toEqual(expected.sort());
  });

  it('is listed by lines that each allow something', () => {
    const lines = readFileSync(`${project}/.vscodeignore`, 'utf8').split('\n');
    const rules = lines.filter((line) => line !== '' && !line.startsWith('#'));
    expect(rules[0]).toBe('**');
    expect(rules.slice(1).filter((rule) => !rule.startsWith('!'))).toEqual([]);
  });
});
