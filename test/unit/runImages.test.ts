/** Images of a run as they are described and shown. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { describeImages } from '../../src/engine/describeImages.js';
import { readPhotos, readThumbnails } from '../../src/engine/readPhotos.js';
import {
  writeImagesJson,
  writeRunJson,
  type SplitImage,
} from '../../src/engine/runFolder/runFolder.js';
import type { SkippedFile } from '../../src/protocol/run.js';
import { photoSchema, runImagesSchema } from '../../src/protocol/runContents.js';
import { inEnglish, sentence } from '../../src/protocol/sentence.js';
import { createNoisePng, createTestFolder, writeFileAt } from '../support/imageFolder.js';
import { runJson } from './runFolder/runFixtures.js';

const makeRun = async (
  folder: string,
  images: readonly SplitImage[],
  skipped: readonly SkippedFile[] = [],
): Promise<string> => {
  const runFolder = await mkdtemp(join(await createTestFolder(), 'run'));
  await writeRunJson(runFolder, { ...runJson('2025-01-01T00:00:00.000Z', 'completed'), folder });
  await writeImagesJson(runFolder, images, skipped);
  return runFolder;
};

const train = (path: string): SplitImage => ({ path, side: 'train' });

describe('photos of a run', () => {
  it('are the middle squares, at the side asked for, in the order asked for', async () => {
    const folder = await createTestFolder();
    // Red, green and blue thirds: the middle square of it is green.
    const pixels = Uint8Array.from({ length: 90 * 30 * 3 }, (_, i) =>
      i % 3 === Math.floor((Math.floor(i / 3) % 90) / 30) ? 255 : 0,
    );
    const wide = sharp(pixels, { raw: { width: 90, height: 30, channels: 3 } });
    await writeFileAt(join(folder, 'a', 'wide.png'), await wide.png().toBuffer());
    await writeFileAt(join(folder, 'noise.png'), await createNoisePng(1, 40, 50));
    const runFolder = await makeRun(folder, [train('a/wide.png'), train('noise.png')]);
    const paths = ['noise.png', 'a/wide.png', 'noise.png'];
    const photos = await readPhotos({ runFolder, paths, sidePx: 24 });
    expect(photos.map((photo) => photoSchema.parse(photo).path)).toEqual(paths);
    const { data, info } = await sharp(photos[1]?.image ?? undefined)
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ format: 'raw', width: 24, height: 24, channels: 3 });
    expect((await sharp(photos[1]?.image ?? undefined).metadata()).format).toBe('webp');
    for (let i = 0; i < data.length; i += 3) {
      expect(data[i + 1]).toBeGreaterThan(200);
      expect(data[i]).toBeLessThan(60);
      expect(data[i + 2]).toBeLessThan(60);
    }
  });

  it('come with a sentence instead where there is none', async () => {
    const folder = await createTestFolder();
    await writeFileAt(join(folder, 'good.png'), await createNoisePng(1, 20, 20));
    await writeFileAt(join(folder, 'unlisted.png'), await createNoisePng(2, 20, 20));
    await writeFile(join(folder, 'text.png'), 'no image');
    await mkdir(join(folder, 'folder.png'));
    await promisify(execFile)('mkfifo', [join(folder, 'pipe.png')]);
    await symlink(join(folder, 'nowhere'), join(folder, 'link.png'));
    const listed = ['good.png', 'text.png', 'folder.png', 'pipe.png', 'link.png', 'gone.png'];
    const runFolder = await makeRun(folder, listed.map(train));
    const paths = [...listed, 'unlisted.png', '../outside.png', '/etc/hostname'];
    const photos = await readPhotos({ runFolder, paths, sidePx: 16 });
    expect(photos.map(({ image }) => image !== null)).toEqual([
      true,
      ...photos.slice(1).map(() => false),
    ]);
    expect(photos.map(({ message }) => message && inEnglish(message))).toEqual([
      null,
      'The content is not that of an image.',
      'This is not a file any more.',
      'This is not a file any more.',
      'The file is not there any more.',
      'The file is not there any more.',
      "The file is not in the run's list of images.",
      "The file is not in the run's list of images.",
      "The file is not in the run's list of images.",
    ]);
  });

  it('are refused when the list names a path outside, or there is no run', async () => {
    const folder = await createTestFolder();
    const runFolder = await makeRun(join(folder, 'images'), [train('../outside.png')]);
    await writeFileAt(join(folder, 'outside.png'), await createNoisePng(1, 20, 20));
    const outside = readPhotos({ runFolder, paths: ['../outside.png'], sidePx: 16 });
    await expect(outside).rejects.toMatchObject({ code: 'runUnreadable' });
    const none = readPhotos({ runFolder: folder, paths: [], sidePx: 16 });
    await expect(none).rejects.toMatchObject({ code: 'runUnreadable' });
  });
});

describe('thumbnails of a folder', () => {
  it('are read by relative path, and not from outside', async () => {
    const folder = await createTestFolder();
    await writeFileAt(join(folder, 'sub', 'a.png'), await createNoisePng(1, 20, 20));
    await writeFileAt(join(folder, '..b.png'), await createNoisePng(2, 20, 20));
    await writeFileAt(join(folder, 'outside.png'), await createNoisePng(3, 20, 20));
    const paths = [
      'a.png',
      'gone.png',
      '../outside.png',
      join(folder, 'outside.png'),
      '.',
      'a.png',
    ];
    const photos = await readThumbnails({ folder: join(folder, 'sub'), paths, sidePx: 16 });
    expect(photos.map(({ path }) => path)).toEqual(paths);
    expect(photos.map(({ message }) => message && inEnglish(message))).toEqual([
      null,
      'The file is not there any more.',
      'The path leads out of the folder.',
      'The path leads out of the folder.',
      'The path leads out of the folder.',
      null,
    ]);
    const [dotted] = await readThumbnails({ folder, paths: ['..b.png'], sidePx: 16 });
    expect(dotted?.image).not.toBeNull();
  });
});

describe('images of a run', () => {
  it('are counted, and their headers read', async () => {
    const folder = await createTestFolder();
    const sizes = [
      [20, 16],
      [100, 40],
      [40, 200],
    ] as const;
    for (const [i, [width, height]] of sizes.entries()) {
      await writeFileAt(join(folder, 'cats', `${i}.png`), await createNoisePng(i, width, height));
    }
    const turned = await sharp(await createNoisePng(9, 70, 50))
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    await writeFileAt(join(folder, 'dogs', 'sub', 'turned.jpg'), turned);
    await writeFile(join(folder, 'drawing.png'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const images: SplitImage[] = [
      train('cats/0.png'),
      { path: 'cats/1.png', side: 'validation' },
      train('cats/2.png'),
      train('dogs/sub/turned.jpg'),
      train('drawing.png'),
      train('gone.png'),
    ];
    const runFolder = await makeRun(folder, images);
    const described = await describeImages(runFolder);
    expect(runImagesSchema.parse(described)).toEqual(described);
    expect(described).toEqual({
      folder,
      trainImages: 5,
      validationImages: 1,
      skipped: [],
      skippedTotal: 0,
      subfolders: { cats: 3, dogs: 1 },
      examples: images,
      sizes: {
        sampled: 4,
        edgesPx: [16, 32, 48, 64],
        counts: [1, 2, 1],
        medianWidthPx: 40,
        medianHeightPx: 40,
      },
    });
  });

  it('are told in bounded numbers', async () => {
    const folder = await createTestFolder();
    const images = Array.from({ length: 5000 }, (_, i) => train(`${i}.png`));
    const skipped = Array.from({ length: 1500 }, (_, i): SkippedFile => ({
      path: `bad${i}.png`,
      code: 'corrupt',
      message: sentence('It is.'),
    }));
    const described = await describeImages(await makeRun(folder, images, skipped));
    expect(described).toMatchObject({ trainImages: 5000, skippedTotal: 1500, subfolders: {} });
    expect(described.skipped).toEqual(skipped.slice(0, 1000));
    expect(described.examples).toHaveLength(200);
    expect(Number.parseInt(described.examples.at(-1)?.path ?? '', 10)).toBeGreaterThan(4900);
  });

  it('may be gone', async () => {
    const folder = await createTestFolder();
    const runFolder = await makeRun(folder, [train('a.png')]);
    await rm(folder, { recursive: true });
    expect((await describeImages(runFolder)).sizes).toEqual({
      sampled: 0,
      edgesPx: [],
      counts: [],
      medianWidthPx: 0,
      medianHeightPx: 0,
    });
  });

  it('are refused when their list is broken', async () => {
    const runFolder = await makeRun(await createTestFolder(), [train('a.png')]);
    await writeFile(join(runFolder, 'images.json'), '{"formatVersion":1,');
    await expect(describeImages(runFolder)).rejects.toMatchObject({ code: 'runUnreadable' });
  });
});
