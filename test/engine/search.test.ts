/** Nearest images and near-duplicates, against brute force. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';

import { openImages } from '../../src/engine/evaluation/evaluationImages.js';
import { openTrunk } from '../../src/engine/evaluation/openTrunk.js';
import { findNearDuplicates } from '../../src/engine/evaluation/search/findNearDuplicates.js';
import { groupNearDuplicates } from '../../src/engine/evaluation/search/nearDuplicateGroups.js';
import { searchImages } from '../../src/engine/evaluation/search/searchImages.js';
import { createRandom } from '../../src/engine/random.js';
import { createNoisePng } from '../support/imageFolder.js';
import { createReadingWorld, createShortRun } from './evaluationFixtures.js';
import { loadKernels } from './kernelSets.js';
import { featureRows, plainCosine } from './plainFeatures.js';
import { createFolder } from './runs.js';

await loadKernels();

const never = new AbortController().signal;
const noPause = (): Promise<void> => Promise.resolve();

let runFolder: string;
/** The run's images, a copy of the first, the first saved anew as JPEG, and a file that is broken. */
let folder: string;
let first: string;
beforeAll(async () => {
  const run = await createShortRun('rotation');
  ({ runFolder } = run);
  folder = join(await createFolder(), 'images');
  await cp(run.folder, folder, { recursive: true, filter: (path) => !path.includes('.pretext') });
  const trunk = await openTrunk(runFolder, createReadingWorld());
  const dataset = await openImages(folder, trunk, createReadingWorld(), { workers: 1 });
  trunk.dispose();
  first = dataset.paths.at(0);
  await mkdir(join(folder, 'more'));
  await cp(join(folder, first), join(folder, 'more', 'copy'));
  await sharp(join(folder, first))
    .jpeg({ quality: 95 })
    .toFile(join(folder, 'more', 'again.jpg'));
  const sound = await readFile(join(folder, first));
  await writeFile(join(folder, 'more', 'broken.png'), sound.subarray(0, 40));
});

const paramsOf = () => ({ runFolder, folder, block: null, workers: 1 });

/** Paths with features, a row each. */
const readFeatures = async (block: string, poolGrid: number) => {
  const world = createReadingWorld();
  const trunk = await openTrunk(runFolder, world);
  const dataset = await openImages(folder, trunk, world, { workers: 1 });
  const rows = await featureRows(trunk, dataset, dataset.train, block, poolGrid, world);
  trunk.dispose();
  return rows.map((features, i) => ({ path: dataset.paths.at(i), features }));
};

describe('a search', () => {
  it('finds what brute force finds, without the image itself, and knows its copies', async () => {
    const before = tf.memory().numTensors;
    const image = join(folder, first);
    const params = { ...paramsOf(), image, count: 7 };
    const report = await searchImages(params, createReadingWorld(), never);
    expect(tf.memory().numTensors).toBe(before);
    const rows = await readFeatures('block6', 1);
    const query = rows.find(({ path }) => path === first)?.features ?? [];
    const expected = rows
      .filter(({ path }) => path !== first)
      .map(({ path, features }) => ({ path, similarity: plainCosine(features, query) }))
      .sort((a, b) => b.similarity - a.similarity);
    expect(report).toMatchObject({ mode: 'nearest', block: 'block6', searched: expected.length });
    expect(report.images).toHaveLength(7);
    for (const [place, { path, similarity, identical }] of report.images.entries()) {
      expect(similarity).toBeCloseTo(expected[place]?.similarity ?? NaN, 4);
      const same = expected.find((one) => one.path === path);
      expect(similarity).toBeCloseTo(same?.similarity ?? NaN, 4);
      expect(identical).toBe(path === 'more/copy');
    }
    expect(report.images[0]).toMatchObject({ path: 'more/copy' });
  });

  it('takes an image from anywhere, and never finds more than there are', async () => {
    const image = join(await createFolder(), 'noise.png');
    await writeFile(image, await createNoisePng(1, 50, 40));
    const params = { ...paramsOf(), image, count: 1000, block: 'block1' };
    const report = await searchImages(params, createReadingWorld(), never);
    expect(report.images).toHaveLength(42);
    expect(report.images.some(({ identical }) => identical)).toBe(false);
  });

  it('is refused in words, and no tensor is left behind', async () => {
    const before = tf.memory().numTensors;
    const refused = async (changes: object, code: string, message: RegExp): Promise<void> => {
      const params = { ...paramsOf(), image: join(folder, first), count: 3, ...changes };
      const found = searchImages(params, createReadingWorld(), never);
      await expect(found).rejects.toMatchObject({ code });
      await expect(found).rejects.toThrow(message);
    };
    const broken = join(folder, 'more', 'broken.png');
    await refused({ image: broken }, 'badArgument', /broken\.png cannot be searched for: \S/);
    await refused({ image: `${broken}.gone` }, 'badArgument', /cannot be read/);
    await refused({ folder: await createFolder() }, 'tooFewImages', /no readable image/);
    await refused({ block: 'last' }, 'badArgument', /no block last/);
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** Groups by following every pair, in double precision. */
const plainGroups = (rows: readonly (readonly number[])[], threshold: number): number[][] => {
  const units = rows.map((row) => {
    const length = Math.hypot(...row);
    return row.map((value) => value / length);
  });
  const linked = units.map((a) =>
    units.flatMap((b, j) => {
      let cosine = 0;
      for (let d = 0; d < a.length; d++) cosine += a[d]! * b[d]!;
      return cosine >= threshold && a !== b ? [j] : [];
    }),
  );
  const seen = new Set<number>();
  const groups: number[][] = [];
  for (const start of units.keys()) {
    if (seen.has(start)) continue;
    const group = [start];
    seen.add(start);
    for (const member of group) {
      for (const other of linked[member] ?? []) {
        if (!seen.has(other)) group.push(other);
        seen.add(other);
      }
    }
    if (group.length > 1) groups.push(group.sort((a, b) => a - b));
  }
  return groups.sort((a, b) => b.length - a.length);
};

const noCopies = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, row) => row);

describe('near-duplicates', () => {
  it('are those of comparing every pair, across blocks of rows too', async () => {
    const random = createRandom(11).split('near-duplicates');
    const [rows, dimension, threshold] = [2200, 6, 0.975];
    const values = Float32Array.from({ length: rows * dimension }, () => random.normal());
    const before = tf.memory().numTensors;
    const progress: number[] = [];
    const groups = await groupNearDuplicates(
      { values, dimension },
      noCopies(rows),
      threshold,
      (pairs) => progress.push(pairs),
      noPause,
    );
    expect(tf.memory().numTensors).toBe(before);
    const plain = Array.from({ length: rows }, (_, row) => [
      ...values.subarray(row * dimension, (row + 1) * dimension),
    ]);
    const expected = plainGroups(plain, threshold);
    expect(expected.length).toBeGreaterThan(100);
    const byFirst = (a: readonly number[], b: readonly number[]): number => a[0]! - b[0]!;
    const found = groups.map((group) => group.map(({ row }) => row));
    expect(found.toSorted(byFirst)).toEqual(expected.toSorted(byFirst));
    expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
    for (const group of groups.slice(0, 20)) {
      for (const { row, similarity } of group) {
        const others = group.filter((other) => other.row !== row);
        const nearest = others.map((other) => plainCosine(plain[row]!, plain[other.row]!));
        expect(similarity).toBeCloseTo(Math.max(...nearest), 5);
      }
    }
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe((rows * (rows + 1)) / 2);
  });

  it('are none of rows without a direction, but copies always belong together', async () => {
    const features = { values: Float32Array.of(0, 0, 0, 0, 1, 2), dimension: 2 };
    const group = (copies: Int32Array) =>
      groupNearDuplicates(features, copies, 1, () => undefined, noPause);
    expect(await group(noCopies(3))).toEqual([]);
    expect(await group(Int32Array.of(0, 0, 2))).toEqual([
      [
        { row: 0, similarity: 1 },
        { row: 1, similarity: 1 },
      ],
    ]);
  });

  it('leave no tensor behind when the work is given up', async () => {
    const features = { values: new Float32Array(60).fill(1), dimension: 2 };
    const before = tf.memory().numTensors;
    const stop = (): Promise<void> => Promise.reject(new Error('Enough.'));
    await expect(
      groupNearDuplicates(features, noCopies(30), 0.5, () => undefined, stop),
    ).rejects.toThrow('Enough.');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('of a folder are grouped, and copies are named', async () => {
    const rows = await readFeatures('block6', 4);
    const threshold = 0.9995;
    const expected = plainGroups(
      rows.map(({ features }) => features),
      threshold,
    ).map((group) => group.map((row) => rows[row]?.path));
    const report = await findNearDuplicates(
      { ...paramsOf(), threshold },
      createReadingWorld(),
      never,
    );
    expect(report).toMatchObject({ mode: 'nearDuplicates', searched: rows.length, threshold });
    expect(report.groups.map(({ images }) => images.map(({ path }) => path))).toEqual(expected);
    const copies = report.groups.flatMap(({ images }) => images.filter(({ copyOf }) => copyOf));
    expect(copies).toMatchObject([{ path: 'more/copy', copyOf: first }]);
    const one = join(await createFolder(), 'one');
    await mkdir(one);
    await cp(join(folder, first), join(one, 'one'));
    await expect(
      findNearDuplicates({ ...paramsOf(), folder: one, threshold }, createReadingWorld(), never),
    ).rejects.toMatchObject({ code: 'tooFewImages' });
  });
});
