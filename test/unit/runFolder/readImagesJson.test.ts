import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readImagesJson, type ImagesLine } from '../../../src/engine/runFolder/readImagesJson.js';
import { writeImagesJson, type SplitImage } from '../../../src/engine/runFolder/runFolder.js';
import type { SkippedFile } from '../../../src/protocol/run.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { temporaryFolder } from './runFixtures.js';

const images: SplitImage[] = [
  { path: 'a/ö "quoted", .png', side: 'train' },
  { path: 'b..c/d.png', side: 'validation' },
];
const skipped: SkippedFile[] = [
  { path: 'broken.png', code: 'corrupt', message: sentence('It is {0}.\n],', 'x') },
];

const readAll = async (runFolder: string): Promise<ImagesLine[]> => {
  const lines: ImagesLine[] = [];
  for await (const line of readImagesJson(runFolder)) lines.push(line);
  return lines;
};

const readText = async (text: string): Promise<ImagesLine[]> => {
  const runFolder = await temporaryFolder();
  await writeFile(join(runFolder, 'images.json'), text);
  return readAll(runFolder);
};

const textWithPath = (path: string): string =>
  `{"formatVersion":1,\n"images":[\n${JSON.stringify({ path, side: 'train' })}\n],\n"skipped":[\n]}\n`;

describe('images.json', () => {
  it('of an earlier version tells in finished texts why files were left out', async () => {
    const file = JSON.stringify({ path: 'a.png', code: 'corrupt', message: 'It is {0}.' });
    const text = `{"formatVersion":1,\n"images":[\n],\n"skipped":[\n${file}\n]}\n`;
    expect(await readText(text)).toEqual([
      {
        kind: 'skipped',
        file: { path: 'a.png', code: 'corrupt', message: { text: 'It is {0}.', values: [] } },
      },
    ]);
  });

  it('is read back as it was written', async () => {
    const runFolder = await temporaryFolder();
    await writeImagesJson(runFolder, images, skipped);
    expect(await readAll(runFolder)).toEqual([
      ...images.map((image) => ({ kind: 'image', image })),
      ...skipped.map((file) => ({ kind: 'skipped', file })),
    ]);
  });

  it('may be empty', async () => {
    const runFolder = await temporaryFolder();
    await writeImagesJson(runFolder, [], []);
    expect(await readAll(runFolder)).toEqual([]);
  });

  it.each([
    '../secret.png',
    'a/../../secret.png',
    '/etc/secret.png',
    'a//b.png',
    './a.png',
    '',
    'a\0b',
  ])('is refused when it names the path %j', async (path) => {
    await expect(readText(textWithPath(path))).rejects.toMatchObject({ code: 'runUnreadable' });
  });

  it('is refused when it is damaged, in words', async () => {
    const runFolder = await temporaryFolder();
    await writeImagesJson(runFolder, images, skipped);
    const text = await readFile(join(runFolder, 'images.json'), 'utf8');
    const lines = text.split('\n');
    for (let kept = 0; kept < lines.length - 1; kept++) {
      const torn = readText(lines.slice(0, kept).join('\n'));
      await expect(torn).rejects.toThrow('it ends too early');
    }
    await expect(readText(text.replace('"side"', '"sode"'))).rejects.toMatchObject({
      code: 'runUnreadable',
    });
    await expect(readText(text.replace('{"path"', '{path'))).rejects.toThrow('is not JSON');
    await expect(readText(`${text}more`)).rejects.toThrow('out of place');
    await expect(readText(text.replace('Version":1', 'Version":2'))).rejects.toThrow('update it');
    await expect(readText('hello')).rejects.toThrow('is not JSON');
  });

  it('is refused when it is missing or a link', async () => {
    const folder = await temporaryFolder();
    await writeImagesJson(folder, images, skipped);
    const runFolder = join(folder, 'run');
    await mkdir(runFolder);
    await expect(readAll(runFolder)).rejects.toMatchObject({ code: 'runUnreadable' });
    await symlink('../images.json', join(runFolder, 'images.json'));
    await expect(readAll(runFolder)).rejects.toThrow('not a regular file');
  });
});
