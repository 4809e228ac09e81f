/** The training loop, step by step: stopped anywhere, it goes on exactly. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

import { beforeAll, describe, expect, it } from 'vitest';

import type { RunControl } from '../../src/engine/training/runControl.js';
import type { StepMetrics } from '../../src/protocol/run.js';
import { loadKernels } from './kernelSets.js';
import { trainPiece, type Piece, type Saved } from './trainPiece.js';

beforeAll(async () => {
  await loadKernels();
});

const last = <T>(items: readonly T[]): T => {
  const item = items.at(-1);
  if (item === undefined) throw new Error('There is none.');
  return item;
};
const stopAt =
  (wanted: number) =>
  (step: number, control: RunControl): void => {
    if (step === wanted) control.stop('stopped');
  };
/** A step without what depends on the clock. */
const numbersOf = ({ step, epoch, loss, accuracy, learningRate }: StepMetrics) => ({
  step,
  epoch,
  loss,
  accuracy,
  learningRate,
});

const controlOf = (control: RunControl | null): RunControl => {
  if (control === null) throw new Error('No step was taken.');
  return control;
};

/** Hashed, since comparing long arrays takes the test framework seconds. */
const hashOf = ({ tensors }: Saved): string => {
  const hash = createHash('sha256');
  for (const { name, data } of tensors) hash.update(name).update(new Uint8Array(data.buffer));
  return hash.digest('hex');
};

describe('the training loop', () => {
  let unbroken: Piece;
  beforeAll(async () => {
    unbroken = await trainPiece();
  });

  it('goes through every epoch and saves after each', () => {
    expect(unbroken.outcome).toBe('completed');
    expect(unbroken.steps.map(({ step, epoch }) => [step, epoch])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((step) => [step, Math.floor((step - 1) / 3)]),
    );
    expect(unbroken.epochs.map(({ step, epoch }) => [step, epoch])).toEqual([
      [3, 1],
      [6, 2],
      [9, 3],
    ]);
    expect(unbroken.checkpoints.map(({ state }) => [state.step, state.epoch])).toEqual([
      [3, 1],
      [6, 2],
      [9, 3],
    ]);
  });

  it('gives epoch figures that are the means of its steps', () => {
    for (const { epoch, train } of unbroken.epochs) {
      const steps = unbroken.steps.filter((step) => step.epoch === epoch - 1);
      const mean = (value: (step: StepMetrics) => number): number =>
        steps.reduce((sum, step) => sum + value(step), 0) / steps.length;
      expect(train.loss).toBeCloseTo(
        mean(({ loss }) => loss),
        6,
      );
      expect(train.accuracy).toBeCloseTo(
        mean(({ accuracy }) => accuracy),
        10,
      );
    }
  });

  // Steps 3 and 6 end an epoch that has not been validated yet.
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('goes on exactly after a stop at step %i', async (step) => {
    const before = await trainPiece({ afterStep: stopAt(step) });
    expect(before.outcome).toBe('stopped');
    const saved = last(before.checkpoints);
    expect(saved.state.step).toBe(step);

    const after = await trainPiece({ from: saved });
    expect(after.outcome).toBe('completed');
    expect(after.openedAt[0]).toEqual([saved.state.epoch, saved.state.stepInEpoch]);
    expect([...before.steps, ...after.steps].map(numbersOf)).toEqual(unbroken.steps.map(numbersOf));
    expect(
      [...before.epochs, ...after.epochs].map((epoch) => ({ ...epoch, elapsedMs: 0 })),
    ).toEqual(unbroken.epochs.map((epoch) => ({ ...epoch, elapsedMs: 0 })));
    expect(hashOf(last(after.checkpoints))).toBe(hashOf(last(unbroken.checkpoints)));
  });

  it('validates its last epoch later when it is stopped at its last step', async () => {
    const before = await trainPiece({ afterStep: stopAt(9) });
    expect(before.outcome).toBe('stopped');
    expect(before.epochs.length).toBe(2);
    const after = await trainPiece({ from: last(before.checkpoints) });
    expect(after.outcome).toBe('completed');
    expect(after.steps).toEqual([]);
    expect(after.epochs).toEqual(unbroken.epochs.slice(2));
  });

  it('takes no step while it is paused, and goes on afterwards', async () => {
    let steer: RunControl | null = null;
    let steps = 0;
    const piece = trainPiece({
      afterStep: (step, control) => {
        steps = step;
        if (step === 4) control.pause();
        steer = control;
      },
    });
    // Far more turns than the nine steps need.
    for (let turn = 0; turn < 100; turn++) await setImmediate();
    expect(steps).toBe(4);
    controlOf(steer).unpause();
    expect((await piece).steps.map(numbersOf)).toEqual(unbroken.steps.map(numbersOf));
  });

  it('saves between epochs when a minute has passed', async () => {
    const { checkpoints } = await trainPiece({ stepMs: 61_000 });
    // An epoch's last step is saved twice: once for the minute, once with the epoch's figures.
    expect(checkpoints.map(({ state }) => state.step)).toEqual([1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9]);
  });

  it('ends early, validated and saved, when the time is up', async () => {
    const {
      outcome,
      checkpoints,
      epochs: ended,
    } = await trainPiece({ stepMs: 1000, budgetMs: 4000 });
    expect(outcome).toBe('completed');
    expect(last(checkpoints).state.step).toBe(5);
    expect(last(ended)).toMatchObject({ step: 5, epoch: 2 });
  });

  it.each([1, 16])(
    'fails at the first loss that is not finite, %i in flight',
    async (stepsInFlight) => {
      const checkpoints: number[] = [];
      const failing = trainPiece({
        brokenBatch: 5,
        stepsInFlight,
        onCheckpoint: (step) => {
          checkpoints.push(step);
        },
      });
      await expect(failing).rejects.toThrow('The loss became NaN at step 5');
      expect(checkpoints).toEqual([3]);
    },
  );

  it('gives the same numbers when figures are read for several steps at once', async () => {
    const together = await trainPiece({ stepsInFlight: 16 });
    expect(together.steps.map(numbersOf)).toEqual(unbroken.steps.map(numbersOf));
    expect(hashOf(last(together.checkpoints))).toBe(hashOf(last(unbroken.checkpoints)));
    expect(unbroken.knownAfter).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // The first step is read alone, to see how long one takes; then the rest of each epoch.
    expect(together.knownAfter).toEqual([1, 3, 3, 6, 6, 6, 9, 9, 9]);
  });
});
