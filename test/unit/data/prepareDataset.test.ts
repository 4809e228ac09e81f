import { open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { decodeSquare } from '../../../src/engine/data/decodeImage.js';
import { packHeaderBytes, recordBytesOf } from '../../../src/engine/data/pixelRecords.js';
import {
  prepareDataset,
  type Dataset,
  type PrepareOptions,
} from '../../../src/engine/data/prepareDataset.js';
import type { SkippedFile } from '../../../src/protocol/run.js';
import { inEnglish, sentence } from '../../../src/protocol/sentence.js';
import { bundleWorker } from '../../support/bundleWorker.js';
import { createImageFolder, createNoisePng, writeFileAt } from '../../support/imageFolder.js';

const sizePx = 12;
const recordBytes = recordBytesOf(sizePx);
const limits = { maxPixels: 1e6, maxFileBytes: 1e6 };
const workers = {
  real: new URL('file:///'),
  fragile: new URL('file:///'),
  blind: new URL('file:///'),
};

beforeAll(async () => {
  workers.real = await bundleWorker('src/engine/data/loaderWorker.ts');
  workers.fragile = await bundleWorker('test/support/fragileWorker.ts');
  workers.blind = await bundleWorker('test/support/blindWorker.ts');
});

interface Prepared extends Dataset {
  readonly warnings: string[];
  readonly reported: SkippedFile[];
}

const prepare = async (
  folder: string,
  changes: Partial<PrepareOptions> = {},
): Promise<Prepared> => {
  const warnings: string[] = [];
  const reported: SkippedFile[] = [];
  const dataset = await prepareDataset({
    folder,
    cacheFolder: join(folder, '.cache'),
    sourceSizePx: sizePx,
    seed: 1,
    validationShare: 0.2,
    minimumImages: 1,
    limits,
    cacheLimitBytes: 1e8,
    workers: 2,
    workerUrl: workers.real,
    onProgress: () => undefined,
    onSkipped: (file) => reported.push(file),
    onWarning: (message) => warnings.push(inEnglish(message)),
    ...changes,
  });
  return { ...dataset, warnings, reported };
};

/** Prepares with workers that cannot decode: everything has to come from the cache. */
const prepareFromCache = (folder: string, changes: Partial<PrepareOptions> = {}) =>
  prepare(folder, { workerUrl: workers.blind, ...changes });

const pathsOf = ({ paths }: Dataset): string[] =>
  Array.from({ length: paths.length }, (_, i) => paths.at(i));

/** Every image's pixels as the dataset has them; null where they are not cached. */
const pixelsOf = async ({ pixels }: Dataset): Promise<(Buffer | null)[]> => {
  const pack = pixels.packFile === null ? null : await readFile(pixels.packFile);
  return Array.from(pixels.records, (record) => {
    if (record < 0) return null;
    const start = record * recordBytes;
    if (pixels.memory !== null)
      return Buffer.from(new Uint8Array(pixels.memory, start, recordBytes));
    return pack?.subarray(packHeaderBytes + start, packHeaderBytes + start + recordBytes) ?? null;
  });
};

/** The same by decoding each file here and now. */
const decodeAll = (dataset: Dataset): Promise<Buffer[]> =>
  Promise.all(
    pathsOf(dataset).map(async (path) => {
      const decoded = await decodeSquare(
        await readFile(join(dataset.folder, path)),
        sizePx,
        limits,
      );
      return decoded.ok ? Buffer.from(decoded.pixels) : Buffer.alloc(0);
    }),
  );

const cacheFiles = (folder: string): Promise<string[]> => readdir(join(folder, '.cache'));

const packOf = async (folder: string): Promise<string> => {
  const [name] = await cacheFiles(folder);
  return join(folder, '.cache', name ?? '');
};

/** Changes one byte of a file. */
const damage = async (file: string, position: number): Promise<void> => {
  const handle = await open(file, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, position);
  byte[0]! ^= 0xff;
  await handle.write(byte, 0, 1, position);
  await handle.close();
};

const openOnFullDisk: PrepareOptions['openForWriting'] = async (file) => {
  const handle = await open(file, 'wx');
  handle.write = () => Promise.reject(new Error('ENOSPC: no space left on device'));
  return handle;
};

/** A file that passes for a PNG until it is decoded. */
const fakePng = (content: string): Buffer =>
  Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(content)]);

/** Held in memory, and read from the pack one by one. */
const ways = [
  { way: 'memory', memoryBoundBytes: 2 ** 30 },
  { way: 'pack', memoryBoundBytes: 0 },
];

describe.each(ways)('a dataset with its pixels in $way', ({ memoryBoundBytes }) => {
  it('has every readable image, decoded, in the order of paths', async () => {
    const folder = await createImageFolder(20);
    await writeFileAt(join(folder, 'b', 'corrupt.png'), fakePng('nonsense'));
    await writeFileAt(join(folder, 'a', 'x.png'), await createNoisePng(99, 30, 10));
    await writeFileAt(join(folder, 'text.jpg'), Buffer.from('no picture'));
    const dataset = await prepare(folder, { memoryBoundBytes });
    expect(pathsOf(dataset)).toEqual([
      ...Array.from({ length: 20 }, (_, i) => `${String(i).padStart(2, '0')}.png`),
      'a/x.png',
    ]);
    expect(await pixelsOf(dataset)).toEqual(await decodeAll(dataset));
    expect(dataset.skipped.map(({ path, code }) => [path, code])).toEqual([
      ['b/corrupt.png', 'corrupt'],
      ['text.jpg', 'unsupportedFormat'],
    ]);
    expect(dataset.reported).toHaveLength(2);
    expect([...dataset.train, ...dataset.validation].sort((a, b) => a - b)).toEqual([
      ...dataset.pixels.records.keys(),
    ]);
    expect([dataset.widthsPx[20], dataset.heightsPx[20]]).toEqual([30, 10]);
    expect(dataset.warnings).toEqual([]);
  });

  it('does not read unchanged files again', async () => {
    const folder = await createImageFolder(6);
    await writeFileAt(join(folder, 'corrupt.png'), fakePng('nonsense'));
    const swapped = join(folder, '03.png');
    await utimes(swapped, 1000, 1000);
    const first = await prepare(folder, { memoryBoundBytes });
    const { size } = await stat(swapped);
    await writeFile(swapped, fakePng('x'.repeat(size - 8)));
    await utimes(swapped, 1000, 1000);
    const pack = await packOf(folder);
    const written = await stat(pack);
    const second = await prepareFromCache(folder, { memoryBoundBytes });
    expect(second.fingerprint).toBe(first.fingerprint);
    expect(await pixelsOf(second)).toEqual(await pixelsOf(first));
    expect(second.skipped).toEqual(first.skipped);
    expect(second.reported).toEqual(first.reported);
    expect([...second.widthsPx]).toEqual([...first.widthsPx]);
    expect((await stat(pack)).ino).toBe(written.ino);
  });

  it('decodes only what was added or changed', async () => {
    const folder = await createImageFolder(6);
    const first = await prepare(folder, { memoryBoundBytes });
    await writeFileAt(join(folder, '02.png'), await createNoisePng(77, 20, 16));
    await writeFileAt(join(folder, '015.png'), await createNoisePng(78, 20, 16));
    await rm(join(folder, '00.png'));
    const second = await prepare(folder, { memoryBoundBytes });
    expect(await pixelsOf(second)).toEqual(await decodeAll(second));
    expect(second.fingerprint).not.toBe(first.fingerprint);
    const third = await prepareFromCache(folder, { memoryBoundBytes });
    expect(await pixelsOf(third)).toEqual(await pixelsOf(second));
    expect(third.fingerprint).toBe(second.fingerprint);
  });

  it('knows moved and touched files by their content', async () => {
    const folder = await createImageFolder(6);
    const first = await prepare(folder, { memoryBoundBytes });
    await rename(join(folder, '01.png'), join(folder, 'z.png'));
    await utimes(join(folder, '04.png'), 1000, 1000);
    const second = await prepareFromCache(folder, { memoryBoundBytes });
    expect(pathsOf(second)).toEqual(['00.png', '02.png', '03.png', '04.png', '05.png', 'z.png']);
    expect(await pixelsOf(second)).toEqual(await decodeAll(second));
    expect(second.fingerprint).not.toBe(first.fingerprint);
    expect([...second.widthsPx]).toEqual([...first.widthsPx]);
    // What was learnt is kept: the touched file is not read a third time.
    const { size } = await stat(join(folder, '04.png'));
    await writeFile(join(folder, '04.png'), fakePng('x'.repeat(size - 8)));
    await utimes(join(folder, '04.png'), 1000, 1000);
    expect((await prepareFromCache(folder, { memoryBoundBytes })).fingerprint).toBe(
      second.fingerprint,
    );
  });

  it('throws away a pack with a wrong header', async () => {
    const folder = await createImageFolder(4);
    await prepare(folder, { memoryBoundBytes });
    await damage(await packOf(folder), 9);
    await expect(prepareFromCache(folder, { memoryBoundBytes })).rejects.toMatchObject({
      code: 'tooFewImages',
    });
    const healed = await prepare(folder, { memoryBoundBytes });
    expect(await pixelsOf(healed)).toEqual(await decodeAll(healed));
  });

  it('caches as many images as the limit allows', async () => {
    const folder = await createImageFolder(20);
    const cacheLimitBytes = 70_000;
    const bounded = { memoryBoundBytes, cacheLimitBytes };
    const dataset = await prepare(folder, bounded);
    const pixels = await pixelsOf(dataset);
    const cached = pixels.filter((image) => image !== null);
    expect(cached.length).toBeGreaterThan(0);
    expect(cached.length).toBeLessThan(pixels.length);
    expect(cached).toEqual((await decodeAll(dataset)).slice(0, cached.length));
    expect((await stat(await packOf(folder))).size).toBeLessThanOrEqual(cacheLimitBytes);
    const again = await prepareFromCache(folder, bounded);
    expect([...again.pixels.records]).toEqual([...dataset.pixels.records]);
    const whole = await prepare(folder, { memoryBoundBytes });
    expect(await pixelsOf(whole)).toEqual(await decodeAll(whole));
  });

  it.each(['no room in the folder', 'a full disk'])('does without a cache: %s', async (why) => {
    const folder = await createImageFolder(8);
    const blocked = join(folder, '.cache');
    if (why === 'no room in the folder')
      await writeFile(blocked, 'a file where the folder should be');
    const openForWriting = why === 'a full disk' ? openOnFullDisk : undefined;
    const dataset = await prepare(folder, { memoryBoundBytes, openForWriting });
    expect(dataset.warnings).toEqual([
      expect.stringMatching(why === 'a full disk' ? /cache.*ENOSPC/u : /cache.*(ENOTDIR|EEXIST)/u),
    ]);
    expect(dataset.paths.length).toBe(8);
    const expected = memoryBoundBytes === 0 ? Array<null>(8).fill(null) : await decodeAll(dataset);
    expect(await pixelsOf(dataset)).toEqual(expected);
    if (why === 'a full disk') expect(await cacheFiles(folder)).toEqual([]);
  });

  it('is built by two at once without harm', async () => {
    const folder = await createImageFolder(12);
    const both = await Promise.all([
      prepare(folder, { memoryBoundBytes }),
      prepare(folder, { memoryBoundBytes }),
    ]);
    for (const dataset of both) expect(await pixelsOf(dataset)).toEqual(await decodeAll(dataset));
    expect(both.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(await cacheFiles(folder)).toHaveLength(1);
    expect((await prepareFromCache(folder, { memoryBoundBytes })).paths.length).toBe(12);
  });

  it('keeps what was decoded before it was aborted', async () => {
    const folder = await createImageFolder(30);
    const abort = new AbortController();
    const large = { sourceSizePx: 256, memoryBoundBytes };
    const reason = new Error('Enough.');
    const aborted = prepare(folder, {
      ...large,
      signal: abort.signal,
      onProgress: (phase, done) => {
        if (phase === 'decode' && done > 0) abort.abort(reason);
      },
    });
    await expect(aborted).rejects.toBe(reason);
    const progress: number[] = [];
    const dataset = await prepare(folder, {
      ...large,
      onProgress: (phase, done) => {
        if (phase === 'decode') progress.push(done);
      },
    });
    expect(progress[0]).toBeGreaterThan(0);
    expect(progress[0]).toBeLessThan(30);
    expect(progress.at(-1)).toBe(30);
    expect(dataset.skipped).toEqual([]);
  });
});

describe('prepareDataset', () => {
  it('decodes a damaged record anew and mends the pack', async () => {
    const folder = await createImageFolder(6);
    await prepare(folder);
    await damage(await packOf(folder), packHeaderBytes + 3 * recordBytes + 17);
    const blind = await prepareFromCache(folder);
    expect(blind.skipped.map(({ path }) => path)).toEqual(['03.png']);
    const mended = await prepare(folder);
    expect(await pixelsOf(mended)).toEqual(await decodeAll(mended));
    expect((await prepareFromCache(folder)).paths.length).toBe(6);
  });

  it('mends a damaged record of a large pack when it writes a new one', async () => {
    const folder = await createImageFolder(6);
    const large = { memoryBoundBytes: 0 };
    await prepare(folder, large);
    await damage(await packOf(folder), packHeaderBytes + 3 * recordBytes + 17);
    await writeFileAt(join(folder, '99.png'), await createNoisePng(99, 20, 16));
    const mended = await prepare(folder, large);
    expect(await pixelsOf(mended)).toEqual(await decodeAll(mended));
  });

  it('keeps what a large pack has when a new one cannot be written', async () => {
    const folder = await createImageFolder(6);
    const large = { memoryBoundBytes: 0 };
    await prepare(folder, large);
    await writeFileAt(join(folder, '03a.png'), await createNoisePng(99, 20, 16));
    const dataset = await prepare(folder, { ...large, openForWriting: openOnFullDisk });
    expect(dataset.warnings).toHaveLength(1);
    const expected: (Buffer | null)[] = await decodeAll(dataset);
    expected[4] = null;
    expect(await pixelsOf(dataset)).toEqual(expected);
  });

  it('skips a file that ends its worker, and goes on', async () => {
    const folder = await createImageFolder(9);
    await writeFileAt(join(folder, '04.png'), fakePng('KILL'));
    await writeFileAt(join(folder, '07.png'), fakePng('KILL'));
    const dataset = await prepare(folder, { workerUrl: workers.fragile });
    expect(dataset.skipped.map(({ path, code }) => [path, code])).toEqual([
      ['04.png', 'unreadable'],
      ['07.png', 'unreadable'],
    ]);
    expect(dataset.skipped[0]?.message).toEqual(
      sentence(
        'Reading the file ended the worker ({0}).',
        sentence('A loader worker ended: {0}', sentence('exit code {0}', 3)),
      ),
    );
    expect(await pixelsOf(dataset)).toEqual(await decodeAll(dataset));
  });

  it('fails in words when the workers do not start', async () => {
    const folder = await createImageFolder(2);
    const workerUrl = new URL('file:///no/such/worker.js');
    await expect(prepare(folder, { workerUrl })).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('could not start') as string,
    });
  });

  it('names how many files there are when they are too few', async () => {
    const folder = await createImageFolder(5);
    await writeFileAt(join(folder, 'corrupt.png'), fakePng('nonsense'));
    await expect(prepare(folder, { minimumImages: 8, validationShare: 0 })).rejects.toMatchObject({
      code: 'tooFewImages',
      message: expect.stringMatching(
        /has 6 image files, of which 5 can be read and 1 were skipped; 5 are left .* batch needs 8: .* choose batches of 5 \(--batch\)\.$/u,
      ) as string,
    });
    const check = { minimumImages: 8, validationShare: 0, isOverfitCheck: true };
    await expect(prepare(folder, check)).rejects.toMatchObject({
      code: 'tooFewImages',
      message: expect.stringMatching(
        /5 are left .* 8 are to be learnt by heart: .* learn only 5 by heart \(--overfit\)\.$/u,
      ) as string,
    });
    await expect(prepare(await createImageFolder(0))).rejects.toMatchObject({
      message: expect.stringMatching(/batch needs 1: add images\.$/u) as string,
    });
  });

  it('handles a folder without images', async () => {
    const folder = await createImageFolder(0);
    const dataset = await prepare(folder, { minimumImages: 0 });
    expect(dataset.paths.length).toBe(0);
    expect(dataset.fingerprint).toMatch(/^[0-9a-f]{64}$/u);
  });

  it('has a fingerprint that knows paths and contents, not times', async () => {
    const folder = await createImageFolder(4);
    const { fingerprint } = await prepare(folder);
    await utimes(join(folder, '01.png'), 1000, 1000);
    expect((await prepare(folder)).fingerprint).toBe(fingerprint);
    await rename(join(folder, '01.png'), join(folder, '1.png'));
    expect((await prepare(folder)).fingerprint).not.toBe(fingerprint);
  });
});
