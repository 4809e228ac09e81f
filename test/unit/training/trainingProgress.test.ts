import { describe, expect, it } from 'vitest';

import { checkpointStateSchema } from '../../../src/engine/runFolder/checkpoint.js';
import {
  addSums,
  checkpointStateOf,
  keepEpochs,
  meanOf,
  newProgress,
  progressOf,
  type TrainingProgress,
} from '../../../src/engine/training/trainingProgress.js';
import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';
import type { EpochMetrics } from '../../../src/protocol/run.js';

const progress: TrainingProgress = {
  step: 17,
  epoch: 2,
  stepInEpoch: 3,
  elapsedMs: 1234.5678901,
  // Sums that decimal notation must carry exactly.
  sums: new Map([
    ['rotation', { lossSum: 0.1 + 0.2, correct: 5, labels: 64 }],
    ['jigsaw', { lossSum: 1 / 3, correct: 7, labels: 128 }],
  ]),
  memory: new Map([['plateau.rotation.average', 1.1 + 0.3]]),
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
    resumed.memory.set('plateau.rotation.warned', 1);
    expect(state.training).toEqual({ 'plateau.rotation.average': 1.1 + 0.3 });
  });

  it('tells readers of checkpoints the sums over all tasks too', () => {
    const { trainSums } = checkpointStateOf(progress, defaultRunConfig('both'), 100);
    expect(trainSums).toMatchObject({ lossSum: 0.1 + 0.2 + 1 / 3, correct: 12, labels: 192 });
  });
});

describe('sums over labels', () => {
  const sumsOf = (lossSum: number, correct: number, labels: number) => ({
    lossSum,
    correct,
    labels,
  });

  it('add up by task', () => {
    const first = new Map([['rotation', sumsOf(3, 1, 2)]]);
    const second = new Map([
      ['rotation', sumsOf(1, 2, 6)],
      ['jigsaw', sumsOf(5, 0, 1)],
    ]);
    expect(addSums(addSums(new Map(), first), second)).toEqual(
      new Map([
        ['rotation', sumsOf(4, 3, 8)],
        ['jigsaw', sumsOf(5, 0, 1)],
      ]),
    );
  });

  it('give means that weigh the tasks alike, however many labels each has', () => {
    const sums = new Map([
      ['rotation', sumsOf(8, 2, 4)],
      ['jigsaw', sumsOf(400, 75, 100)],
    ]);
    expect(meanOf(sums)).toEqual({ loss: (2 + 4) / 2, accuracy: (0.5 + 0.75) / 2 });
    expect(meanOf(new Map())).toBeNull();
  });
});

describe('the epochs that are kept', () => {
  const epochs = [0.5, 0.7, 0.6, 0.7, 0.65].map((accuracy, i): EpochMetrics => ({
    step: 10 * (i + 1),
    epoch: i + 1,
    train: { loss: 1, accuracy: 0.5 },
    validation: { loss: 1, accuracy, chance: 0.25 },
    tasks: [{ task: 'rotation', loss: 1, accuracy, chance: 0.25, confusion: [[1]] }],
    elapsedMs: i,
  }));
  const keepAll = (all: readonly EpochMetrics[]) =>
    all.reduce<readonly EpochMetrics[]>(keepEpochs, []);

  it('are the first of the best, and the last, without figures per task', () => {
    expect(keepAll(epochs.slice(0, 1)).map(({ epoch }) => epoch)).toEqual([1]);
    expect(keepAll(epochs.slice(0, 2)).map(({ epoch }) => epoch)).toEqual([2]);
    const kept = keepAll(epochs);
    expect(kept.map(({ epoch }) => epoch)).toEqual([2, 5]);
    expect(kept.flatMap(({ tasks }) => tasks)).toEqual([]);
  });

  it('are two at most without validation too', () => {
    const kept = keepAll(epochs.map((epoch) => ({ ...epoch, validation: null })));
    expect(kept.at(-1)?.epoch).toBe(5);
    expect(kept.length).toBe(2);
  });
});
