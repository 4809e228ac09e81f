/** Training with labels: it learns, costs what pretraining did, repeats, stops, and leaves nothing behind. */

import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

import { likeliestClasses } from '../../src/engine/evaluation/classScores.js';
import { evaluate } from '../../src/engine/evaluation/evaluate.js';
import { rowsOf } from '../../src/engine/evaluation/evaluationData.js';
import { openImages, openLoaderPool } from '../../src/engine/evaluation/evaluationImages.js';
import { mapImages } from '../../src/engine/evaluation/extractFeatures.js';
import { labelsOfFolders, trainingLabels } from '../../src/engine/evaluation/labels.js';
import {
  createLogitsExtractor,
  weightsOf,
} from '../../src/engine/evaluation/labelledTraining/labelledNetwork.js';
import { createTrainedNetwork } from '../../src/engine/evaluation/labelledTraining/trainWithLabels.js';
import { markCorrect, shareOf } from '../../src/engine/evaluation/linearProbe.js';
import { openTrunk } from '../../src/engine/evaluation/openTrunk.js';
import { defaultEvaluation, type EvaluationParams } from '../../src/protocol/evaluation.js';
import type { Task } from '../../src/protocol/run.js';
import { createReadingWorld, createShortRun } from './evaluationFixtures.js';
import { loadKernels } from './kernelSets.js';

await loadKernels();

const never = new AbortController().signal;

describe.each(['rotation', 'jigsaw'] satisfies Task[])('a network of a %s run', (task) => {
  it('learns the labels of a few images by heart, from either start', async () => {
    const { folder, runFolder } = await createShortRun(task);
    const world = createReadingWorld();
    const before = tf.memory().numTensors;
    const trunk = await openTrunk(runFolder, world);
    const dataset = await openImages(folder, trunk, world, { workers: 1 });
    const { classes, ...all } = trainingLabels(labelsOfFolders(dataset.paths), folder);
    const { images, labels } = rowsOf(all, Int32Array.of(0, 3, 9, 14, 22, 27, 31, 38));
    expect(new Set(labels).size).toBeGreaterThan(3);
    const pool = openLoaderPool(world, 1);
    const { precision, run } = trunk;
    // As in the overfit check of a run: the same views in training and when it is measured.
    const views = { ...trunk.views, augment: false };
    const opened = tf.memory().numTensors;
    const untouched = await weightsOf(trunk);
    try {
      const source = { dataset, images, pool, clock: world.clock };
      for (const start of [await weightsOf(trunk), null]) {
        let steps = 0;
        const network = await createTrainedNetwork(
          { config: run.config, views, precision, classes: classes.length },
          start,
          { ...source, labels },
          { steps: 60, viewsPerStep: images.length, optimizer: run.config.optimizer },
          { seed: 3, signal: never, onStep: () => (steps += 1) },
        );
        expect(steps).toBe(60);
        const [[logits] = []] = await mapImages(source, views, [createLogitsExtractor(network)]);
        const values = logits?.values ?? new Float32Array();
        const told = likeliestClasses({ values, classes: classes.length });
        expect(shareOf(markCorrect(told, labels))).toBe(1);
        network.dispose();
        expect(tf.memory().numTensors).toBe(opened);
      }
    } finally {
      await pool.close();
    }
    // What was pretrained is the start of another network, and stays as it is.
    expect(await weightsOf(trunk)).toEqual(untouched);
    trunk.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('an evaluation with references trained with labels', () => {
  let folder: string;
  let runFolder: string;
  beforeAll(async () => {
    ({ folder, runFolder } = await createShortRun('rotation', 60));
  });
  const evaluateWith = (
    some: Partial<EvaluationParams>,
    signal = never,
    world = createReadingWorld(),
  ) =>
    evaluate(
      {
        runFolder,
        trainFolder: folder,
        testFolder: null,
        trainLabels: null,
        testLabels: null,
        blocks: ['block2', 'block6'],
        fewLabels: false,
        workers: 1,
        ...defaultEvaluation,
        ...some,
      },
      signal,
      world,
    );

  it('trains as long as pretraining lasted, and probes the same blocks', async () => {
    const world = createReadingWorld();
    const before = tf.memory().numTensors;
    const asked = { supervised: true, fineTune: { epochs: 2, labelsPerClass: null } };
    const result = await evaluateWith(asked, never, world);
    expect(tf.memory().numTensors).toBe(before);
    const { supervised, fineTuned } = result.references;
    if (supervised === null || fineTuned === null) throw new Error('A reference is missing.');
    // 8 images a step in four rotations each.
    expect(supervised.training.pretrainingViews).toBe(result.step * 32);
    expect(supervised.training).toMatchObject({
      images: result.dataset.trainImages,
      steps: result.step,
      views: result.step * 32,
      learningRate: 0.1,
    });
    expect(supervised.perBlock.map(({ block, dimension }) => [block, dimension])).toEqual(
      result.perBlock.map(({ block, dimension }) => [block, dimension]),
    );
    const best = Math.max(
      ...supervised.perBlock.map(({ validationAccuracy }) => validationAccuracy),
    );
    expect(
      supervised.perBlock.find(({ block }) => block === supervised.bestBlock)?.validationAccuracy,
    ).toBe(best);
    const pretrained = result.perBlock.map(({ linear, knn }) => [linear, knn]);
    expect(supervised.perBlock.map(({ linear, knn }) => [linear, knn])).not.toEqual(pretrained);
    expect(fineTuned).toMatchObject({ epochs: 2, labelsPerClass: null });
    expect(fineTuned.training.steps).toBe(2 * Math.floor(result.dataset.trainImages / 32));
    for (const { accuracy, low, high } of [supervised.head, fineTuned.random]) {
      expect(low).toBeLessThanOrEqual(accuracy);
      expect(high).toBeGreaterThanOrEqual(accuracy);
    }
    const training = world.events.flatMap((event) =>
      event.kind === 'evaluationProgress' && event.phase === 'training' ? [event] : [],
    );
    const total = supervised.training.steps + 2 * fineTuned.training.steps;
    expect(training.map(({ done }) => done)).toEqual(
      Array.from({ length: total }, (_, i) => i + 1),
    );
    expect(training.every((event) => event.total === total)).toBe(true);

    const again = await evaluateWith(asked);
    const figures = ({ references, perBlock }: typeof result) => ({
      perBlock,
      supervised: references.supervised?.perBlock,
      head: references.supervised?.head,
      tuned: [references.fineTuned?.pretrained, references.fineTuned?.random],
    });
    expect(figures(again)).toEqual(figures(result));
    // The other figures do not know of the training.
    const without = await evaluateWith({});
    expect(without.perBlock).toEqual(result.perBlock);
    expect(without.references).toMatchObject({ supervised: null, fineTuned: null });
  });

  it('fine-tunes with a few labels, as far as there are any', async () => {
    const fineTune = { epochs: 1, labelsPerClass: 2 };
    const { references, dataset } = await evaluateWith({ fineTune });
    expect(references.fineTuned?.training.images).toBe(2 * dataset.classes.length);
    await expect(
      evaluateWith({ fineTune: { epochs: 1, labelsPerClass: 500 } }),
    ).rejects.toMatchObject({
      code: 'badArgument',
      message: expect.stringMatching(/500 labels of each class cannot be taken/) as string,
    });
  });

  it.each([1, 4])('stops between two steps, here after step %i', async (step) => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const world = createReadingWorld();
    let last = 0;
    const report: typeof world.report = (event) => {
      if (event.kind !== 'evaluationProgress' || event.phase !== 'training') return;
      last = event.done;
      if (last === step) controller.abort();
    };
    const asked = { supervised: true, fineTune: { epochs: 1, labelsPerClass: null } };
    await expect(
      evaluateWith(asked, controller.signal, { ...world, report }),
    ).rejects.toMatchObject({ code: 'engineStopped' });
    expect(last).toBe(step);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says which loss was not finite', async () => {
    const trunk = await openTrunk(runFolder, createReadingWorld());
    const world = createReadingWorld();
    const dataset = await openImages(folder, trunk, world, { workers: 1 });
    const pool = openLoaderPool(world, 1);
    const { images, labels, classes } = trainingLabels(labelsOfFolders(dataset.paths), folder);
    const before = tf.memory().numTensors;
    const optimizer = { ...trunk.run.config.optimizer, learningRate: 1e30, warmupSteps: 0 };
    await expect(
      createTrainedNetwork(
        {
          config: trunk.run.config,
          views: trunk.views,
          precision: 'float32',
          classes: classes.length,
        },
        null,
        { dataset, images, labels, pool, clock: world.clock },
        { steps: 9, viewsPerStep: 8, optimizer },
        { seed: 0, signal: never, onStep: () => undefined },
      ),
    ).rejects.toMatchObject({ code: 'lossNotFinite' });
    expect(tf.memory().numTensors).toBe(before);
    await pool.close();
    trunk.dispose();
  });
});
