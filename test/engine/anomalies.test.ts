/** Anomalies from the request to the result: a short run, a folder with labels, and what can be wrong. */
import { cp, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import { findAnomalies } from '../../src/engine/evaluation/anomalies/findAnomalies.js';
import { describeNoUpright } from '../../src/engine/evaluation/anomalies/uprightCheck.js';
import { createBlockExtractor } from '../../src/engine/evaluation/extractFeatures.js';
import { openImages } from '../../src/engine/evaluation/evaluationImages.js';
import { lookAtImages } from '../../src/engine/evaluation/lookedAtFolder.js';
import { openTrunk } from '../../src/engine/evaluation/openTrunk.js';
import type { FindAnomaliesParams } from '../../src/protocol/findings.js';
import { inEnglish } from '../../src/protocol/sentence.js';
import { createScene, type Scene } from './anomalyScene.js';
import { createReadingWorld } from './evaluationFixtures.js';
import { loadKernels } from './kernelSets.js';
import { featureRows, plainCosine } from './plainFeatures.js';
import { createFolder } from './runs.js';
import { withEngine } from './testEngine.js';

await loadKernels();

const never = new AbortController().signal;

const paramsOf = (
  { runFolder, mixed }: Scene,
  changes: Partial<FindAnomaliesParams> = {},
): FindAnomaliesParams => ({
  runFolder,
  folder: mixed,
  block: null,
  workers: 1,
  rankBy: null,
  neighbors: 3,
  truth: { labelsFile: null, normal: ['known'], anomalous: [] },
  ...changes,
});

let rotation: Scene;
let jigsaw: Scene;
beforeAll(async () => {
  rotation = await createScene('rotation');
  jigsaw = await createScene('jigsaw');
});

describe('anomalies', () => {
  it('of a rotation run are ranked, judged and compared with what the run knows', async () => {
    const world = createReadingWorld();
    const before = tf.memory().numTensors;
    const report = await findAnomalies(paramsOf(rotation), world, never);
    expect(tf.memory().numTensors).toBe(before);

    expect(report).toMatchObject({ kind: 'anomalies', rankedBy: 'rotation', block: 'block6' });
    expect(report.images).toHaveLength(10);
    const scores = report.images.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(report.images.map(({ rotationScore }) => rotationScore)).toEqual(scores);
    for (const { path, anomalous } of report.images)
      expect(anomalous).toBe(path.startsWith('odd/'));
    expect([report.normalImages, report.anomalousImages]).toEqual([4, 6]);

    const pairs = report.images.flatMap((odd) =>
      report.images.flatMap((known) =>
        odd.anomalous === true && known.anomalous === false
          ? [odd.score > known.score ? 1 : odd.score === known.score ? 0.5 : 0]
          : [],
      ),
    );
    const auroc = pairs.reduce<number>((sum, won) => sum + won, 0) / pairs.length;
    expect(report.auroc).toBeCloseTo(auroc, 12);
    expect(report.aurocs.rotation?.auroc).toBe(report.auroc);
    expect([report.low, report.high]).toEqual([
      report.aurocs.rotation?.low,
      report.aurocs.rotation?.high,
    ]);

    expect(report.sharedImages).toBe(4);
    expect(report.trainingImages).toBe(rotation.trained.length);
    const warnings = world.events.flatMap((event) => (event.kind === 'warning' ? [event] : []));
    expect(warnings.map(({ message }) => inEnglish(message))).toContainEqual(
      expect.stringMatching(/^Of the 10 images, the run was trained on 4:/),
    );
    if (report.rotationAccuracy === null) throw new Error('The run was validated.');
    expect(report.rotationAccuracy.chance).toBe(0.25);
    expect(
      warnings.filter(({ code }) => code === 'noUpright').map(({ message }) => message),
    ).toEqual([describeNoUpright(report.rotationAccuracy)].filter((sentence) => sentence !== null));
    const skipped = world.events.flatMap((event) =>
      event.kind === 'imageSkipped' ? [event.file.path] : [],
    );
    expect(skipped).toEqual(['odd/broken.png']);
  });

  it('of a jigsaw run are ranked by the distance to training images, of the block asked for', async () => {
    const world = createReadingWorld();
    const params = paramsOf(jigsaw, { block: 'block3' });
    const report = await findAnomalies(params, world, never);
    expect(report).toMatchObject({
      rankedBy: 'neighbors',
      block: 'block3',
      rotationAccuracy: null,
    });
    expect(report.images.every(({ rotationScore }) => rotationScore === null)).toBe(true);

    const trunk = await openTrunk(jigsaw.runFolder, world);
    const own = await openImages(jigsaw.folder, trunk, world, { workers: 1 });
    const mixed = await openImages(jigsaw.mixed, trunk, world, { workers: 1 });
    const trained = Int32Array.from({ length: own.paths.length }, (_, i) => i).filter((i) =>
      jigsaw.trained.includes(own.paths.at(i)),
    );
    const stored = await featureRows(trunk, own, trained, 'block3', 1, world);
    const asked = await featureRows(trunk, mixed, mixed.train, 'block3', 1, world);
    trunk.dispose();
    for (const [row, image] of mixed.train.entries()) {
      const path = mixed.paths.at(image);
      const nearest = stored
        .filter((_, k) => basename(own.paths.at(trained[k] ?? 0)) !== basename(path))
        .map((features) => 1 - plainCosine(features, asked[row] ?? []))
        .sort((a, b) => a - b)
        .slice(0, 3);
      const expected = nearest.reduce((sum, distance) => sum + distance, 0) / 3;
      const found = report.images.find((one) => one.path === path);
      expect(found?.neighborDistance).toBeCloseTo(expected, 4);
      expect(found?.score).toBe(found?.neighborDistance);
    }
  });

  it('without labels have no area', async () => {
    const params = paramsOf(rotation, { truth: null, rankBy: 'neighbors' });
    const report = await findAnomalies(params, createReadingWorld(), never);
    expect(report).toMatchObject({ auroc: null, low: null, high: null, rankedBy: 'neighbors' });
    expect(report.aurocs).toEqual({ rotation: null, neighbors: null });
    expect(report.images.every(({ anomalous }) => anomalous === null)).toBe(true);
  });

  it('are found without the training images, by the rotation score alone', async () => {
    const world = createReadingWorld();
    for (const { folder } of [rotation, jigsaw]) await rename(folder, `${folder} elsewhere`);
    try {
      const report = await findAnomalies(paramsOf(rotation), world, never);
      expect(report).toMatchObject({ trainingImages: 0, sharedImages: 0, rankedBy: 'rotation' });
      expect(report.aurocs.neighbors).toBeNull();
      expect(report.images.every(({ neighborDistance }) => neighborDistance === null)).toBe(true);
      const before = tf.memory().numTensors;
      await expect(findAnomalies(paramsOf(jigsaw), world, never)).rejects.toMatchObject({
        code: 'folderMissing',
      });
      expect(tf.memory().numTensors).toBe(before);
    } finally {
      for (const { folder } of [rotation, jigsaw]) await rename(`${folder} elsewhere`, folder);
    }
  });
});

describe('anomalies that cannot be found', () => {
  it('are refused in words, and no tensor is left behind', async () => {
    const world = createReadingWorld();
    const before = tf.memory().numTensors;
    const refused = async (
      scene: Scene,
      changes: Partial<FindAnomaliesParams>,
      message: RegExp,
    ) => {
      const found = findAnomalies(paramsOf(scene, changes), world, never);
      await expect(found).rejects.toThrow(message);
    };
    await refused(
      jigsaw,
      { rankBy: 'rotation' },
      /no rotation head; rank by the distance to training images/,
    );
    await refused(rotation, { block: 'block9' }, /no block block9; choose one of block1, block2/);
    const truth = { labelsFile: null, normal: ['new'], anomalous: [] };
    await refused(rotation, { truth }, /the labels are known, odd\.$/);
    await refused(rotation, { folder: await createFolder() }, /no readable image/);
    await refused(rotation, { folder: '/no such folder' }, /There is no folder/);
    const bare = join(await createFolder(), 'run');
    await cp(rotation.runFolder, bare, { recursive: true });
    await rm(join(bare, 'checkpoints'), { recursive: true });
    await refused({ ...rotation, runFolder: bare }, {}, /has no checkpoint yet/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('because they were stopped leave no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    const world = createReadingWorld();
    const found = findAnomalies(
      paramsOf(rotation),
      {
        ...world,
        report: (event) => {
          if (event.kind === 'dataProgress' && event.phase === 'features')
            stop.abort(new Error('Enough.'));
        },
      },
      stop.signal,
    );
    await expect(found).rejects.toThrow('Enough.');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('by request: a stop ends it, and a second one has to wait', async () => {
    await withEngine(async ({ client }) => {
      const found = client.call('findAnomalies', paramsOf(rotation));
      const second = client.call('findAnomalies', paramsOf(rotation));
      const stopped = client.call('stop', { outcome: 'stopped' });
      await expect(second).rejects.toMatchObject({ code: 'busy' });
      await expect(found).rejects.toMatchObject({ code: 'engineStopped' });
      await stopped;
    });
  });
});

describe('an image that vanishes while it is looked at', () => {
  it('is left out, with the rows of the others in their places', async () => {
    const world = createReadingWorld();
    const folder = join(await createFolder(), 'copy');
    await cp(rotation.mixed, folder, { recursive: true });
    const trunk = await openTrunk(rotation.runFolder, world);
    const dataset = await openImages(folder, trunk, world, { workers: 1 });
    const whole = await featureRows(trunk, dataset, dataset.train, 'block2', 1, world);
    // Nothing is kept of what was decoded, so every image is read once more.
    const pixels = { ...dataset.pixels, memory: null, packFile: null };
    await rm(join(folder, dataset.paths.at(2)));
    const extractor = createBlockExtractor(trunk, { blocks: ['block2'], poolGrid: 1 });
    const { images, results } = await lookAtImages(
      { ...dataset, pixels },
      dataset.train,
      trunk,
      [extractor],
      world,
      { workers: 1, signal: never, onProgress: () => undefined },
    );
    trunk.dispose();
    expect([...images]).toEqual([...dataset.train].filter((image) => image !== 2));
    const [[matrix] = []] = results;
    const { values = new Float32Array(), dimension = 0 } = matrix ?? {};
    expect(values).toHaveLength(images.length * dimension);
    const last = [...values.subarray(-dimension)];
    last.forEach((value, i) => {
      expect(value).toBeCloseTo(whole.at(-1)?.[i] ?? NaN, 4);
    });
  });
});
