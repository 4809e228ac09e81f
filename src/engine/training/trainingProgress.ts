/** Where a run stands: everything that a checkpoint must hold besides tensors. */
import type { EpochMetrics, LossAndAccuracy, RunConfig } from '../../protocol/run.js';
import { hashConfig, type CheckpointState } from '../runFolder/checkpoint.js';
import { formatVersion } from '../runFolder/readUntrusted.js';
import type { LabelSums } from './trainStep.js';

export interface TrainingProgress {
  /** Steps done. */
  step: number;
  /** Finished epochs. */
  epoch: number;
  /** Steps done in the epoch under way. */
  stepInEpoch: number;
  /** Time spent in all processes that worked on the run, pauses left out, in ms. */
  elapsedMs: number;
  /** Sums over the epoch under way. */
  sums: LabelSums;
  /** Of the finished epochs. */
  readonly epochs: EpochMetrics[];
}

export const noSums: LabelSums = { lossSum: 0, correct: 0, labels: 0 };

export const newProgress = (): TrainingProgress => ({
  step: 0,
  epoch: 0,
  stepInEpoch: 0,
  elapsedMs: 0,
  sums: noSums,
  epochs: [],
});

export const addSums = (a: LabelSums, b: LabelSums): LabelSums => ({
  lossSum: a.lossSum + b.lossSum,
  correct: a.correct + b.correct,
  labels: a.labels + b.labels,
});

/** Mean figures of some labels, or null of none. */
export const meanOf = ({ lossSum, correct, labels }: LabelSums): LossAndAccuracy | null =>
  labels === 0 ? null : { loss: lossSum / labels, accuracy: correct / labels };

/**
 * The state to save. All random streams are made anew from the seed and their names (see random.ts),
 * so their positions are the epoch and the step within it.
 */
export const checkpointStateOf = (
  progress: TrainingProgress,
  config: RunConfig,
  plannedSteps: number,
): CheckpointState => ({
  formatVersion,
  step: progress.step,
  epoch: progress.epoch,
  stepInEpoch: progress.stepInEpoch,
  plannedSteps,
  elapsedMs: progress.elapsedMs,
  trainSums: { ...progress.sums },
  epochs: progress.epochs,
  configHash: hashConfig(config),
  randomSeed: config.seed,
  streams: [
    { path: ['shuffle', progress.epoch], position: progress.stepInEpoch * config.batchSize },
    { path: ['views'], position: progress.stepInEpoch * config.batchSize },
  ],
  training: {},
});

export const progressOf = (state: CheckpointState): TrainingProgress => ({
  step: state.step,
  epoch: state.epoch,
  stepInEpoch: state.stepInEpoch,
  elapsedMs: state.elapsedMs,
  sums: {
    lossSum: state.trainSums.lossSum,
    correct: state.trainSums.correct,
    labels: state.trainSums.labels,
  },
  epochs: [...state.epochs],
});
