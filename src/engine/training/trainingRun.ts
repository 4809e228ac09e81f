/** What training works on, and what steers and watches it. */
import type { Precision, RunConfig } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import type { BatchSource } from '../data/batch.js';
import { LabError } from '../labError.js';
import type { Random } from '../random.js';
import type { PretextNetwork } from './pretextNetwork.js';
import type { RunControl } from './runControl.js';
import type { RunRecorder } from './runRecorder.js';
import type { Speedometer } from './speedometer.js';
import type { TrainingProgress } from './trainingProgress.js';

/** Everything that a run needs to train. */
export interface TrainingRun {
  readonly config: RunConfig;
  readonly precision: Precision;
  readonly network: PretextNetwork;
  /** Root stream of the run's seed. */
  readonly random: Random;
  /** int32, dataset indices of one epoch before shuffling; a multiple of the batch size is used. */
  readonly trainImages: Int32Array;
  readonly stepsPerEpoch: number;
  readonly plannedSteps: number;
  /** Changed in place. */
  readonly progress: TrainingProgress;
  /** Whether the trunk has batch norm; decides what a warning advises. */
  readonly batchNorm: boolean;
  /** How many steps the backend lets be under way before their figures are read. */
  readonly stepsInFlight: number;
  readonly pathOf: (image: number) => string;
  readonly openTraining: (order: Int32Array, epoch: number, startBatch: number) => BatchSource;
  readonly openValidation: () => BatchSource;
}

/** What steers and watches the loop. */
export interface LoopWorld {
  readonly control: RunControl;
  readonly recorder: RunRecorder;
  readonly speedometer: Speedometer;
  /** Monotonic time in ms. */
  readonly clock: () => number;
}

/** Keeps `progress.elapsedMs` up to date. */
export interface Timer {
  /** @returns ms since the last call */
  update(): number;
  /** Leaves out the time since the last call. */
  skip(): void;
}

export const startTimer = (progress: TrainingProgress, clock: () => number): Timer => {
  let last = clock();
  return {
    update: () => {
      const now = clock();
      const duration = now - last;
      last = now;
      progress.elapsedMs += duration;
      return duration;
    },
    skip: () => {
      last = clock();
    },
  };
};

/** @param finding what is not finite, and since when */
export const divergenceError = ({ config }: TrainingRun, finding: Sentence): LabError =>
  new LabError(
    'lossNotFinite',
    sentence(
      '{0} with a peak learning rate of {1}; start again with a lower one or clip the gradient at norm 1 (--clip-norm 1): this run would take the same steps again; its last good checkpoint is kept.',
      finding,
      config.optimizer.learningRate,
    ),
  );
