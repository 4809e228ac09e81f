import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { previewSamples } from '../../src/engine/previewSamples.js';
import { defaultRunConfig } from '../../src/protocol/defaultConfig.js';
import type { Task } from '../../src/protocol/run.js';
import { sceneJpeg } from './data/makeImages.js';

let folder = '';
let target = '';
const preview = (task: Task, outFile: string) =>
  previewSamples(
    { folder, count: 2, config: defaultRunConfig(task), outFile: join(target, outFile) },
    () => undefined,
  );

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preview '));
  target = await mkdtemp(join(tmpdir(), 'preview sheets '));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await rm(target, { recursive: true });
});

describe('a preview', () => {
  it('of both tasks has the views of each, one section below the other', async () => {
    for (const name of ['a', 'b']) {
      await sharp(await sceneJpeg(200, 160)).toFile(join(folder, `${name}.jpg`));
    }
    const jigsaw = await preview('jigsaw', 'jigsaw.png');
    const both = await preview('both', 'both.png');
    expect(both.images).toEqual(jigsaw.images);
    expect(both.heightPx).toBeGreaterThan(jigsaw.heightPx);
    const sheet = sharp(await readFile(both.file));
    const { width, height, channels } = await sheet.metadata();
    expect([width, height, channels]).toEqual([both.widthPx, both.heightPx, 3]);
    // The second section is the sheet of the jigsaw alone, pixel by pixel.
    const top = both.heightPx - jigsaw.heightPx;
    const section = { left: 0, top, width: jigsaw.widthPx, height: jigsaw.heightPx };
    const alone = await sharp(await readFile(jigsaw.file))
      .raw()
      .toBuffer();
    expect((await sheet.extract(section).raw().toBuffer()).equals(alone)).toBe(true);
  });

  it.each([
    ['missing/sheet.png', /there is no folder .*missing; make it first, .* \(--out\)\.$/],
    ['a folder', /it is a folder; choose a file in it \(--out\)\.$/],
    [`${'long'.repeat(80)}.png`, /\(ENAMETOOLONG\)\. .* \(--out\)\.$/],
  ])('that cannot be written to %s says so', async (outFile, words) => {
    await sharp(await sceneJpeg(50, 50)).toFile(join(folder, 'a.jpg'));
    await mkdir(join(target, 'a folder'));
    await expect(preview('rotation', outFile)).rejects.toMatchObject({
      code: 'notWritable',
      message: expect.stringMatching(words) as string,
    });
  });
});
