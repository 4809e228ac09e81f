/** Maps: what they promise of who lies beside whom, and the request for one. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import { findAnomalies } from '../../src/engine/evaluation/anomalies/findAnomalies.js';
import { embedFolder } from '../../src/engine/evaluation/map/embedFolder.js';
import { mapFeatures } from '../../src/engine/evaluation/map/mapFeatures.js';
import { findNearestOthers } from '../../src/engine/evaluation/map/nearestOthers.js';
import type { FeatureRows } from '../../src/engine/evaluation/nearestNeighbors.js';
import { createRandom } from '../../src/engine/random.js';
import { imageMapSchema } from '../../src/protocol/embedding.js';
import { createScene, type Scene } from './anomalyScene.js';
import { createReadingWorld } from './evaluationFixtures.js';
import { loadKernels } from './kernelSets.js';
import { createFolder } from './runs.js';

await loadKernels();

const never = new AbortController().signal;
const noPause = (): Promise<void> => Promise.resolve();
const dimension = 12;

/** Points around six places that are far apart, too many to be told apart in a plane without bending it. */
const clusters = (perCluster: number): { features: FeatureRows; kinds: number[] } => {
  const random = createRandom(8);
  const kinds = Array.from({ length: 6 * perCluster }, (_, row) => row % 6);
  const values = kinds.flatMap((kind) =>
    Array.from({ length: dimension }, (_, d) => (d % 6 === kind ? 6 : 0) + random.normal()),
  );
  return { features: { values: Float32Array.from(values), dimension }, kinds };
};

const mapOf = (features: FeatureRows, neighbors = 15, seed = 1): Promise<Float64Array> =>
  mapFeatures(
    features,
    { neighbors, minDistance: 0.1, random: createRandom(seed) },
    { onProgress: () => undefined, pause: noPause },
  );

/** All other rows of each, the nearest first. */
const ranks = (count: number, distance: (a: number, b: number) => number): number[][] =>
  Array.from({ length: count }, (_, a) =>
    Array.from({ length: count }, (__, b) => b)
      .filter((b) => b !== a)
      .sort((b, c) => distance(a, b) - distance(a, c)),
  );

const mapRanks = (points: Float64Array): number[][] =>
  ranks(points.length / 2, (a, b) =>
    Math.hypot(points[a * 2]! - points[b * 2]!, points[a * 2 + 1]! - points[b * 2 + 1]!),
  );

const featureRanks = ({ values }: FeatureRows): number[][] => {
  const row = (at: number): Float32Array => values.subarray(at * dimension, (at + 1) * dimension);
  const dot = (a: number, b: number): number =>
    row(a).reduce((sum, value, d) => sum + value * row(b)[d]!, 0);
  return ranks(values.length / dimension, (a, b) => -dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)));
};

/** Venna & Kaski 2001: 1 when the k nearest on the map are among the k nearest by features. */
const trustworthiness = (features: FeatureRows, points: Float64Array, k: number): number => {
  const [near, far] = [mapRanks(points), featureRanks(features)];
  const count = near.length;
  let penalty = 0;
  for (const [row, own] of near.entries()) {
    for (const other of own.slice(0, k)) {
      penalty += Math.max(0, (far[row] ?? []).indexOf(other) + 1 - k);
    }
  }
  return 1 - (2 * penalty) / (count * k * (2 * count - 3 * k - 1));
};

describe('a map of features', () => {
  it('keeps clusters apart and neighbours together', async () => {
    const { features, kinds } = clusters(30);
    const before = tf.memory().numTensors;
    const points = await mapOf(features);
    expect(tf.memory().numTensors).toBe(before);
    for (const [row, own] of mapRanks(points).entries()) {
      for (const other of own.slice(0, 10)) expect(kinds[other]).toBe(kinds[row]);
    }
    expect(trustworthiness(features, points, 10)).toBeGreaterThan(0.9);
  });

  it('is the same for the same seed', async () => {
    const { features } = clusters(3);
    const points = await mapOf(features, 4);
    expect(await mapOf(features, 4)).toEqual(points);
    expect(await mapOf(features, 4, 2)).not.toEqual(points);
  });

  it('is made of few images too, of copies, and of rows without a direction', async () => {
    const { features } = clusters(5);
    const first = (rows: number): FeatureRows => ({
      values: features.values.slice(0, rows * dimension),
      dimension,
    });
    const copies = { values: new Float32Array(40 * dimension).fill(0.5), dimension };
    const nothing = { values: new Float32Array(5 * dimension), dimension };
    const many = first(30);
    many.values.copyWithin(dimension * 5, 0, dimension * 5);
    const half = { values: many.values.map((x, i) => (i < 9 * dimension ? 0 : x)), dimension };
    for (const some of [first(1), first(2), first(3), first(6), copies, nothing, many, half]) {
      const points = await mapOf(some, 6);
      expect(points).toHaveLength((2 * some.values.length) / dimension);
      expect(points.every((value) => Number.isFinite(value) && Math.abs(value) < 1000)).toBe(true);
    }
  });

  it('ties an image to the others that are nearest, copies among them', async () => {
    const { features } = clusters(5);
    // More copies than neighbours: not every one of them is among those that are found first.
    features.values.copyWithin(dimension, 0, dimension);
    for (let row = 2; row < 9; row++) features.values.copyWithin(row * dimension, 0, dimension);
    const others = await findNearestOthers(features, 4, noPause);
    const expected = featureRanks(features);
    for (let row = 0; row < 30; row++) {
      const own = [...others.rows.subarray(row * 4, row * 4 + 4)];
      expect(own).not.toContain(row);
      expect(new Set(own).size).toBe(4);
      if (row < 9) expect(own.every((other) => other < 9)).toBe(true);
      else expect(new Set(own)).toEqual(new Set(expected[row]?.slice(0, 4)));
    }
    expect(others.distances.every((distance) => distance >= 0)).toBe(true);
  });

  it('tells how far it is, and leaves no tensor behind when it is given up', async () => {
    const { features } = clusters(5);
    const before = tf.memory().numTensors;
    const told = new Map<string, number[]>();
    const settings = { neighbors: 5, minDistance: 0.1, random: createRandom(1) };
    const onProgress = (phase: string, done: number, total: number): void => {
      told.set(phase, [...(told.get(phase) ?? []), done / total]);
    };
    await mapFeatures(features, settings, { onProgress, pause: noPause });
    expect([...told.keys()]).toEqual(['compare', 'layOut']);
    for (const shares of told.values()) expect(shares.at(-1)).toBe(1);
    for (let calls = 1; calls < 12; calls++) {
      let left = calls;
      const pause = (): Promise<void> =>
        --left > 0 ? Promise.resolve() : Promise.reject(new Error('Enough.'));
      const given = mapFeatures(features, settings, { onProgress, pause });
      await expect(given).rejects.toThrow('Enough.');
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});

describe('a map of a folder', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await createScene('rotation');
  });

  const paramsOf = ({ runFolder, mixed }: Scene) => ({
    ...{ runFolder, folder: mixed, block: null, workers: 1, labelsFile: null, neighbors: 3 },
    ...{ minDistance: 0.1, seed: 5, mostImages: 100, withRotation: true, outFile: null },
  });

  it('has every image with its label and what the rotation head says', async () => {
    const before = tf.memory().numTensors;
    const world = createReadingWorld();
    const outFile = join(await createFolder(), 'map.csv');
    const map = await embedFolder({ ...paramsOf(scene), outFile }, world, never);
    expect(tf.memory().numTensors).toBe(before);
    expect(imageMapSchema.parse(map)).toEqual(map);
    expect(map).toMatchObject({ block: 'block6', neighbors: 3, leftOut: 0, file: outFile });
    expect(map.paths).toHaveLength(10);
    expect(map.classes).toEqual(['known', 'odd']);
    for (const [image, path] of map.paths.entries()) {
      expect(map.classes[map.labels[image] ?? -1]).toBe(path.split('/')[0]);
    }
    const params = { ...paramsOf(scene), rankBy: null, neighbors: 5, truth: null };
    const ranked = await findAnomalies(params, createReadingWorld(), never);
    for (const { path, rotationScore } of ranked.images) {
      expect(map.rotation?.score[map.paths.indexOf(path)]).toBeCloseTo(rotationScore ?? NaN, 5);
    }
    expect(map.rotation?.turns).toEqual([0, 1, 2, 3]);
    for (const [image, share] of (map.rotation?.right ?? []).entries()) {
      expect([0, 0.25, 0.5, 0.75, 1]).toContain(share);
      if (share === 1) expect(map.rotation?.upright?.[image]).toBe(0);
      if (share === 0) expect(map.rotation?.upright?.[image]).not.toBe(0);
    }
    const lines = (await readFile(outFile, 'utf8')).trim().split('\r\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('path,x,y,label,right,upright,score');
    expect(world.events.some((event) => event.kind === 'imageSkipped')).toBe(true);
    expect(await embedFolder(paramsOf(scene), createReadingWorld(), never)).toEqual({
      ...map,
      file: null,
    });
  });

  it('leaves out what is more than was asked for, and can do without the head', async () => {
    const labelsFile = join(await createFolder(), 'labels.csv');
    await writeFile(labelsFile, 'path,label\nodd/0.png,noise\nodd/gone.png,noise\n');
    const changes = { mostImages: 4, withRotation: false, block: 'block2', labelsFile };
    const world = createReadingWorld();
    const map = await embedFolder({ ...paramsOf(scene), ...changes }, world, never);
    expect(map).toMatchObject({ block: 'block2', leftOut: 6, rotation: null, neighbors: 3 });
    expect(map.paths).toHaveLength(4);
    expect(map.paths).toEqual(map.paths.toSorted());
    for (const [image, path] of map.paths.entries()) {
      expect(map.labels[image]).toBe(path === 'odd/0.png' ? 0 : null);
    }
    expect(world.events.filter((event) => event.kind === 'warning')).toHaveLength(1);
  });

  it('is refused in words, and no tensor is left behind', async () => {
    const before = tf.memory().numTensors;
    const refused = async (changes: object, code: string, message: RegExp): Promise<void> => {
      const asked = embedFolder({ ...paramsOf(scene), ...changes }, createReadingWorld(), never);
      await expect(asked).rejects.toMatchObject({ code });
      await expect(asked).rejects.toThrow(message);
    };
    const empty = await createFolder();
    await refused({ folder: empty }, 'tooFewImages', /no readable image/);
    await refused({ folder: join(empty, 'gone') }, 'folderMissing', /no folder/);
    await refused({ block: 'block9' }, 'badArgument', /no block block9/);
    await refused({ labelsFile: join(empty, 'gone.csv') }, 'badArgument', /cannot be read/);
    await refused({ outFile: join(empty, 'a', 'b.csv') }, 'notWritable', /there is no folder/);
    await refused({ runFolder: empty }, 'runUnreadable', /run folder/);
    const gone = AbortSignal.abort(new Error('Enough.'));
    await expect(embedFolder(paramsOf(scene), createReadingWorld(), gone)).rejects.toThrow();
    expect(tf.memory().numTensors).toBe(before);
  });
});
