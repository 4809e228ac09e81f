/** The two scores of anomalies, each against its definition. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';

import {
  neighborDistances,
  withoutCopies,
} from '../../src/engine/evaluation/anomalies/neighborDistance.js';
import { createRotationScorer } from '../../src/engine/evaluation/anomalies/rotationScore.js';
import { createViewMaker, type ViewMakerSpec } from '../../src/engine/pretext/viewMakers.js';
import { createRandom } from '../../src/engine/random.js';
import { loadKernels } from './kernelSets.js';
import { createFixture, type NetworkFixture } from './networkFixtures.js';
import { plainCosine } from './plainFeatures.js';

await loadKernels();
const random = createRandom(5).split('anomaly scores');

const noPause = (): Promise<void> => Promise.resolve();

describe('the rotation score', () => {
  const images = 3;

  const rotationTask = ({ network }: NetworkFixture) => {
    const found = network.tasks.find(({ task }) => task.name === 'rotation');
    if (found === undefined) throw new Error('There is no rotation task.');
    return found;
  };

  /** Views of random images, as loader workers make them in validation. */
  const renderAll = (spec: ViewMakerSpec, seed: number): Float32Array => {
    const maker = createViewMaker(spec);
    const { sourceSizePx, viewSizePx, viewsPerImage, labelsPerImage } = maker.layout;
    const perImage = viewsPerImage * viewSizePx ** 2 * 3;
    const views = new Float32Array(images * perImage);
    for (let i = 0; i < images; i++) {
      const draws = createRandom(seed).split('pixels', i);
      const pixels = Uint8Array.from({ length: sourceSizePx ** 2 * 3 }, () => draws.below(256));
      maker.render(
        { sizePx: sourceSizePx, pixels },
        'validation',
        draws,
        views.subarray(i * perImage, (i + 1) * perImage),
        new Int32Array(labelsPerImage),
      );
    }
    return views;
  };

  it.each([
    ['rotation', 'all'],
    ['rotation', 'half'],
    ['rotation', 'quarter'],
    ['both', 'all'],
  ] as const)(
    'of %s with %s turns is the mean of -log p of the turned views, beside the answers',
    (task, turns) => {
      const before = tf.memory().numTensors;
      const preset = task === 'rotation' ? 'rotation-small' : 'jigsaw-small';
      const fixture = createFixture(task, preset, { rotation: { turns } });
      const { network } = fixture;
      const rotation = rotationTask(fixture);
      const { spec, layout, wholeViews } = rotation.task;
      const opened = tf.memory().numTensors;

      const scorer = createRotationScorer({
        ...network,
        heads: network.tasks,
        precision: 'float32',
      });
      const side = wholeViews.viewSizePx;
      const { classes } = layout;
      const { scores, answers } = tf.tidy(() => {
        const whole = tf.tensor4d(renderAll(wholeViews, 7), [images, side, side, 3]);
        const [score, answer] = scorer?.compute(whole) ?? [];
        expect(score?.shape).toEqual([images]);
        expect(answer?.shape).toEqual([images, classes]);
        return { scores: [...(score?.dataSync() ?? [])], answers: [...(answer?.dataSync() ?? [])] };
      });
      expect(tf.memory().numTensors).toBe(opened);

      const labels = Int32Array.from({ length: images * classes }, (_, i) => i % classes);
      const logits = tf.tidy(() => {
        const part = { views: renderAll(spec, 7), labels };
        return [...network.forward(rotation, part, 'evaluate', 'float32').logits.dataSync()];
      });
      for (const [row, answer] of answers.entries()) {
        const own = logits.slice(row * classes, (row + 1) * classes);
        expect(answer).toBe(own.indexOf(Math.max(...own)));
      }
      const expected = Array.from({ length: images }, (_, image) => {
        let sum = 0;
        for (let r = 0; r < classes; r++) {
          const row = logits.slice(
            (image * classes + r) * classes,
            (image * classes + r + 1) * classes,
          );
          const total = row.reduce((all, logit) => all + Math.exp(logit), 0);
          sum -= Math.log(Math.exp(row[r] ?? NaN) / total);
        }
        return sum / classes;
      });
      for (const [i, score] of scores.entries()) expect(score).toBeCloseTo(expected[i] ?? NaN, 4);
      // Otherwise every order of the turns would do.
      expect(new Set(expected.map((score) => score.toFixed(3))).size).toBe(images);
      network.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('is none without a rotation head', () => {
    const { network } = createFixture('jigsaw', 'jigsaw-small');
    const heads = network.tasks;
    expect(createRotationScorer({ ...network, heads, precision: 'float32' })).toBeNull();
    network.dispose();
  });
});

describe('the distance to neighbours', () => {
  const dimension = 5;
  const draw = (names: readonly string[]) => ({
    values: Float32Array.from({ length: names.length * dimension }, () => random.normal()),
    dimension,
    names,
  });
  const rowOf = ({ values }: { readonly values: Float32Array }, row: number): number[] => [
    ...values.subarray(row * dimension, (row + 1) * dimension),
  ];

  it.each([1, 4, 30])(
    'is the mean over the %i nearest that are not the image itself',
    async (k) => {
      const stored = draw(Array.from({ length: 20 }, (_, i) => `stored ${i}`));
      const queries = draw(['new', 'stored 3', 'stored 17']);
      // A training image that is asked for is its own nearest.
      queries.values.set(rowOf(stored, 3), dimension);
      queries.values.set(rowOf(stored, 17), 2 * dimension);
      const before = tf.memory().numTensors;
      const distances = await neighborDistances(stored, queries, k, noPause);
      expect(tf.memory().numTensors).toBe(before);
      const expected = queries.names.map((name, query) => {
        const nearest = stored.names
          .flatMap((other, row) =>
            other === name ? [] : [1 - plainCosine(rowOf(queries, query), rowOf(stored, row))],
          )
          .sort((a, b) => a - b)
          .slice(0, k);
        return nearest.reduce((sum, distance) => sum + distance, 0) / nearest.length;
      });
      expect(distances).toHaveLength(3);
      for (const [i, distance] of distances.entries()) {
        expect(distance).toBeCloseTo(expected[i] ?? NaN, 5);
      }
    },
  );

  it('is none where the only stored image is the image itself', async () => {
    const one = draw(['a']);
    expect(await neighborDistances(one, one, 3, noPause)).toEqual([null]);
  });

  it('counts copies among the stored images once', () => {
    const stored = draw(['a', 'b', 'a', 'c', 'b']);
    const kept = withoutCopies(stored);
    expect(kept.names).toEqual(['a', 'b', 'c']);
    expect([0, 1, 2].map((row) => rowOf(kept, row))).toEqual(
      [0, 1, 3].map((row) => rowOf(stored, row)),
    );
  });
});
