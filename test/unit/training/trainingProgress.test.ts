import { describe, expect, it } from 'vitest';

import { checkpointStateSchema } from '../../../src/engine/runFolder/checkpoint.js';
import {
  addSums,
  checkpointStateOf,
  meanOf,
  newProgress,
  noSums,
  progressOf,
  type TrainingProgress,
} from '../../../src/engine/training/trainingProgress.js';
import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';

const progress: TrainingProgress = {
  step: 17,
  epoch: 2,
  stepInEpoch: 3,
  elapsedMs: 1234.5678901,
  // Sums that decimal notation must carry exactly.
  sums: { lossSum: 0.1 + 0.2, correct: 5, labels: 64 },
  epochs: [
    {
      step: 7,
      epoch: 1,
      train: { loss: 1 / 3, accuracy: 0.5 },
      validation: null,
      tasks: [],
      elapsedMs: 600,
    },
  ],
};

describe('where a run stands', () => {
  it.each([
    ['at its start', newProgress()],
    ['in the middle', progress],
  ])('survives a checkpoint exactly: %s', (_, before) => {
    const config = defaultRunConfig('rotation', undefined, { seed: 3 });
    const state = checkpointStateOf(before, config, 100);
    const read = checkpointStateSchema.parse(JSON.parse(JSON.stringify(state)));
    expect(progressOf(read)).toEqual(before);
    expect(read).toMatchObject({ plannedSteps: 100, randomSeed: 3 });
  });

  it('is a copy, so that training does not change what is being saved', () => {
    const state = checkpointStateOf(progress, defaultRunConfig('rotation'), 100);
    const resumed = progressOf(state);
    resumed.epochs.push(...resumed.epochs);
    expect(state.epochs.length).toBe(1);
  });
});

describe('sums over labels', () => {
  it('add up, and give means', () => {
    const sums = addSums(addSums(noSums, { lossSum: 3, correct: 1, labels: 2 }), {
      lossSum: 1,
      correct: 2,
      labels: 6,
    });
    expect(meanOf(sums)).toEqual({ loss: 0.5, accuracy: 3 / 8 });
    expect(meanOf(noSums)).toBeNull();
  });
});
