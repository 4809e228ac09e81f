/** Events of a small run, as the engine would report them. */
import { defaultRunConfig } from '../../../src/protocol/defaultConfig.js';
import type { EngineEvent } from '../../../src/protocol/engineEvents.js';
import type { EpochMetrics, RunConfig, RunResult } from '../../../src/protocol/run.js';

export const runStarted = (
  config: RunConfig = defaultRunConfig('rotation'),
): Extract<EngineEvent, { kind: 'runStarted' }> => ({
  kind: 'runStarted',
  runFolder: '/at/photos/.pretext-lab/runs/one',
  config,
  trainImages: 9000,
  validationImages: 1000,
  stepsPerEpoch: 141,
  plannedSteps: 1128,
  networkSize: { parameters: 287_456, multiplyAddsPerImage: 45_000_000 },
  resumedFromStep: null,
});

export const stepsEvent = (step: number, remainingMs: number | null): EngineEvent => ({
  kind: 'steps',
  steps: [
    {
      step,
      epoch: Math.floor((step - 1) / 141),
      loss: 0.71234,
      accuracy: 0.6512,
      learningRate: 0.1,
      viewsPerSecond: 1021.4,
      imagesPerSecond: 255.3,
      dataWaitShare: 0.01,
      elapsedMs: step * 250,
    },
  ],
  remainingMs,
});

export const epochMetrics: EpochMetrics = {
  step: 141,
  epoch: 1,
  train: { loss: 1.1, accuracy: 0.5 },
  validation: { loss: 1.05, accuracy: 0.55, chance: 0.25 },
  tasks: [{ task: 'rotation', loss: 1.05, accuracy: 0.55, chance: 0.25, confusion: null }],
  elapsedMs: 38_000,
};

export const runResult: RunResult = {
  kind: 'runEnded',
  outcome: 'completed',
  runFolder: '/at/photos/.pretext-lab/runs/one',
  step: 1128,
  epoch: 8,
  train: { loss: 0.6543, accuracy: 0.74 },
  validation: { loss: 0.7012, accuracy: 0.7234, chance: 0.25 },
  viewsPerSecond: 1021.4,
  imagesPerSecond: 255.35,
  dataWaitShare: 0.012,
  skippedImages: 3,
  elapsedMs: 312_000,
};
