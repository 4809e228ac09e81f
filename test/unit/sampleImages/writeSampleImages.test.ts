import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/labError.js';
import { sceneClasses } from '../../../src/engine/sampleImages/subjects.js';
import {
  writeSampleImages,
  type SampleImagesOptions,
} from '../../../src/engine/sampleImages/writeSampleImages.js';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sample images '));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const ignore = (): void => undefined;

const write = (options: Partial<SampleImagesOptions>) =>
  writeSampleImages({ folder, count: 14, seed: 5, sizePx: 36, onProgress: ignore, ...options });

const errorCode = (error: unknown): string =>
  error instanceof LabError ? error.code : `not a LabError: ${String(error)}`;

/** Relative path to bytes, of every picture in the folder. */
const readPictures = async (root: string): Promise<Map<string, Buffer>> => {
  const entries = await readdir(root, { recursive: true });
  const pictures = entries.filter((name) => /\.(jpg|png|webp)$/.test(name)).sort();
  return new Map(
    await Promise.all(
      pictures.map(async (name) => [name, await readFile(join(root, name))] as const),
    ),
  );
};

describe('writeSampleImages', () => {
  it('deals the pictures out evenly and reports its progress', async () => {
    const reports: (readonly [number, number])[] = [];
    const count = 2 * sceneClasses.length + 3;
    const result = await write({
      count,
      onProgress: (done, total) => {
        reports.push([done, total]);
      },
    });
    expect(result).toEqual({ written: count, classes: [...sceneClasses] });
    const perClass = await Promise.all(
      sceneClasses.map(async (name) => (await readdir(join(folder, name))).length),
    );
    expect(Math.min(...perClass)).toBe(2);
    expect(Math.max(...perClass)).toBe(3);
    expect(perClass.reduce((sum, files) => sum + files)).toBe(count);
    expect(reports.at(-1)).toEqual([count, count]);
    expect(reports.map(([done]) => done)).toEqual(
      reports.map(([done]) => done).sort((a, b) => a - b),
    );
  });

  it('writes files that sharp reads, with the size asked for', async () => {
    await write({ count: 36 });
    const pictures = await readPictures(folder);
    expect(pictures.size).toBe(36);
    const formats = new Set<string>();
    const ratios = new Set<number>();
    for (const bytes of pictures.values()) {
      const { width, height, format, channels } = await sharp(bytes).metadata();
      await sharp(bytes).raw().toBuffer();
      expect(Math.min(width, height)).toBe(36);
      expect(Math.max(width, height)).toBeLessThanOrEqual(54);
      expect(channels).toBe(3);
      formats.add(format);
      ratios.add(width / height);
    }
    expect([...formats].sort()).toEqual(['jpeg', 'png', 'webp']);
    expect(ratios.size).toBeGreaterThan(3);
  });

  it('keeps every picture when the count grows, and drops old ones when it shrinks', async () => {
    await write({ count: 14 });
    const few = await readPictures(folder);
    await write({ count: 17 });
    const more = await readPictures(folder);
    expect(more.size).toBe(17);
    for (const [name, bytes] of few) expect(more.get(name)?.equals(bytes)).toBe(true);
    await write({ count: 14 });
    expect([...(await readPictures(folder)).keys()]).toEqual([...few.keys()]);
  });

  it('draws other pictures for another seed', async () => {
    await write({ count: 1, seed: 5 });
    const [first] = (await readPictures(folder)).values();
    await write({ count: 1, seed: 6 });
    const after = await readPictures(folder);
    expect(after.size).toBe(1);
    const [second] = after.values();
    if (!first || !second) throw new Error('No picture was written.');
    expect(first.equals(second)).toBe(false);
  });

  it('refuses a folder that holds anything else, and touches nothing there', async () => {
    const photo = join(folder, 'holiday.jpg');
    await writeFile(photo, 'mine');
    const error: unknown = await write({}).catch((reason: unknown) => reason);
    expect(errorCode(error)).toBe('badArgument');
    expect(String(error)).toContain('holiday.jpg');
    expect(await readdir(folder)).toEqual(['holiday.jpg']);
  });

  it('does not take pictures for its own only because of their names', async () => {
    await mkdir(join(folder, 'house'));
    await writeFile(join(folder, 'house', 'house-0001.jpg'), 'mine');
    expect(errorCode(await write({}).catch((reason: unknown) => reason))).toBe('badArgument');
    expect(await readFile(join(folder, 'house', 'house-0001.jpg'), 'utf8')).toBe('mine');
  });

  it('refuses when a foreign file was added among generated pictures', async () => {
    await write({ count: 2 });
    await writeFile(join(folder, 'house', 'my-house.jpg'), 'mine');
    const error: unknown = await write({ count: 2 }).catch((reason: unknown) => reason);
    expect(errorCode(error)).toBe('badArgument');
    expect(String(error)).toContain('my-house.jpg');
  });

  it('says that a place cannot be written to', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    for (const place of [file, join(file, 'below')]) {
      const error: unknown = await write({ folder: place }).catch((reason: unknown) => reason);
      expect(errorCode(error)).toBe('notWritable');
    }
  });

  it.each([{ count: 0 }, { count: 2.5 }, { seed: -1 }, { sizePx: 8 }, { sizePx: NaN }])(
    'refuses %o',
    async (wrong) => {
      expect(errorCode(await write(wrong).catch((reason: unknown) => reason))).toBe('badArgument');
      expect(await readdir(folder)).toEqual([]);
    },
  );
});
