import { describe, expect, it } from 'vitest';

import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';
import type { EpochMetrics } from '../../../src/protocol/run.js';
import type { Sample } from '../../../src/protocol/runContents.js';
import {
  confusionOfEpoch,
  countConfusion,
  rowShare,
} from '../../../webview/lab/rotations/confusion.js';
import {
  anglesOf,
  clockwiseToUpright,
  remainingTurn,
  viewSides,
} from '../../../webview/lab/rotations/turns.js';

const view = (truth: number, prediction: number): Sample => ({
  task: 'rotation',
  path: 'image.png',
  classes: 4,
  truth,
  truthProbability: 0.2,
  top: [{ label: prediction, probability: 0.8 }],
  fed: ['view'],
});

describe('turns', () => {
  it('names the angle of each class', () => {
    expect(anglesOf('all')).toEqual([0, 90, 180, 270]);
    expect(anglesOf('half')).toEqual([0, 180]);
    expect(anglesOf('quarter')).toEqual([90, 270]);
  });

  it('undoes a turn counter-clockwise by the same turn clockwise', () => {
    expect(clockwiseToUpright(90)).toBe(90);
    expect(remainingTurn(90, 90)).toBe(0);
    expect(remainingTurn(0, 90)).toBe(270);
    expect(remainingTurn(270, 90)).toBe(180);
  });

  it('shows square pixels where a view fits in a whole number of times', () => {
    const rotation = defaultRunConfig('rotation');
    expect(viewSides({ ...rotation, imageSizePx: 32 }).isPixelated).toBe(true);
    expect(viewSides({ ...rotation, imageSizePx: 64 }).isPixelated).toBe(false);
    // Views of half of 120 px.
    expect(viewSides(defaultRunConfig('both')).isPixelated).toBe(false);
  });
});

describe('confusion', () => {
  const epochOf = (epoch: number, confusion: number[][] | null): EpochMetrics => ({
    step: epoch * 10,
    epoch,
    train: { loss: 1, accuracy: 0.5 },
    validation: null,
    tasks: [{ task: 'rotation', loss: 1, accuracy: 0.5, chance: 0.5, confusion }],
    elapsedMs: 0,
  });

  it('counts the truth in rows and the prediction in columns', () => {
    const matrix = countConfusion([view(0, 1), view(0, 1), view(3, 3), view(4, 0)], 4);
    expect(matrix).toEqual([
      [0, 2, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 1],
    ]);
  });

  it('takes that of the epoch which was asked for, and only in the right shape', () => {
    const epochs = [epochOf(1, [[1, 0], [0, 1]]), epochOf(2, [[2, 0], [0, 2]]), epochOf(3, null)]; // prettier-ignore
    expect(confusionOfEpoch(epochs, 2, 2)).toEqual([[2, 0], [0, 2]]); // prettier-ignore
    expect(confusionOfEpoch(epochs, 2, 4)).toBeNull();
    expect(confusionOfEpoch(epochs, 3, 2)).toBeNull();
    expect(confusionOfEpoch(epochs, 4, 2)).toBeNull();
  });

  it('gives shares of a row, and none of an empty one', () => {
    expect(rowShare([1, 3], 1)).toBe(0.75);
    expect(rowShare([0, 0], 1)).toBe(0);
  });
});
