import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { Batch } from '../../../src/engine/data/batch.js';
import { decodeSquareFile } from '../../../src/engine/data/decodeImage.js';
import {
  createLoader,
  createLoaderPool,
  type LoaderOptions,
  type LoaderPool,
} from '../../../src/engine/data/loader.js';
import { prepareDataset, type Dataset } from '../../../src/engine/data/prepareDataset.js';
import { createViewMaker, type ViewMakerSpec } from '../../../src/engine/pretext/viewMakers.js';
import { createRandom } from '../../../src/engine/random.js';
import { inEnglish } from '../../../src/protocol/sentence.js';
import { bundleWorker } from '../../support/bundleWorker.js';
import { createImageFolder } from '../../support/imageFolder.js';

const sizePx = 12;
const limits = { maxPixels: 1e6, maxFileBytes: 1e6 };
const specs: readonly ViewMakerSpec[] = [
  {
    task: 'rotation',
    turns: 'all',
    sourceSizePx: sizePx,
    viewSizePx: 8,
    shrink: 1,
    shiftPx: 0,
    augment: true,
  },
  {
    task: 'jigsaw',
    grid: 2,
    permutations: 24,
    permutationsPerImage: 3,
    sourceSizePx: sizePx,
    cropSizePx: 10,
    tileSizePx: 4,
    randomGap: true,
    normaliseTiles: true,
    grayShare: 0.3,
    channelShiftPx: 1,
    augment: true,
  },
];
const urls = { real: new URL('file:///'), fragile: new URL('file:///') };
const pools: LoaderPool[] = [];

beforeAll(async () => {
  urls.real = await bundleWorker('src/engine/data/loaderWorker.ts');
  urls.fragile = await bundleWorker('test/support/fragileWorker.ts');
});

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

const createPool = (
  workers: number,
  workerUrl = urls.real,
  unreadable: string[] = [],
): LoaderPool => {
  const pool = createLoaderPool({
    workerUrl,
    workers,
    onUnreadable: (path) => unreadable.push(path),
  });
  pools.push(pool);
  return pool;
};

const prepare = (
  folder: string,
  changes: { cacheLimitBytes?: number; memoryBoundBytes?: number } = {},
): Promise<Dataset> =>
  prepareDataset({
    folder,
    cacheFolder: join(folder, '.cache'),
    sourceSizePx: sizePx,
    seed: 1,
    validationShare: 0,
    minimumImages: 1,
    limits,
    cacheLimitBytes: 1e8,
    workers: 1,
    workerUrl: urls.real,
    onProgress: () => undefined,
    onSkipped: () => undefined,
    onWarning: () => undefined,
    ...changes,
  });

const load = (
  dataset: Dataset,
  pool: LoaderPool,
  changes: Partial<LoaderOptions> = {},
): ReturnType<typeof createLoader> =>
  createLoader({
    dataset,
    order: Int32Array.from(
      { length: dataset.paths.length },
      (_, i) => (i * 7) % dataset.paths.length,
    ),
    batchSize: 4,
    dropLast: false,
    mode: 'train',
    specs,
    seed: 5,
    epoch: 2,
    startBatch: 0,
    pool,
    prefetch: 2,
    clock: () => 0,
    ...changes,
  });

interface LoadedBatch {
  images: number[];
  parts: { views: number[]; labels: number[] }[];
}

/** Takes all batches, then closes. */
const drain = async (source: ReturnType<typeof createLoader>): Promise<LoadedBatch[]> => {
  const batches: LoadedBatch[] = [];
  for (let batch = await source.next(); batch !== null; batch = await source.next()) {
    batches.push({
      images: [...batch.images],
      parts: batch.parts.map(({ views, labels }) => ({ views: [...views], labels: [...labels] })),
    });
    batch.release();
  }
  await source.close();
  return batches;
};

/** What an image becomes, worked out here, one image at a time. */
const renderHere = async (
  dataset: Dataset,
  image: number,
  mode: 'train' | 'validation',
  epoch: number,
): Promise<LoadedBatch['parts']> => {
  const path = dataset.paths.at(image);
  const { outcome } = await decodeSquareFile(join(dataset.folder, path), sizePx, limits);
  if (!outcome.ok) throw new Error(inEnglish(outcome.message));
  return specs.map((spec) => {
    const maker = createViewMaker(spec);
    const { viewsPerImage, viewSizePx, labelsPerImage } = maker.layout;
    const views = new Float32Array(viewsPerImage * viewSizePx * viewSizePx * 3);
    const labels = new Int32Array(labelsPerImage);
    const random = createRandom(5).split('views', spec.task, mode, epoch, path);
    maker.render({ sizePx, pixels: outcome.pixels }, mode, random, views, labels);
    return { views: [...views], labels: [...labels] };
  });
};

describe('createLoader', () => {
  it.each([
    ['memory', {}],
    ['the pack', { memoryBoundBytes: 0 }],
    ['files', { cacheLimitBytes: 0 }],
  ])('renders every image with its own random numbers, from %s', async (_, cache) => {
    const dataset = await prepare(await createImageFolder(10), cache);
    const batches = await drain(load(dataset, createPool(2)));
    expect(batches.map(({ images }) => images)).toEqual([
      [0, 7, 4, 1],
      [8, 5, 2, 9],
      [6, 3],
    ]);
    for (const { images, parts } of batches) {
      const expected = await Promise.all(images.map((i) => renderHere(dataset, i, 'train', 2)));
      for (const [task, part] of parts.entries()) {
        expect(part.views).toEqual(expected.flatMap((image) => image[task]?.views ?? []));
        expect(part.labels).toEqual(expected.flatMap((image) => image[task]?.labels ?? []));
      }
    }
  });

  it('gives the same bytes with one worker and with three', async () => {
    const dataset = await prepare(await createImageFolder(11));
    const one = await drain(load(dataset, createPool(1)));
    expect(await drain(load(dataset, createPool(3), { prefetch: 5 }))).toEqual(one);
  });

  it('goes on at a batch as if it had delivered those before', async () => {
    const dataset = await prepare(await createImageFolder(11));
    const pool = createPool(2);
    const all = await drain(load(dataset, pool));
    expect(await drain(load(dataset, pool, { startBatch: 2 }))).toEqual(all.slice(2));
    expect(await drain(load(dataset, pool, { startBatch: 3 }))).toEqual([]);
  });

  it('leaves out a short last batch when asked to', async () => {
    const dataset = await prepare(await createImageFolder(11));
    const pool = createPool(2);
    const sizes = async (dropLast: boolean): Promise<number[]> =>
      (await drain(load(dataset, pool, { dropLast }))).map(({ images }) => images.length);
    expect(await sizes(true)).toEqual([4, 4]);
    expect(await sizes(false)).toEqual([4, 4, 3]);
  });

  it('augments each epoch differently and validates always alike', async () => {
    const dataset = await prepare(await createImageFolder(6));
    const pool = createPool(1);
    const at = (mode: 'train' | 'validation', epoch: number): Promise<LoadedBatch[]> =>
      drain(load(dataset, pool, { mode, epoch }));
    expect(await at('train', 0)).not.toEqual(await at('train', 1));
    expect(await at('validation', 0)).toEqual(await at('validation', 1));
  });

  it('does not touch a batch before it is released', async () => {
    const dataset = await prepare(await createImageFolder(20));
    const pool = createPool(2);
    const expected = await drain(load(dataset, pool));
    const source = load(dataset, pool, { prefetch: 1 });
    const held: (Batch | null)[] = [await source.next(), await source.next()];
    const viewsOfHeld = (): number[][] => held.map((batch) => [...(batch?.parts[0]?.views ?? [])]);
    const expectedViews = expected.map(({ parts }) => parts[0]?.views);
    expect(viewsOfHeld()).toEqual(expectedViews.slice(0, 2));
    // Giving memory back twice must not hand it to two batches.
    held[0]?.release();
    held[0]?.release();
    held[0] = await source.next();
    held[1]?.release();
    held[1] = await source.next();
    expect(viewsOfHeld()).toEqual(expectedViews.slice(2, 4));
    await source.close();
    expect(viewsOfHeld()).toEqual(expectedViews.slice(2, 4));
  });

  it('counts the time that callers wait', async () => {
    const dataset = await prepare(await createImageFolder(8));
    let nowMs = 0;
    const source = load(dataset, createPool(1), { clock: () => (nowMs += 5) });
    await source.next();
    await source.next();
    expect(source.waitedMs).toBe(10);
    await source.close();
  });

  it('shows a file that has vanished in grey, and says so once', async () => {
    const folder = await createImageFolder(4);
    const dataset = await prepare(folder, { cacheLimitBytes: 0 });
    await rm(join(folder, '01.png'));
    const unreadable: string[] = [];
    const pool = createPool(2, urls.real, unreadable);
    const order = Int32Array.of(1, 0, 1);
    const [batch] = await drain(load(dataset, pool, { order, specs: specs.slice(0, 1) }));
    const perImage = 4 * 8 * 8 * 3;
    const grey = Math.fround((128 / 255 - 0.5) / 0.25);
    for (const value of batch?.parts[0]?.views.slice(0, perImage) ?? []) {
      expect(value).toBeCloseTo(grey, 5);
    }
    expect(new Set(batch?.parts[0]?.views.slice(perImage, 2 * perImage)).size).toBeGreaterThan(50);
    expect(unreadable).toEqual(['01.png']);
  });

  it('rejects when a worker dies, and leaves the pool usable', async () => {
    const folder = await createImageFolder(8);
    const dataset = await prepare(folder, { cacheLimitBytes: 0 });
    const good = await prepare(await createImageFolder(4));
    await writeFile(join(folder, '04.png'), 'PNG.....KILL');
    const pool = createPool(2, urls.fragile);
    const source = load(dataset, pool, { order: Int32Array.of(0, 1, 2, 4, 5, 6, 7) });
    await expect(source.next()).rejects.toMatchObject({ code: 'internal' });
    await expect(source.next()).rejects.toMatchObject({ code: 'internal' });
    await source.close();
    expect(await drain(load(good, pool))).toHaveLength(1);
  });

  it('ends at once when it is closed while a batch is awaited', async () => {
    const dataset = await prepare(await createImageFolder(12));
    const pool = createPool(2);
    const source = load(dataset, pool);
    const waiting = source.next();
    const refused = expect(waiting).rejects.toMatchObject({ code: 'engineStopped' });
    await Promise.all([source.close(), source.close()]);
    await refused;
    await expect(source.next()).rejects.toMatchObject({ code: 'engineStopped' });
    expect(await drain(load(dataset, pool))).toHaveLength(3);
  });

  it('ends when it is closed while every batch is held and one more is awaited', async () => {
    const dataset = await prepare(await createImageFolder(12));
    const source = load(dataset, createPool(2), { prefetch: 1 });
    await source.next();
    await source.next();
    const refused = expect(source.next()).rejects.toMatchObject({ code: 'engineStopped' });
    await source.close();
    await refused;
  });

  it('leaves no thread behind', async () => {
    const dataset = await prepare(await createImageFolder(12));
    const pool = createPool(2);
    const source = load(dataset, pool);
    await source.next();
    const threads = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
    const running = threads();
    await pool.close();
    expect(threads()).toBeLessThan(running);
    await expect(source.next()).resolves.toBeDefined();
    await source.close();
  });

  it('refuses a task that wants another image size', async () => {
    const dataset = await prepare(await createImageFolder(2));
    const wrong = specs.map((spec) => ({ ...spec, sourceSizePx: 13 }));
    expect(() => load(dataset, createPool(1), { specs: wrong })).toThrow(/13 px.*12 px/u);
  });
});
