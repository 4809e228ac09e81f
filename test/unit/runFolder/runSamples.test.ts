import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import {
  readEpochSamples,
  writeEpochSamples,
  type FedImage,
  type ValidationSample,
} from '../../../src/engine/runFolder/runSamples.js';
import { temporaryFolder } from './runFixtures.js';

/** A plain image of one colour. */
const plain = (widthPx: number, heightPx: number, red: number): FedImage => ({
  widthPx,
  heightPx,
  pixels: Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, i) => (i % 3 === 0 ? red : 90)),
});

const sample = (red: number, images = 2): ValidationSample => ({
  task: 'rotation',
  path: `a/${red}.jpg`,
  truth: 6,
  probabilities: Float32Array.of(0.0625, 0.25, 0.125, 0.25, 0.125, 0.125, 0.03125, 1.0000001),
  fed: Array.from({ length: images }, (_, i) => plain(20, 10, red + i)),
});

const imagesOf = (runFolder: string) => readdir(join(runFolder, 'samples', 'images'));

describe('run samples', () => {
  it('gives back the greatest probabilities, the truth and the images', async () => {
    const runFolder = await temporaryFolder();
    const file = await writeEpochSamples(runFolder, 3, [sample(10)]);
    expect(file).toBe(join(runFolder, 'samples', 'epoch-0003.json'));
    const { epoch, samples } = await readEpochSamples(runFolder, 3);
    expect(epoch).toBe(3);
    expect(samples).toEqual([
      {
        task: 'rotation',
        path: 'a/10.jpg',
        classes: 8,
        truth: 6,
        truthProbability: 0.03125,
        top: [
          { label: 7, probability: 1 },
          { label: 1, probability: 0.25 },
          { label: 3, probability: 0.25 },
          { label: 2, probability: 0.125 },
          { label: 4, probability: 0.125 },
        ],
        fed: [expect.stringMatching(/^\w{24}\.webp$/), expect.stringMatching(/^\w{24}\.webp$/)],
      },
    ]);
    const first = join(dirname(file), 'images', samples[0]?.fed[0] ?? '');
    const { data, info } = await sharp(first).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([20, 10, 3]);
    expect(Math.abs((data[0] ?? 255) - 10)).toBeLessThan(6);
  });

  it('stores an image once, whatever the epoch', async () => {
    const runFolder = await temporaryFolder();
    await writeEpochSamples(runFolder, 1, [sample(10), sample(11)]);
    // The second image of the first sample is the first of the second.
    expect(await imagesOf(runFolder)).toHaveLength(3);
    await writeEpochSamples(runFolder, 2, [sample(11), sample(12)]);
    expect(await imagesOf(runFolder)).toHaveLength(4);
  });

  it('tells images of the same bytes and another shape apart', async () => {
    const runFolder = await temporaryFolder();
    const fed = [plain(20, 10, 5), plain(10, 20, 5)];
    await writeEpochSamples(runFolder, 1, [{ ...sample(10), fed }]);
    expect(await imagesOf(runFolder)).toHaveLength(2);
  });

  it('bounds samples, images and sides', async () => {
    const runFolder = await temporaryFolder();
    const many = Array.from({ length: 40 }, () => sample(10, 20));
    await writeEpochSamples(runFolder, 1, [{ ...sample(1), fed: [plain(600, 300, 1)] }, ...many]);
    const { samples } = await readEpochSamples(runFolder, 1);
    expect(samples).toHaveLength(32);
    expect(samples[1]?.fed).toHaveLength(16);
    const large = join(runFolder, 'samples', 'images', samples[0]?.fed[0] ?? '');
    const { width, height } = await sharp(large).metadata();
    expect([width, height]).toEqual([256, 128]);
  });

  it('stops storing images at the bound, and says null', async () => {
    const runFolder = await temporaryFolder();
    await writeEpochSamples(runFolder, 1, [sample(10)]);
    const folder = join(runFolder, 'samples', 'images');
    for (let i = 2; i < 1023; i++) await writeFile(join(folder, `${i}.webp`), '');
    await writeEpochSamples(runFolder, 2, [sample(20), sample(10)]);
    const { samples } = await readEpochSamples(runFolder, 2);
    expect(samples.flatMap(({ fed }) => fed.map((name) => name === null))).toEqual([
      false,
      true,
      // Stored before, so still to be had.
      false,
      false,
    ]);
    expect(await imagesOf(runFolder)).toHaveLength(1024);
  });

  it('refuses names that lead elsewhere', async () => {
    const runFolder = await temporaryFolder();
    const file = await writeEpochSamples(runFolder, 1, [sample(10)]);
    const read = await readEpochSamples(runFolder, 1);
    const samples = read.samples.map((entry) => ({ ...entry, fed: ['../../../run.json'] }));
    await writeFile(file, JSON.stringify({ ...read, samples }));
    await expect(readEpochSamples(runFolder, 1)).rejects.toThrow('at samples.0.fed.0');
  });

  it('refuses a truth beyond the classes', async () => {
    const runFolder = await temporaryFolder();
    const writing = writeEpochSamples(runFolder, 1, [{ ...sample(10), truth: 8 }]);
    await expect(writing).rejects.toThrow('class 8 of 8');
  });
});
