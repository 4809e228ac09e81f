/** Three runs side by side, of which two were evaluated on the same images. */
import type { ComparedRun, Comparison, MeasuredRun } from '../../../src/protocol/comparison.js';
import { sentence } from '../../../src/protocol/sentence.js';
import { runConfig } from '../runFolder/runFixtures.js';

const run = (name: string, accuracy: number | null, steps: number): ComparedRun => {
  const point = { epoch: 2, loss: 1.5, accuracy: accuracy ?? 0 };
  return {
    summary: {
      runFolder: `/runs/${name}`,
      state: 'completed',
      task: 'jigsaw',
      preset: 'jigsaw-small',
      createdAt: '2026-01-01T00:00:00.000Z',
      epoch: 2,
      step: steps,
      validation: null,
      resumable: false,
      holder: null,
    },
    folder: '/photos',
    config: runConfig,
    figures: {
      validation: accuracy === null ? null : { last: point, best: point, chance: 0.1 },
      steps,
      epochs: 2,
      viewsSeen: 12_300,
      elapsedMs: accuracy === null ? null : 61_000,
      imagesPerSecond: accuracy === null ? null : 20,
      parameters: 1_130_000,
    },
    epochs: [],
    curve: {
      step: Uint32Array.of(1, 2),
      loss: Float32Array.of(2, 1),
      accuracy: Float32Array.of(0.25, 0.5),
      learningRate: Float32Array.of(0.1, 0.1),
      viewsPerSecond: Float32Array.of(100, 100),
    },
  };
};

const measured = (place: number, accuracy: number): MeasuredRun => ({
  run: place,
  createdAt: '2026-01-01T00:00:00.000Z',
  epoch: 2,
  step: 20,
  block: 'block3',
  linear: { accuracy, low: accuracy - 0.02, high: accuracy + 0.02 },
  knn: { accuracy: 0.4, low: 0.38, high: 0.42 },
  random: { linear: 0.3, knn: 0.2 },
  fewLabels: [],
});

const measuredOn = {
  trainFolder: '/train',
  testFolder: '/test',
  trainLabels: null,
  testLabels: '/labels.csv',
  classes: 10,
  trainImages: 2500,
  testImages: 500,
  testShare: null,
  poolGrid: 2,
  neighbors: 20,
  temperature: 0.07,
  seed: 0,
};

export const comparison: Comparison = {
  kind: 'comparison',
  runs: [run('a', 0.5, 30), run('b', null, 10), run('c', 0.7, 20)],
  unreadable: [{ runFolder: '/runs/d', message: sentence('It is gone.') }],
  differences: [{ name: 'optimizer.clipNorm', values: [null, 5, 5] }],
  measurements: [{ measuredOn, runs: [measured(0, 0.6), measured(2, 0.5)] }],
  notes: [sentence('Take care of {0}.', 'this')],
};
