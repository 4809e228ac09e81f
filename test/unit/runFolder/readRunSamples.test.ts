import { mkdir, readdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { readRunSamples } from '../../../src/engine/runFolder/readRunSamples.js';
import {
  listSampleEpochs,
  writeEpochSamples,
  type ValidationSample,
} from '../../../src/engine/runFolder/runSamples.js';
import { epochSamplesSchema } from '../../../src/protocol/runContents.js';
import { temporaryFolder } from './runFixtures.js';

const fedImage = (grey: number): ValidationSample['fed'][number] => ({
  widthPx: 6,
  heightPx: 4,
  pixels: new Uint8Array(6 * 4 * 3).fill(grey),
});

const sample: ValidationSample = {
  task: 'rotation',
  path: 'a/b.png',
  truth: 1,
  probabilities: [0.1, 0.6, 0.2, 0.1],
  fed: [fedImage(10), fedImage(200)],
};

/** A run folder with the samples of epoch 3, and the names of its two images. */
const makeSamples = async (): Promise<{ runFolder: string; images: string; names: string[] }> => {
  const runFolder = await temporaryFolder();
  await writeEpochSamples(runFolder, 3, [sample]);
  const { samples } = await readRunSamples(runFolder, 3);
  const names = samples.flatMap(({ fed }) => fed).filter((name) => name !== null);
  expect(names).toHaveLength(2);
  return { runFolder, images: join(runFolder, 'samples', 'images'), names };
};

const fedOf = async (runFolder: string): Promise<unknown> =>
  (await readRunSamples(runFolder, 3)).samples[0]?.fed;

describe('samples of a run', () => {
  it('come with the images that were fed', async () => {
    const { runFolder, names } = await makeSamples();
    const read = await readRunSamples(runFolder, 3);
    expect(epochSamplesSchema.parse(read)).toEqual(read);
    expect(read).toMatchObject({
      epoch: 3,
      samples: [{ task: 'rotation', path: 'a/b.png', classes: 4, truth: 1, fed: names }],
    });
    const shown = await Promise.all(
      names.map((name) => sharp(read.images[name]).raw().toBuffer({ resolveWithObject: true })),
    );
    expect(shown.map(({ info }) => [info.width, info.height])).toEqual([
      [6, 4],
      [6, 4],
    ]);
    expect(shown.map(({ data }) => Math.round((data[0] ?? 0) / 10))).toEqual([1, 20]);
  });

  it('go without an image that is missing, a link, foreign or too large', async () => {
    const { runFolder, images, names } = await makeSamples();
    const [first = '', second = ''] = names;
    await rm(join(images, first));
    expect(await fedOf(runFolder)).toEqual([null, second]);
    await symlink(second, join(images, first));
    expect(await fedOf(runFolder)).toEqual([null, second]);
    await truncate(join(images, second), 1024 * 1024);
    expect(await fedOf(runFolder)).toEqual([null, null]);
    await writeFile(join(images, second), 'no image at all');
    expect(await fedOf(runFolder)).toEqual([null, null]);
    expect((await readRunSamples(runFolder, 3)).images).toEqual({});
  });

  it('do not come out of a folder elsewhere', async () => {
    const { runFolder, images } = await makeSamples();
    const elsewhere = join(await temporaryFolder(), 'images');
    await rename(images, elsewhere);
    await symlink(elsewhere, images);
    expect(await readdir(images)).toHaveLength(2);
    expect(await fedOf(runFolder)).toEqual([null, null]);
  });

  it('are refused when their file is broken or names a path', async () => {
    const { runFolder } = await makeSamples();
    const file = join(runFolder, 'samples', 'epoch-0003.json');
    const refused = { code: 'runUnreadable' };
    await writeFile(file, '{"formatVersion":1,"epoch":3');
    await expect(readRunSamples(runFolder, 3)).rejects.toMatchObject(refused);
    const path = '../../../../secret.webp';
    const told = {
      task: 'rotation',
      path: 'a',
      classes: 4,
      truth: 1,
      truthProbability: 1,
      top: [],
    };
    const text = JSON.stringify({
      formatVersion: 1,
      epoch: 3,
      samples: [{ ...told, fed: [path] }],
    });
    await writeFile(file, text);
    await expect(readRunSamples(runFolder, 3)).rejects.toMatchObject(refused);
    await expect(readRunSamples(runFolder, 4)).rejects.toMatchObject(refused);
  });

  it('are listed by their epochs, in order', async () => {
    const { runFolder } = await makeSamples();
    const folder = join(runFolder, 'samples');
    for (const name of [
      'epoch-12345.json',
      'epoch-0012.json',
      'epoch-00004.json',
      'epoch-5.json',
    ]) {
      await writeFile(join(folder, name), '');
    }
    await mkdir(join(folder, 'other'));
    expect(await listSampleEpochs(runFolder)).toEqual([3, 12, 12345]);
    expect(await listSampleEpochs(await temporaryFolder())).toEqual([]);
  });
});
