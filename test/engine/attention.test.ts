/** Where a network looks: the heat against closed form and finite differences, and its pictures. */
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { explainImage } from '../../src/engine/evaluation/attention/explainImage.js';
import { gradCam } from '../../src/engine/evaluation/attention/gradCam.js';
import { createRandom } from '../../src/engine/random.js';
import type { RunOverrides } from '../../src/protocol/defaultConfig.js';
import { loadKernels } from './kernelSets.js';
import { createFixture } from './networkFixtures.js';

await loadKernels();

const createSubject = (task: 'rotation' | 'jigsaw', block: string, overrides?: RunOverrides) => {
  const preset = task === 'rotation' ? 'rotation-small' : 'jigsaw-small';
  const { network, parts } = createFixture(task, preset, { batchSize: 1, ...overrides });
  const [networkTask] = network.tasks;
  const [part] = parts;
  if (networkTask === undefined || part === undefined) throw new Error('There is no task.');
  const side = networkTask.task.layout.viewSizePx;
  const subject = { ...networkTask, trunk: network.trunk, block };
  return { network, part, side, subject };
};

/** The heat and logits of random views. */
const heatOf = ({ part, side, subject }: ReturnType<typeof createSubject>, labels: Int32Array) =>
  tf.tidy(() => {
    const views = tf.tensor4d(part.views, [part.views.length / (side * side * 3), side, side, 3]);
    const features = subject.trunk.features(views, 'evaluate', 'float32', subject.block);
    const { heat, logits } = gradCam(views, labels, subject);
    expect(heat.shape).toEqual(features.shape.slice(0, 3));
    return {
      shape: features.shape,
      features: [...features.dataSync()],
      heat: [...heat.dataSync()],
      logits: [...logits.dataSync()],
    };
  });

const argmax = (values: readonly number[]): number => values.indexOf(Math.max(...values));

describe('heat', () => {
  it('is the class activation map where a linear layer follows the mean of the last block', () => {
    const before = tf.memory().numTensors;
    const made = createSubject('rotation', 'block6');
    const { shape, features, heat, logits } = heatOf(made, new Int32Array());
    const matrix = made.network.parameters.trainable.find(
      ({ name }) => name === 'rotation.logits.matrix',
    );
    const weights = [...(matrix?.value.dataSync() ?? [])]; // [C, 4]
    const [views = 0, height = 0, width = 0, channels = 0] = shape;
    const places = height * width;
    for (let view = 0; view < views; view++) {
      const answer = argmax(logits.slice(view * 4, view * 4 + 4));
      for (let place = 0; place < places; place++) {
        let sum = 0;
        for (let c = 0; c < channels; c++) {
          sum += features[(view * places + place) * channels + c]! * weights[c * 4 + answer]!;
        }
        expect(heat[view * places + place]).toBeCloseTo(Math.max(0, sum / places), 5);
      }
    }
    expect(Math.max(...heat)).toBeGreaterThan(0.001);
    made.network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['rotation', 'block4'],
    ['jigsaw', 'block3'],
    ['jigsaw', 'block4'],
  ] as const)('of %s after %s is that of finite differences', (task, block) => {
    const before = tf.memory().numTensors;
    const jigsaw = { permutations: 16, permutationsPerImage: 1 };
    const made = createSubject(task, block, { jigsaw });
    const { subject, part } = made;
    const labels = task === 'jigsaw' ? part.labels.slice(0, 1) : new Int32Array();
    const { shape, features, heat, logits } = heatOf(made, labels);
    const [views = 0, height = 0, width = 0, channels = 0] = shape;
    const places = height * width;
    const classes = task === 'jigsaw' ? 16 : 4;
    const step = 1e-2 * Math.sqrt(features.reduce((sum, x) => sum + x * x, 0) / features.length);
    /** The logit of the answer that a view takes part in, with one channel raised everywhere. */
    const logitOf = (view: number, channel: number, raise: number): number => {
      const raised = features.map((value, at) => {
        const isIt = Math.floor(at / (places * channels)) === view && at % channels === channel;
        return isIt ? value + raise : value;
      });
      const row = task === 'jigsaw' ? 0 : view;
      const answer = argmax(logits.slice(row * classes, (row + 1) * classes));
      return tf.tidy(() => {
        const x = subject.trunk.featuresAfter(
          block,
          tf.tensor(raised, [views, height, width, channels]),
          'evaluate',
        );
        return subject.head.logits(x, labels, 'evaluate', 'float32').dataSync()[
          row * classes + answer
        ]!;
      });
    };
    const view = 2;
    const weights = Array.from({ length: channels }, (_, c) => {
      const rise = logitOf(view, c, step) - logitOf(view, c, -step);
      // Raised everywhere at once: the mean over places is a share of it.
      return rise / (2 * step) / places;
    });
    const expected = Array.from({ length: places }, (_, place) =>
      weights.reduce((sum, weight, c) => {
        return sum + weight * features[(view * places + place) * channels + c]!;
      }, 0),
    );
    const found = heat.slice(view * places, (view + 1) * places);
    const scale = Math.max(...expected.map(Math.abs));
    expect(scale).toBeGreaterThan(0);
    for (const [place, value] of found.entries()) {
      expect(Math.abs(value - Math.max(0, expected[place]!))).toBeLessThan(0.03 * scale);
    }
    made.network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** uint8 [side, side, 4] */
const decode = async (png: Uint8Array | null): Promise<{ side: number; pixels: Buffer }> => {
  if (png === null) throw new Error('There is no picture.');
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  expect(info.width).toBe(info.height);
  return { side: info.width, pixels: data };
};

const randomImage = (sizePx: number) => {
  const random = createRandom(6);
  const pixels = Uint8Array.from({ length: sizePx * sizePx * 3 }, () => random.below(256));
  return { sizePx, pixels };
};

describe('a picture', () => {
  it('of an image is upright, and so is the heat of each of its rotations', async () => {
    const before = tf.memory().numTensors;
    const made = createSubject('rotation', 'block4');
    const { subject, side } = made;
    const image = randomImage(side);
    const { picture, answers, tiles } = await explainImage(image, subject, createRandom(1), side);
    expect(tiles).toBeNull();
    const { pixels } = await decode(picture);
    for (let pixel = 0; pixel < side * side; pixel++) {
      expect(pixels[pixel * 4 + 3]).toBe(255);
      for (let c = 0; c < 3; c++) {
        expect(Math.abs(pixels[pixel * 4 + c]! - image.pixels[pixel * 3 + c]!)).toBeLessThan(2);
      }
    }
    expect(answers.map(({ truth }) => truth)).toEqual([0, 1, 2, 3]);
    for (const { truth, heat, peak, probability, truthProbability, answer } of answers) {
      expect(probability).toBeGreaterThanOrEqual(truthProbability);
      expect(probability === truthProbability).toBe(answer === truth);
      const shown = await decode(heat);
      /** A view turned by hand: a pixel at (y, x) goes to (side - 1 - x, y) with each quarter. */
      const turned = (y: number, x: number): [number, number] => {
        let [row, column] = [y, x];
        for (let i = 0; i < truth; i++) [row, column] = [side - 1 - column, row];
        return [row, column];
      };
      const view = new Float32Array(side * side * 3);
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const [row, column] = turned(y, x);
          for (let c = 0; c < 3; c++) {
            const value = image.pixels[(y * side + x) * 3 + c]!;
            view[(row * side + column) * 3 + c] = (value / 255 - 0.5) / 0.25;
          }
        }
      }
      const direct = tf.tidy(() => {
        const views = tf.tensor4d(view, [1, side, side, 3]);
        const own = gradCam(views, new Int32Array(), subject).heat;
        const [, h = 1, w = 1] = own.shape;
        const small: tf.Tensor4D = tf.reshape(own, [1, h, w, 1]);
        return [...tf.image.resizeBilinear(small, [side, side], false, true).dataSync()];
      });
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const [row, column] = turned(y, x);
          const expected = 255 * 0.8 * (direct[row * side + column]! / peak);
          expect(Math.abs(shown.pixels[(y * side + x) * 4 + 3]! - expected)).toBeLessThan(2);
        }
      }
    }
    made.network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('of a puzzle shows tiles where the network met them, and the heat of all on one scale', async () => {
    const made = createSubject('jigsaw', 'block4', {
      jigsaw: { permutations: 16, permutationsPerImage: 2 },
    });
    const { subject, side } = made;
    const image = randomImage(subject.task.layout.sourceSizePx);
    // Smaller than it is: nothing is enlarged.
    const seam = Math.max(1, Math.round(side / 16));
    const whole = 3 * side + 2 * seam;
    const { picture, answers, tiles } = await explainImage(image, subject, createRandom(1), whole);
    const [answer] = answers;
    expect(answers).toHaveLength(1);
    expect(tiles?.shown).toEqual(subject.task.viewsOfLabel(0, answer?.truth ?? -1));
    expect(tiles?.answered).toEqual(subject.task.viewsOfLabel(0, answer?.answer ?? -1));
    const shown = await decode(picture);
    expect(shown.side).toBe(whole);
    const heat = await decode(answer?.heat ?? null);
    expect(heat.side).toBe(whole);
    let hottest = 0;
    for (let y = 0; y < whole; y++) {
      for (let x = 0; x < whole; x++) {
        const isSeam = x % (side + seam) >= side || y % (side + seam) >= side;
        expect(shown.pixels[(y * whole + x) * 4 + 3]).toBe(isSeam ? 0 : 255);
        const opacity = heat.pixels[(y * whole + x) * 4 + 3]!;
        if (isSeam) expect(opacity).toBe(0);
        hottest = Math.max(hottest, opacity);
      }
    }
    expect(hottest).toBeGreaterThan(100);
    made.network.dispose();
  });

  it('has no heat where nothing speaks for the answer', async () => {
    const made = createSubject('rotation', 'block6');
    const matrix = made.network.parameters.trainable.find(
      ({ name }) => name === 'rotation.logits.matrix',
    );
    const nothing = tf.zerosLike(matrix?.value ?? tf.scalar(0));
    matrix?.value.assign(nothing);
    nothing.dispose();
    const image = randomImage(made.side);
    const { answers, picture } = await explainImage(image, made.subject, createRandom(1), 64);
    expect(picture).not.toBeNull();
    for (const { heat, peak, probability } of answers) {
      expect(heat).toBeNull();
      expect(peak).toBe(0);
      expect(probability).toBeCloseTo(0.25, 5);
    }
    made.network.dispose();
  });
});
