/** Features of whole images: the trunk of a run folder against a forward pass by hand. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import type { Dataset } from '../../src/engine/data/prepareDataset.js';
import { openImages, openLoaderPool } from '../../src/engine/evaluation/evaluationImages.js';
import {
  extractFeatures,
  type FeatureMatrix,
} from '../../src/engine/evaluation/extractFeatures.js';
import { openTrunk, type OpenedTrunk } from '../../src/engine/evaluation/openTrunk.js';
import { planTasks } from '../../src/engine/pretext/tasks.js';
import { loadLatestCheckpoint } from '../../src/engine/runFolder/checkpoint.js';
import { float32Tensors } from '../../src/engine/runFolder/checkpointTensors.js';
import { permutationSetOf } from '../../src/engine/training/openRunData.js';
import { createRunNetwork } from '../../src/engine/training/pretextNetwork.js';
import type { Task } from '../../src/protocol/run.js';
import { createReadingWorld, createShortRun } from './evaluationFixtures.js';
import { loadKernels } from './kernelSets.js';
import { createFolder } from './runs.js';

await loadKernels();

const world = createReadingWorld();

/** A view as its task would make it in validation, in double precision. */
const plainView = (pixels: Uint8Array, sourcePx: number, trunk: OpenedTrunk): number[] => {
  const { viewSizePx: side, shrink, normalisation } = trunk.views;
  const edge = Math.floor((sourcePx - side * shrink) / 2);
  const raw: number[] = [];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let dy = 0; dy < shrink; dy++) {
          for (let dx = 0; dx < shrink; dx++) {
            const [row, column] = [edge + y * shrink + dy, edge + x * shrink + dx];
            sum += pixels[(row * sourcePx + column) * 3 + c] ?? NaN;
          }
        }
        raw.push(sum / shrink ** 2);
      }
    }
  }
  if (normalisation === 'fixed') return raw.map((value) => (value / 255 - 0.5) / 0.25);
  const moments = [0, 1, 2].map((c) => {
    const values = raw.filter((_, i) => i % 3 === c);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean, std: Math.max(4, Math.sqrt(variance)) };
  });
  return raw.map((value, i) => {
    const { mean = NaN, std = NaN } = moments[i % 3] ?? {};
    return (value - mean) / std;
  });
};

/** Means over the cells of a grid, straight from their definition. */
const plainPool = (values: ArrayLike<number>, shape: readonly number[], grid: number): number[] => {
  const [, height = 0, width = 0, channels = 0] = shape;
  const bounds = (side: number, cell: number): [number, number] => [
    Math.floor((cell * side) / grid),
    Math.ceil(((cell + 1) * side) / grid),
  ];
  const pooled: number[] = [];
  for (let row = 0; row < grid; row++) {
    for (let column = 0; column < grid; column++) {
      const [top, bottom] = bounds(height, row);
      const [left, right] = bounds(width, column);
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let y = top; y < bottom; y++) {
          for (let x = left; x < right; x++) sum += values[(y * width + x) * channels + c] ?? NaN;
        }
        pooled.push(sum / ((bottom - top) * (right - left)));
      }
    }
  }
  return pooled;
};

/** The features of one image after one block, through the run's whole network. */
const plainFeatures = async (
  trunk: OpenedTrunk,
  dataset: Dataset,
  image: number,
  block: string,
  grid: number,
): Promise<number[]> => {
  const { config } = trunk.run;
  const { memory, records, recordBytes } = dataset.pixels;
  if (memory === null) throw new Error('The pixels are not in memory.');
  const pixels = new Uint8Array(memory, (records[image] ?? NaN) * recordBytes);
  const checkpoint = await loadLatestCheckpoint(trunk.runFolder);
  if (checkpoint === null) throw new Error('There is no checkpoint.');
  const network = createRunNetwork(config, planTasks(config, permutationSetOf(config)));
  network.parameters.import(float32Tensors(checkpoint));
  const side = trunk.views.viewSizePx;
  const view = plainView(pixels, trunk.views.sourceSizePx, trunk);
  const { values, shape } = tf.tidy(() => {
    const views = tf.tensor4d(view, [1, side, side, 3]);
    const features = network.trunk.features(views, 'evaluate', 'float32', block);
    return { values: Float32Array.from(features.dataSync()), shape: features.shape };
  });
  network.dispose();
  return plainPool(values, shape, grid);
};

const featuresOf = async (
  trunk: OpenedTrunk,
  dataset: Dataset,
  images: Int32Array,
  poolGrid: number,
  blocks?: readonly string[],
): Promise<FeatureMatrix[]> => {
  const pool = openLoaderPool(world, 1);
  try {
    const source = { dataset, images, pool, clock: world.clock };
    return await extractFeatures(trunk, source, { poolGrid, blocks });
  } finally {
    await pool.close();
  }
};

/** Source and view in px, shrinking and normalisation, for images of 16 px (rotation) or 60 px. */
const wholeViews: Readonly<Record<Task, readonly unknown[]>> = {
  rotation: [16, 16, 1, 'fixed'],
  jigsaw: [66, 66, 1, 'perImage'],
  both: [66, 30, 2, 'fixed'],
};

describe.each(['rotation', 'jigsaw', 'both'] satisfies Task[])('the features of %s', (task) => {
  it('are those of a forward pass, pooled, and leave no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const { folder, runFolder } = await createShortRun(task);
    const trunk = await openTrunk(runFolder, world);
    const opened = tf.memory().numTensors;
    // Whole images at the size and in the colours that the task is used to.
    const { viewSizePx, sourceSizePx, shrink, normalisation } = trunk.views;
    expect([sourceSizePx, viewSizePx, shrink, normalisation]).toEqual(wholeViews[task]);
    const dataset = await openImages(folder, trunk, world, { workers: 1 });
    expect(dataset.train).toHaveLength(40);
    const images = Int32Array.of(7, 0, 31);
    const features = await featuresOf(trunk, dataset, images, 2);
    expect(tf.memory().numTensors).toBe(opened);
    expect(features.map(({ name }) => name)).toEqual(trunk.blocks.map(({ name }) => name));
    for (const { name, dimension, values } of [features.at(0), features.at(-1)].flatMap(
      (matrix) => matrix ?? [],
    )) {
      expect(values).toHaveLength(images.length * dimension);
      for (const [row, image] of images.entries()) {
        const expected = await plainFeatures(trunk, dataset, image, name, 2);
        expect(expected).toHaveLength(dimension);
        const actual = values.subarray(row * dimension, (row + 1) * dimension);
        const furthest = Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)));
        expect(furthest).toBeLessThan(1e-4);
      }
    }
    trunk.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('an opened trunk', () => {
  let runFolder: string;
  let folder: string;
  beforeAll(async () => {
    ({ folder, runFolder } = await createShortRun('rotation'));
  });
  /** A copy of the run to be damaged. */
  const copyRun = async (): Promise<string> => {
    const copy = join(await createFolder(), 'run');
    await cp(runFolder, copy, { recursive: true });
    return copy;
  };
  const open = (run: string): Promise<OpenedTrunk> => openTrunk(run, world);

  it('gives the blocks that are asked for, whatever the batch they are in', async () => {
    const trunk = await open(runFolder);
    const dataset = await openImages(folder, trunk, world, { workers: 1 });
    // More images than a batch has, and some of them twice.
    const many = Int32Array.from({ length: 150 }, (_, i) => i % 40);
    const [block, ...others] = await featuresOf(trunk, dataset, many, 1, ['block3']);
    expect(others).toEqual([]);
    const { values = new Float32Array(), dimension = 0 } = block ?? {};
    expect(dimension).toBe(64);
    const row = (i: number): number[] => [...values.subarray(i * dimension, (i + 1) * dimension)];
    row(3).forEach((value, i) => {
      expect(row(123)[i]).toBeCloseTo(value, 4);
    });
    expect(row(3)).not.toEqual(row(4));
    trunk.dispose();
  });

  it('is refused in words where there is none', async () => {
    const before = tf.memory().numTensors;
    const withoutCheckpoint = await copyRun();
    await rm(join(withoutCheckpoint, 'checkpoints'), { recursive: true });
    await expect(open(withoutCheckpoint)).rejects.toMatchObject({ code: 'noCheckpoint' });

    const newer = await copyRun();
    const text = await readFile(join(newer, 'run.json'), 'utf8');
    await writeFile(
      join(newer, 'run.json'),
      text.replace('"formatVersion": 1', '"formatVersion": 2'),
    );
    await expect(open(newer)).rejects.toMatchObject({
      code: 'runUnreadable',
      message: expect.stringContaining('newer') as string,
    });

    const altered = await copyRun();
    await writeFile(
      join(altered, 'run.json'),
      text.replace('"preset": "rotation-small"', '"preset": "rotation-paper-3"'),
    );
    await expect(open(altered)).rejects.toMatchObject({ code: 'runUnreadable' });

    const nothing = join(await createFolder(), 'nothing');
    await mkdir(nothing);
    await expect(open(nothing)).rejects.toMatchObject({ code: 'runUnreadable' });
    expect(tf.memory().numTensors).toBe(before);
  });
});
