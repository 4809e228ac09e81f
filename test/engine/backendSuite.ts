/** What every backend must do, whatever it computes with. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { BackendName } from '../../src/protocol/backend.js';
import type { PresetName, Task } from '../../src/protocol/run.js';
import { meanOf } from '../../src/engine/training/trainingProgress.js';
import { readFigures, trainStep, type StepFigures } from '../../src/engine/training/trainStep.js';
import { kernelCases } from './kernelCases.js';
import { evaluateCase, expectClose, type Evaluation } from './kernelEvaluation.js';
import { createFixture, type NetworkFixture } from './networkFixtures.js';

export interface BackendUnderTest {
  readonly name: BackendName;
  /** Loads it; the suite makes it the active one. */
  readonly load: () => Promise<unknown>;
  /**
   * What computes the losses that its own are compared with: tfjs's plain JavaScript, or TensorFlow,
   * which is compared with that.
   */
  readonly reference: 'cpu' | 'tensorflow';
  /** Side of rotated views, px: as small as runs have them, or smaller where that takes minutes. */
  readonly rotatedPx: 8 | 16;
  /** Of outputs and gradients, relative L2 distance. */
  readonly tolerance: number;
}

const smallPresets: readonly { readonly task: Task; readonly preset: PresetName }[] = [
  { task: 'rotation', preset: 'rotation-small' },
  { task: 'rotation', preset: 'rotation-medium' },
  { task: 'jigsaw', preset: 'jigsaw-small' },
  { task: 'both', preset: 'jigsaw-small' },
];

/** A task with its preset, and how large its rotated views are. */
interface Spec {
  readonly task: Task;
  readonly preset: PresetName;
  readonly rotatedPx: number;
}

/** Plain JavaScript and graphics in software need small images. */
const smallFixture = ({ task, preset, rotatedPx }: Spec, batchSize: number): NetworkFixture =>
  createFixture(
    task,
    preset,
    { batchSize, imageSizePx: task === 'rotation' ? 16 : 36 },
    { rotatedPx },
  );

const comparedSteps = 10;
/** Of a loss after ten steps, relative: rounding errors grow from step to step. */
const lossTolerance = 2e-3;
const firstLossTolerance = 2e-6;

const takeStep = async ({ network, parts, config }: NetworkFixture): Promise<StepFigures> => {
  const [figures] = await readFigures([
    trainStep(network, parts, 'float32', config.optimizer, 0.02),
  ]);
  if (figures === undefined) throw new Error('The step has no figures.');
  return figures;
};

const lossesOn = async (backend: string, spec: Spec): Promise<number[]> => {
  await tf.setBackend(backend);
  const fixture = smallFixture(spec, spec.task === 'rotation' ? 1 : 2);
  const losses: number[] = [];
  for (let step = 0; step < comparedSteps; step++) losses.push((await takeStep(fixture)).loss);
  fixture.network.dispose();
  return losses;
};

/** Declares the suite for a backend. */
export const describeBackend = (backend: BackendUnderTest): void => {
  const { name, load, reference, tolerance, rotatedPx } = backend;
  describe(`the backend ${name}`, () => {
    beforeAll(async () => {
      await load();
      await tf.setBackend(name);
    });

    describe.each(kernelCases)('$name', (kernelCase) => {
      it('gives output and gradients of the slow definition, and leaves no tensor behind', async () => {
        await tf.setBackend('cpu');
        const expected: Evaluation = await evaluateCase(kernelCase, 'float32');
        await tf.setBackend(name);
        const before = tf.memory().numTensors;
        expectClose(await evaluateCase(kernelCase, 'float32'), expected, tolerance);
        expect(tf.memory().numTensors).toBe(before);
      });
    });

    it.each(smallPresets)('takes ten steps of $preset for $task as it should', async (spec) => {
      const expected = await lossesOn(reference, { ...spec, rotatedPx });
      const losses = await lossesOn(name, { ...spec, rotatedPx });
      expect(new Set(losses).size).toBe(comparedSteps);
      const off = losses.map((loss, i) => Math.abs(loss / (expected[i] ?? NaN) - 1));
      expect(off[0]).toBeLessThan(firstLossTolerance);
      expect(Math.max(...off)).toBeLessThan(lossTolerance);
    });

    describe.each([
      { task: 'rotation', preset: 'rotation-small' },
      { task: 'jigsaw', preset: 'jigsaw-small' },
    ] as const)('a batch of $task', ({ task, preset }) => {
      let tensorsBefore: number;
      beforeAll(async () => {
        await tf.setBackend(name);
        tensorsBefore = tf.memory().numTensors;
      });
      afterAll(() => {
        expect(tf.memory().numTensors).toBe(tensorsBefore);
      });

      it('is learnt by heart', async () => {
        const fixture = smallFixture({ task, preset, rotatedPx }, 2);
        let accuracy = 0;
        for (let i = 0; i < 60 && accuracy < 1; i++) {
          accuracy = meanOf((await takeStep(fixture)).sums)?.accuracy ?? NaN;
        }
        expect(accuracy).toBe(1);
        fixture.network.dispose();
      });
    });
  });
};
