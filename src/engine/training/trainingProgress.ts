/** Where a run stands: everything that a checkpoint must hold besides tensors. */
import type { EpochMetrics, LossAndAccuracy, RunConfig } from '../../protocol/run.js';
import { hashConfig, type CheckpointState } from '../runFolder/checkpoint.js';
import { formatVersion } from '../runFolder/readUntrusted.js';
import type { LabelSums, TaskSums } from './trainStep.js';

export interface TrainingProgress {
  /** Steps done. */
  step: number;
  /** Finished epochs. */
  epoch: number;
  /** Steps done in the epoch under way. */
  stepInEpoch: number;
  /** Time spent in all processes that worked on the run, pauses left out, in ms. */
  elapsedMs: number;
  /** Sums over the epoch under way; none before its first step. */
  sums: TaskSums;
  /** Of the finished epochs, the best one and the last, see `keepEpochs`. */
  epochs: readonly EpochMetrics[];
  /** What the watchdogs remember, by name. */
  readonly memory: Map<string, number>;
}

const noSums: LabelSums = { lossSum: 0, correct: 0, labels: 0 };

export const newProgress = (): TrainingProgress => ({
  step: 0,
  epoch: 0,
  stepInEpoch: 0,
  elapsedMs: 0,
  sums: new Map(),
  epochs: [],
  memory: new Map(),
});

const addTwo = (a: LabelSums, b: LabelSums): LabelSums => ({
  lossSum: a.lossSum + b.lossSum,
  correct: a.correct + b.correct,
  labels: a.labels + b.labels,
});

/** @returns the sums of each task that `a` or `b` has */
export const addSums = (a: TaskSums, b: TaskSums): TaskSums => {
  const sums = new Map(a);
  for (const [task, added] of b) sums.set(task, addTwo(sums.get(task) ?? noSums, added));
  return sums;
};

/** Mean over the tasks, each with the mean of its labels, as in validation; null of no task. */
export const meanOf = (sums: TaskSums): LossAndAccuracy | null => {
  const tasks = [...sums.values()].filter(({ labels }) => labels > 0);
  if (tasks.length === 0) return null;
  const mean = (value: (task: LabelSums) => number): number =>
    tasks.reduce((sum, task) => sum + value(task), 0) / tasks.length;
  return {
    loss: mean(({ lossSum, labels }) => lossSum / labels),
    accuracy: mean(({ correct, labels }) => correct / labels),
  };
};

/**
 * What is kept of the finished epochs: the one with the best validation accuracy (the first of equals),
 * whose checkpoint is not removed, and the last one. Figures per task are in the metrics log only.
 */
export const keepEpochs = (
  kept: readonly EpochMetrics[],
  finished: EpochMetrics,
): readonly EpochMetrics[] => {
  const accuracyOf = ({ validation }: EpochMetrics): number => validation?.accuracy ?? -1;
  const [best] = kept;
  const last = { ...finished, tasks: [] };
  return best === undefined || accuracyOf(last) > accuracyOf(best) ? [last] : [best, last];
};

/** The sums as flat numbers: over all tasks, and `<task>.<sum>` for each. */
const flatten = (sums: TaskSums): CheckpointState['trainSums'] => {
  const flat: CheckpointState['trainSums'] = {
    ...[...sums.values()].reduce((total, task) => addTwo(total, task), noSums),
  };
  for (const [task, { lossSum, correct, labels }] of sums) {
    flat[`${task}.lossSum`] = lossSum;
    flat[`${task}.correct`] = correct;
    flat[`${task}.labels`] = labels;
  }
  return flat;
};

const unflatten = (flat: CheckpointState['trainSums']): TaskSums => {
  const sums = new Map<string, LabelSums>();
  for (const [key, lossSum] of Object.entries(flat)) {
    const task = /^(.+)\.lossSum$/.exec(key)?.[1];
    if (task === undefined) continue;
    const correct = flat[`${task}.correct`] ?? 0;
    sums.set(task, { lossSum, correct, labels: flat[`${task}.labels`] ?? 0 });
  }
  return sums;
};

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
  trainSums: flatten(progress.sums),
  epochs: [...progress.epochs],
  configHash: hashConfig(config),
  randomSeed: config.seed,
  streams: [
    { path: ['shuffle', progress.epoch], position: progress.stepInEpoch * config.batchSize },
    { path: ['views'], position: progress.stepInEpoch * config.batchSize },
  ],
  training: Object.fromEntries(progress.memory),
});

export const progressOf = (state: CheckpointState): TrainingProgress => ({
  step: state.step,
  epoch: state.epoch,
  stepInEpoch: state.stepInEpoch,
  elapsedMs: state.elapsedMs,
  sums: unflatten(state.trainSums),
  epochs: [...state.epochs],
  memory: new Map(Object.entries(state.training)),
});
