/** Exports through the built engine, as the command line and the editor ask for them. */
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { decodeNpy } from '../../src/engine/exporting/features/npy.js';
import { parseSafetensors } from '../../src/engine/runFolder/safetensors.js';
import type { EngineParams } from '../../src/protocol/engineProtocol.js';
import type { FeaturesResult } from '../../src/protocol/exporting.js';
import { createShortRun } from './evaluationFixtures.js';
import { newFolder } from './pretrainedRun.js';
import { createFolder, createImages, shortConfig } from './runs.js';
import { withEngine } from './testEngine.js';

let folder: string;
let runFolder: string;
beforeAll(async () => {
  ({ folder, runFolder } = await createShortRun('both'));
});

const filesBelow = async (root: string): Promise<string[]> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name)).sort();
};

const writeFeatures = (
  params: Partial<EngineParams<'exportFeatures'>> & { readonly outFolder: string },
): Promise<FeaturesResult> =>
  withEngine(({ client }) =>
    client.call('exportFeatures', {
      runFolder,
      folder,
      formats: ['npy'],
      blocks: null,
      poolGrid: 1,
      workers: 1,
      ...params,
    }),
  );

describe('exportRun', () => {
  it('writes every format with what is needed to use it, checked on real images', async () => {
    const outFolder = await newFolder();
    const result = await withEngine(({ client }) =>
      client.call('exportRun', {
        runFolder,
        outFolder,
        formats: ['onnx', 'pytorch', 'safetensors', 'tfjs', 'features'],
      }),
    );
    expect(result).toMatchObject({ kind: 'export', folder: outFolder });
    expect(result.checkedOn).toEqual({ images: 4, areReal: true });
    expect(result.maxAbsoluteDifference).toBeLessThan(1e-4);
    expect(result.maxAbsoluteDifference).toBe(
      Math.max(...result.checks.map((check) => check.maxAbsoluteDifference)),
    );
    expect([...result.files].sort()).toEqual(await filesBelow(outFolder));
    expect(result.files.map((file) => relative(outFolder, file))).toEqual([
      ...['trunk.onnx', 'rotation.onnx', 'jigsaw.onnx'],
      ...['network.py', 'weights.safetensors'],
      ...['tfjs/weights.bin', 'tfjs/model.json'],
      ...[1, 2, 3, 4].map((block) => `features/block${block}.npy`),
      ...['features/images.csv', 'features/features.json'],
      ...['preprocessing.json', 'permutations.json', 'README.md'],
    ]);

    const steps: unknown = JSON.parse(
      await readFile(join(outFolder, 'preprocessing.json'), 'utf8'),
    );
    const view = {
      channelOrder: 'RGB',
      background: 128,
      resizeShorterSidePx: 66,
      centreCropPx: 60,
      shrink: 2,
      viewSizePx: 30,
      normalisation: { kind: 'fixed', mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
    };
    expect(steps).toMatchObject({
      trunk: view,
      rotation: { turns: 'all', view },
      jigsaw: { grid: 3, centreCropPx: 60, tileSizePx: 16, normalisation: { kind: 'perView' } },
    });
    // They travel inside the files too.
    const weights = parseSafetensors(await readFile(join(outFolder, 'weights.safetensors')));
    const told = JSON.parse(weights.metadata.get('preprocessing') ?? '') as unknown;
    expect(told).toEqual(view);
    expect(await readFile(join(outFolder, 'trunk.onnx'), 'latin1')).toContain(JSON.stringify(view));
    const model = z
      .object({ userDefinedMetadata: z.object({ preprocessing: z.string() }) })
      .parse(JSON.parse(await readFile(join(outFolder, 'tfjs/model.json'), 'utf8')));
    expect(model.userDefinedMetadata.preprocessing).toBe(JSON.stringify(view));

    const sizes = await Promise.all(result.files.map(async (file) => (await stat(file)).size));
    expect(result.fileBytes).toEqual(sizes);
    const card = await readFile(join(outFolder, 'README.md'), 'utf8');
    expect(result.loading.map(({ format }) => format)).toEqual([
      ...['onnx', 'pytorch', 'tfjs', 'features'],
    ]);
    for (const { lines } of result.loading) expect(card).toContain(lines.join('\n'));
    for (const words of ['| Licence |', '`images`', 'jigsaw-small']) {
      expect(card).toContain(words);
    }
    const [, train, validation] = /(\d+) to train on and (\d+) held out/.exec(card) ?? [];
    expect(Number(train) + Number(validation)).toBe(40);
    for (const file of result.files) expect(card).toContain(`\`${relative(outFolder, file)}\``);
  });

  it('needs no images, and says that it had none', async () => {
    const short = await createShortRun('rotation');
    await rm(short.folder, { recursive: true });
    const outFolder = await newFolder();
    const result = await withEngine(({ client }) =>
      client.call('exportRun', { runFolder: short.runFolder, outFolder, formats: ['onnx'] }),
    );
    expect(result.checkedOn).toEqual({ images: 4, areReal: false });
    expect(await readFile(join(outFolder, 'README.md'), 'utf8')).toContain('made-up images');
  });

  it('is refused in a sentence, and leaves nothing behind', async () => {
    const copy = async (change: (run: string) => Promise<void>): Promise<string> => {
      const run = join(await createFolder(), 'run');
      await cp(runFolder, run, { recursive: true });
      await change(run);
      return run;
    };
    const withoutCheckpoint = await copy((run) =>
      rm(join(run, 'checkpoints'), { recursive: true }),
    );
    const newer = await copy(async (run) => {
      const text = await readFile(join(run, 'run.json'), 'utf8');
      await writeFile(
        join(run, 'run.json'),
        text.replace(/"formatVersion": 1/, '"formatVersion": 2'),
      );
    });
    const full = await createFolder();
    await writeFile(join(full, 'thesis.tex'), 'years of work');
    await withEngine(async ({ client }) => {
      const attempt = async (run: string, out: string) =>
        client.call('exportRun', { runFolder: run, outFolder: out, formats: ['onnx'] });
      const outFolder = await newFolder();
      await expect(attempt(withoutCheckpoint, outFolder)).rejects.toMatchObject({
        code: 'noCheckpoint',
      });
      await expect(attempt(newer, outFolder)).rejects.toMatchObject({
        code: 'runUnreadable',
        message: expect.stringContaining('newer') as string,
      });
      await expect(attempt(runFolder, full)).rejects.toMatchObject({
        code: 'notWritable',
        message: expect.stringContaining('not empty') as string,
      });
      await expect(readdir(outFolder)).rejects.toMatchObject({ code: 'ENOENT' });
    });
    expect(await filesBelow(full)).toEqual([join(full, 'thesis.tex')]);
  });

  it('is refused while a run trains', async () => {
    const images = await createImages(20);
    const runsFolder = await createFolder();
    await withEngine(async ({ client, waitForStep }) => {
      const config = shortConfig('rotation', { epochs: 500 });
      const training = client.call('pretrain', { folder: images, runsFolder, config });
      await waitForStep(1);
      const outFolder = await newFolder();
      const attempt = client.call('exportRun', { runFolder, outFolder, formats: ['onnx'] });
      await expect(attempt).rejects.toMatchObject({ code: 'busy' });
      await client.call('stop', { outcome: 'stopped' });
      await training;
    });
  });
});

describe('exportFeatures', () => {
  it('writes the same numbers in every format, each image in its own row', async () => {
    const outFolder = await newFolder();
    const result = await writeFeatures({
      outFolder,
      formats: ['npy', 'csv', 'parquet'],
      blocks: ['block2'],
      poolGrid: 2,
    });
    const dimension = 2 * 2 * 64;
    expect(result).toMatchObject({ images: 40, blocks: [{ name: 'block2', dimension }] });
    expect([...result.files].sort()).toEqual(await filesBelow(outFolder));
    const { shape, values } = decodeNpy(await readFile(join(outFolder, 'block2.npy')));
    expect(shape).toEqual([40, dimension]);
    const lines = (await readFile(join(outFolder, 'block2.csv'), 'utf8')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(41);
    const row = 23;
    const [path = '', ...numbers] = lines[row + 1]?.split(',') ?? [];
    const inNpy = values.subarray(row * dimension, (row + 1) * dimension);
    expect(Float32Array.from(numbers, Number)).toEqual(inNpy);
    const paths = (await readFile(join(outFolder, 'images.csv'), 'utf8')).split('\r\n');
    expect(paths[row + 1]).toBe(`${row},${path}`);

    // The image of that row on its own.
    const alone = await createFolder();
    await cp(join(folder, path), join(alone, path.split('/').at(-1) ?? ''));
    const out = await newFolder();
    await writeFeatures({ outFolder: out, folder: alone, poolGrid: 2 });
    const single = decodeNpy(await readFile(join(out, 'block2.npy')));
    expect(single.shape).toEqual([1, dimension]);
    single.values.forEach((value, i) => {
      expect(Math.abs(value - inNpy[i]!)).toBeLessThan(1e-4);
    });
  });

  it('is refused in a sentence', async () => {
    const outFolder = await newFolder();
    await expect(writeFeatures({ outFolder, blocks: ['block9'] })).rejects.toMatchObject({
      code: 'badArgument',
      message: expect.stringContaining('block1, block2, block3, block4') as string,
    });
    const empty = join(await createFolder(), 'empty');
    await mkdir(empty);
    await expect(writeFeatures({ outFolder, folder: empty })).rejects.toMatchObject({
      code: 'tooFewImages',
    });
    await expect(readdir(outFolder)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
