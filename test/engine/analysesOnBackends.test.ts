/**
 * What is done with a trained network, on the backends that are not TensorFlow: WebAssembly, and WebGPU
 * on SwiftShader. Numbers are compared with those of plain loops in double precision, and where a network
 * makes them, with those of tfjs's plain JavaScript backend, which `network.test.ts` holds against
 * TensorFlow.
 */
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import type { Backend } from '../../src/engine/backend/backend.js';
import { loadBackend } from '../../src/engine/backend/loadBackend.js';
import { explainImage } from '../../src/engine/evaluation/attention/explainImage.js';
import { gradCam } from '../../src/engine/evaluation/attention/gradCam.js';
import { createBlockExtractor } from '../../src/engine/evaluation/extractFeatures.js';
import { createFrozenTrunk } from '../../src/engine/evaluation/frozenTrunk.js';
import {
  createLogisticFits,
  scoreClasses,
} from '../../src/engine/evaluation/logisticRegression.js';
import { embedFolder } from '../../src/engine/evaluation/map/embedFolder.js';
import { principalPlane } from '../../src/engine/evaluation/map/principalPlane.js';
import { findNeighbors, type FeatureRows } from '../../src/engine/evaluation/nearestNeighbors.js';
import { createPixelExtractor } from '../../src/engine/evaluation/pixelFeatures.js';
import { readAllFloats, readFloats } from '../../src/engine/evaluation/readFloats.js';
import { groupNearDuplicates } from '../../src/engine/evaluation/search/nearDuplicateGroups.js';
import { makeCheckViews } from '../../src/engine/exporting/checkViews.js';
import { engineOutputs } from '../../src/engine/exporting/engineOutputs.js';
import { exportRun } from '../../src/engine/exporting/exportRun.js';
import { createRandom } from '../../src/engine/random.js';
import { float32Tensors } from '../../src/engine/runFolder/checkpointTensors.js';
import { createRows, slowSolution } from '../support/slowLogistic.js';
import { swiftShaderVariables } from '../support/swiftShader.js';
import { backendFiles, tensorflowBackend } from './backends.js';
import { createReadingWorld } from './evaluationFixtures.js';
import { createFixture } from './networkFixtures.js';
import { plainCosine } from './plainFeatures.js';
import { createPretrainedRun, newFolder, type PretrainedRun } from './pretrainedRun.js';
import { createImages } from './runs.js';

/** Of the largest value: float32, summed in another order, and a shader's own exponentials. */
const tolerance = 1e-4;
const never = new AbortController().signal;
const nobodyWaits = (): Promise<void> => Promise.resolve();
const seed = 9;
const smallJigsaw = { imageSizePx: 40, jigsaw: { grid: 2, permutations: 16 } } as const;

const normals = (name: string, count: number): Float32Array => {
  const random = createRandom(seed).split(name);
  return Float32Array.from({ length: count }, () => random.normal());
};

/** How far two lists are apart at most, as a share of the largest value. */
const apart = (actual: ArrayLike<number>, expected: ArrayLike<number>): number => {
  expect(actual.length).toBe(expected.length);
  const values = Array.from(expected);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  const furthest = values.reduce((most, value, i) => {
    const difference = Math.abs(value - actual[i]!);
    return Number.isNaN(difference) ? Infinity : Math.max(most, difference);
  }, 0);
  return furthest / largest;
};

/** Every number that the uses of a network read of it, by name. */
type Readings = ReadonlyMap<string, Float32Array>;

/** What probes and searches read of a rotation network, and where it looks; a map reads its score. */
const readRotationNetwork = async (): Promise<Readings> => {
  const fixture = createFixture('rotation', 'rotation-small', { batchSize: 2 });
  const { network, config } = fixture;
  const [head] = network.tasks;
  if (head === undefined) throw new Error('There is no rotation head.');
  const { wholeViews } = head.task;
  const frozen = createFrozenTrunk(config, wholeViews, 'float32');
  const extractors = {
    block: createBlockExtractor(frozen, { poolGrid: 3 }),
    pixels: createPixelExtractor(wholeViews),
  };
  const side = wholeViews.viewSizePx;
  const pixels = normals('pixels', 2 * side * side * 3);
  const viewsOf = () => tf.tensor4d(pixels, [2, side, side, 3]);
  const readings = new Map<string, Float32Array>();
  for (const [name, extractor] of Object.entries(extractors)) {
    const read = await readAllFloats(() => extractor.compute(viewsOf()));
    expect(read).toHaveLength(extractor.outputs.length);
    read.forEach((values, i) => readings.set(`${name} ${i}`, values));
  }
  const subject = { ...head, trunk: network.trunk, block: 'block4' };
  const looked = await readAllFloats(() => {
    const { heat, logits } = gradCam(viewsOf(), new Int32Array(), subject);
    return [heat, logits];
  });
  looked.forEach((values, i) => readings.set(`look ${i}`, values));
  const { sourceSizePx } = head.task.layout;
  const draw = createRandom(seed).split('image');
  const image = {
    sizePx: sourceSizePx,
    pixels: Uint8Array.from({ length: sourceSizePx ** 2 * 3 }, () => draw.below(256)),
  };
  const { answers } = await explainImage(image, subject, createRandom(seed), side);
  readings.set(
    'answers',
    Float32Array.from(
      answers.flatMap(({ peak, probability, answer }) => [peak, probability, answer]),
    ),
  );
  frozen.dispose();
  network.dispose();
  return readings;
};

/** How a jigsaw network answers its puzzles, and where it looks. */
const readJigsawNetwork = async (): Promise<Readings> => {
  const { network, parts } = createFixture('jigsaw', 'jigsaw-small', {
    batchSize: 1,
    ...smallJigsaw,
  });
  const [found] = network.tasks;
  const [part] = parts;
  if (found === undefined || part === undefined) throw new Error('There is no puzzle.');
  const side = found.task.layout.viewSizePx;
  const shape: [number, number, number, number] = [
    part.views.length / (side * side * 3),
    side,
    side,
    3,
  ];
  const { trunk } = network;
  const logits = await readFloats(() => {
    const features = trunk.features(tf.tensor4d(part.views, shape), 'evaluate', 'float32');
    return found.head.logits(features, part.labels, 'evaluate', 'float32');
  });
  const subject = { ...found, trunk, block: 'block3' };
  const heat = await readFloats(
    () => gradCam(tf.tensor4d(part.views, shape), part.labels.slice(0, 1), subject).heat,
  );
  network.dispose();
  return new Map([
    ['logits', logits],
    ['heat', heat],
  ]);
};

/** Two folders as training leaves them, and images. */
interface Runs {
  readonly images: string;
  readonly rotation: PretrainedRun;
  readonly jigsaw: PretrainedRun;
}

const readExport = async ({ opened }: PretrainedRun): Promise<Readings> => {
  const checkViews = await makeCheckViews(opened);
  const { blocks, heads } = await engineOutputs(
    opened,
    float32Tensors(opened.checkpoint),
    checkViews,
  );
  return new Map([
    ...blocks.map(({ name, data }): [string, Float32Array] => [name, data]),
    ...heads.map(({ task, logits }): [string, Float32Array] => [task, logits.data]),
  ]);
};

const readMap = ({ images, rotation: { runFolder } }: Runs, backend: Backend) =>
  embedFolder(
    {
      ...{ runFolder, folder: images, block: null, workers: 1, labelsFile: null, neighbors: 4 },
      ...{ minDistance: 0.1, seed: 5, mostImages: 6, withRotation: true, outFile: null },
    },
    { ...createReadingWorld(), backend },
    never,
  );

/** All of it. */
const readEverything = async (runs: Runs, backend: Backend) => ({
  rotation: await readRotationNetwork(),
  jigsaw: await readJigsawNetwork(),
  exported: await readExport(runs.rotation),
  map: await readMap(runs, backend),
});

let runs: Runs;
let reference: Awaited<ReturnType<typeof readEverything>>;
beforeAll(async () => {
  await tf.setBackend('cpu');
  runs = {
    images: await createImages(12),
    rotation: await createPretrainedRun('rotation', 'rotation-small'),
    // As small as it gets: SwiftShader is slow.
    jigsaw: await createPretrainedRun('jigsaw', 'jigsaw-small', smallJigsaw),
  };
  reference = await readEverything(runs, tensorflowBackend);
});

/** The coordinates along the two directions of greatest variance, found one after the other. */
const plainPlane = ({ values, dimension }: FeatureRows): number[][] => {
  const units = Array.from({ length: values.length / dimension }, (_, row) => {
    const own = [...values.subarray(row * dimension, (row + 1) * dimension)];
    return own.map((value) => value / Math.hypot(...own));
  });
  const mean = Array.from(
    { length: dimension },
    (_, d) => units.reduce((sum, row) => sum + row[d]!, 0) / units.length,
  );
  const centred = units.map((row) => row.map((value, d) => value - mean[d]!));
  const along = (row: readonly number[], direction: readonly number[]): number =>
    row.reduce((sum, value, d) => sum + value * direction[d]!, 0);
  const directions: number[][] = [];
  for (const start of [0, 1]) {
    let direction: number[] = mean.map((_, d) => (d === start ? 1 : 0.1));
    for (let round = 0; round < 3000; round++) {
      for (const before of directions) {
        const share = along(direction, before);
        direction = direction.map((value, d) => value - share * before[d]!);
      }
      const next = mean.map((_, d) =>
        centred.reduce((sum, row) => sum + row[d]! * along(row, direction), 0),
      );
      direction = next.map((value) => value / Math.hypot(...next));
    }
    directions.push(direction);
  }
  return directions.map((direction) => centred.map((row) => along(row, direction)));
};

describe.each(['wasm', 'webgpu'] as const)('on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    // Before Dawn is loaded: it looks at these once.
    if (name === 'webgpu') Object.assign(process.env, await swiftShaderVariables());
    backend = await loadBackend(name, backendFiles, () => undefined);
    expect(tf.getBackend()).toBe(name);
  });

  it('tensors are read in their order, and freed whatever happens', async () => {
    const before = tf.memory().numTensors;
    const read = await readAllFloats(() => {
      const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
      return [tf.matMul(x, x), tf.argMax(x, 1), tf.neg(x)];
    });
    expect(read.map((values) => [...values])).toEqual([
      [7, 10, 15, 22],
      [1, 1],
      [-1, -2, -3, -4],
    ]);
    expect(await readFloats(() => tf.sum(tf.ones([3, 5]), 1))).toEqual(Float32Array.of(5, 5, 5));
    expect(tf.memory().numTensors).toBe(before);

    const spoilt = (): tf.Tensor => {
      tf.neg(tf.ones([4]));
      throw new Error('Enough.');
    };
    await expect(readFloats(spoilt)).rejects.toThrow('Enough.');
    await expect(readAllFloats(() => [spoilt()])).rejects.toThrow('Enough.');
    const unreadable = (): tf.Tensor => {
      const tensor = tf.neg(tf.ones([4]));
      tensor.data = () => Promise.reject(new Error('The device is lost.'));
      return tensor;
    };
    await expect(readFloats(unreadable)).rejects.toThrow('The device is lost.');
    const some = readAllFloats(() => [tf.neg(tf.ones([4])), unreadable()]);
    await expect(some).rejects.toThrow('The device is lost.');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('logistic regression finds the minimum, and scores by it', async () => {
    const rows = createRows(60, 4, 3);
    const before = tf.memory().numTensors;
    const fits = createLogisticFits(rows);
    const options = { tolerance: 1e-5, maxIterations: 1000, pause: nobodyWaits };
    const model = await fits.fit(0.03, options);
    const scores = await scoreClasses(model, rows.values);
    const giveUp = { ...options, pause: () => Promise.reject(new Error('Enough.')) };
    await expect(fits.fit(1, giveUp)).rejects.toThrow('Enough.');
    fits.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(model.minimum.converged).toBe(true);
    const slow = slowSolution(rows, 0.03);
    expect(Math.abs(model.minimum.value - slow.value)).toBeLessThan(1e-6);
    expect(apart(model.parameters.subarray(0, 12), slow.weights)).toBeLessThan(1e-3);
    const plain = Array.from({ length: 60 * 3 }, (_, at) => {
      const [image, k] = [Math.floor(at / 3), at % 3];
      const x = rows.values.subarray(image * 4, image * 4 + 4);
      return x.reduce(
        (sum, value, d) => sum + value * model.parameters[d * 3 + k]!,
        model.parameters[12 + k]!,
      );
    });
    expect(apart(scores.values, plain)).toBeLessThan(tolerance);
  });

  it('nearest neighbours and near-duplicates are those of every pair', async () => {
    const dimension = 5;
    const stored = { values: normals('stored', 8300 * dimension), dimension };
    const queries = { values: normals('queries', 530 * dimension), dimension };
    const first = ({ values }: FeatureRows, rows: number): FeatureRows => {
      return { values: values.slice(0, rows * dimension), dimension };
    };
    const rowOf = ({ values }: FeatureRows, row: number): number[] => [
      ...values.subarray(row * dimension, (row + 1) * dimension),
    ];
    const before = tf.memory().numTensors;
    // More rows than one block holds, on either side.
    for (const [all, asked, looked] of [
      [stored, first(queries, 4), [0, 3]],
      [first(stored, 20), queries, [0, 511, 512, 529]],
    ] as const) {
      const found = await findNeighbors(all, asked, 3, nobodyWaits);
      expect(tf.memory().numTensors).toBe(before);
      const rows = all.values.length / dimension;
      for (const query of looked) {
        const own = rowOf(asked, query);
        const best = Array.from({ length: rows }, (_, row) => plainCosine(rowOf(all, row), own))
          .sort((a, b) => b - a)
          .slice(0, 3);
        const similarities = found.similarities.subarray(query * 3, query * 3 + 3);
        expect(apart(similarities, best)).toBeLessThan(tolerance);
        for (const [place, similarity] of similarities.entries()) {
          const cosine = plainCosine(rowOf(all, found.rows[query * 3 + place]!), own);
          expect(Math.abs(cosine - similarity)).toBeLessThan(tolerance);
        }
      }
    }
    const some = first(stored, 40);
    // Three rows become nearly the same as another one: the groups are those pairs.
    for (const [copy, of] of [
      [31, 2],
      [17, 30],
      [9, 4],
    ] as const) {
      some.values.set(
        rowOf(some, of).map((value) => 1.001 * value + 1e-4),
        copy * dimension,
      );
    }
    const groups = await groupNearDuplicates(
      some,
      Int32Array.from({ length: 40 }, (_, row) => row),
      0.9999,
      () => undefined,
      nobodyWaits,
    );
    expect(tf.memory().numTensors).toBe(before);
    const pairs = groups.map((group) => group.map(({ row }) => row));
    expect(pairs.toSorted((a, b) => a[0]! - b[0]!)).toEqual([
      [2, 31],
      [4, 9],
      [17, 30],
    ]);
  });

  it('a map begins in the plane of greatest variance', async () => {
    const dimension = 6;
    const spread = [3, 1.8, 0.5, 0.4, 0.3, 0.2];
    const values = normals('plane', 50 * dimension).map(
      (value, i) => value * spread[i % dimension]!,
    );
    const before = tf.memory().numTensors;
    const points = await principalPlane({ values, dimension }, createRandom(seed), nobodyWaits);
    expect(tf.memory().numTensors).toBe(before);
    const expected = plainPlane({ values, dimension });
    const farthest = Math.max(...expected.flat().map(Math.abs));
    for (const axis of [0, 1] as const) {
      const found = Array.from({ length: 50 }, (_, image) => points[image * 2 + axis]!);
      const own = (expected[axis] ?? []).map((value) => (10 * value) / farthest);
      const sign = Math.sign(own.reduce((sum, value, i) => sum + value * found[i]!, 0));
      // The noise that keeps copies apart has a deviation of a thousandth.
      const turned = own.map((value) => sign * value);
      expect(10 * apart(found, turned)).toBeLessThan(0.02);
    }
  });

  it('a network is read as on other backends, and no tensor is left', async () => {
    const before = tf.memory().numTensors;
    const read = await readEverything(runs, backend);
    expect(tf.memory().numTensors).toBe(before);
    for (const part of ['rotation', 'jigsaw', 'exported'] as const) {
      expect([...read[part].keys()]).toEqual([...reference[part].keys()]);
      for (const [what, values] of read[part]) {
        const furthest = apart(values, reference[part].get(what) ?? []);
        expect({ what, isNear: furthest < tolerance }).toEqual({ what, isNear: true });
      }
    }
    const { map } = read;
    expect(map.paths).toEqual(reference.map.paths);
    expect(map.rotation?.upright).toEqual(reference.map.rotation?.upright);
    const scores = reference.map.rotation?.score ?? [];
    expect(apart(map.rotation?.score ?? [], scores)).toBeLessThan(tolerance);
    expect([...map.x, ...map.y].every(Number.isFinite)).toBe(true);
  });

  it.each(['rotation', 'jigsaw'] as const)('a run of %s is exported and proven', async (task) => {
    const before = tf.memory().numTensors;
    const world = { ...createReadingWorld(), backend, versions: { pretextLab: '1.2.3' } };
    const outFolder = await newFolder();
    const { runFolder } = runs[task];
    const result = await exportRun(
      { runFolder, outFolder, formats: ['onnx', 'pytorch', 'tfjs'] },
      world,
      never,
    );
    expect(tf.memory().numTensors).toBe(before);
    expect(result.checks).toHaveLength(4);
    expect(result.maxAbsoluteDifference).toBeLessThan(tolerance);
    expect(result.files).toContain(join(outFolder, 'tfjs/model.json'));
  });
});
