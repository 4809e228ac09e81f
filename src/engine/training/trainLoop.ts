/**
 * Training, read aloud: for each epoch, shuffle the images and go through them in batches; for each
 * batch take one step; after each epoch validate and save a checkpoint; stop when the planned steps
 * are done, when someone asks to, or when the time is up.
 *
 * Exactness: step s of a run is a function of the configuration, the images and the seed. Order and
 * augmentation come from streams named by epoch and image, so a run that goes on from a checkpoint
 * takes the same steps as one that was never interrupted.
 */
import { setImmediate } from 'node:timers/promises';

import type { Outcome, Precision, RunConfig } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import type { Batch, BatchSource } from '../data/batch.js';
import { LabError } from '../labError.js';
import { shuffledIndices, type Random } from '../random.js';
import { learningRateAt } from './learningRate.js';
import type { PretextNetwork } from './pretextNetwork.js';
import type { RunControl } from './runControl.js';
import type { RunRecorder } from './runRecorder.js';
import type { Speedometer } from './speedometer.js';
import {
  addSums,
  checkpointStateOf,
  keepEpochs,
  meanOf,
  type TrainingProgress,
} from './trainingProgress.js';
import { trainStep } from './trainStep.js';
import { createSampleCollector } from './collectSamples.js';
import { validate } from './validate.js';
import { createOverfittingWatchdog, createPlateauWatchdog, meanEvaluation } from './watchdogs.js';

/** A checkpoint is saved after each epoch, and this long after the one before. */
const checkpointEveryMs = 60_000;
/** How far a run may exceed its time budget before it is cut short. */
const budgetTolerance = 1.1;

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

/**
 * Trains until the run ends; a checkpoint is saved before it returns.
 * @throws LabError `lossNotFinite`; the last good checkpoint stays
 */
export const trainLoop = async (run: TrainingRun, world: LoopWorld): Promise<Outcome> => {
  const { progress, config } = run;
  const { control, recorder } = world;
  const time = startTimer(progress, world.clock);
  const step = createStepper(run, world, time);
  const finishEpoch = createEpochFinisher(run, world, time);
  let lastCheckpointMs = progress.elapsedMs;
  const save = async (): Promise<void> => {
    time.update();
    lastCheckpointMs = progress.elapsedMs;
    const tensors = run.network.parameters.export();
    // A run without validation images may get here before a loss has shown it.
    const broken = tensors.find(({ data }) => !data.every(Number.isFinite));
    if (broken !== undefined) {
      throw divergenceError(
        run,
        sentence('The values of {0} are not finite after step {1}', broken.name, progress.step),
      );
    }
    await recorder.checkpoint(
      tensors.map((tensor) => ({ ...tensor, dtype: 'F32' as const })),
      checkpointStateOf(progress, config, run.plannedSteps),
    );
  };

  while (!hasEnded(run)) {
    const batches = run.openTraining(
      epochOrder(run, progress.epoch),
      progress.epoch,
      progress.stepInEpoch,
    );
    try {
      let waitedBefore = 0;
      while (hasStepsLeft(run)) {
        const batch = await batches.next();
        if (batch === null) break;
        const waitedMs = batches.waitedMs - waitedBefore;
        waitedBefore = batches.waitedMs;
        await step(batch, waitedMs);
        if (!hasStepsLeft(run)) break;
        if (control.paused) await holdRun(world, time);
        if (control.stopRequest !== null) {
          await save();
          return control.stopRequest;
        }
        if (progress.elapsedMs - lastCheckpointMs >= checkpointEveryMs) await save();
      }
    } finally {
      await batches.close();
    }
    const validated = await finishEpoch();
    await save();
    // A stop during validation leaves the epoch unfinished: it will be validated from its start.
    if (!validated && control.stopRequest !== null) return control.stopRequest;
  }
  if (isOverBudget(run) && progress.step < run.plannedSteps && !isLearntByHeart(run)) {
    recorder.warn('run', budgetMessage(run));
  }
  return 'completed';
};

/** @param finding what is not finite, and since when */
const divergenceError = ({ config }: TrainingRun, finding: Sentence): LabError =>
  new LabError(
    'lossNotFinite',
    sentence(
      '{0} with a peak learning rate of {1}; start again with a lower one or clip the gradient at norm 1 (--clip-norm 1): this run would take the same steps again; its last good checkpoint is kept.',
      finding,
      config.optimizer.learningRate,
    ),
  );

/** The images of one epoch in their order. */
const epochOrder = (run: TrainingRun, epoch: number): Int32Array => {
  const order = shuffledIndices(run.trainImages.length, run.random.split('shuffle', epoch));
  return order.map((position) => run.trainImages[position]!);
};

/** Takes steps: trains on a batch, releases it, and writes down what was measured. */
const createStepper = (run: TrainingRun, world: LoopWorld, time: Timer) => {
  const { config, network, progress } = run;
  const { recorder, speedometer } = world;
  const watchdogs = network.tasks.map(({ task }) => {
    const { name, title, layout } = task;
    const advice = task.plateauAdvice(run.batchNorm);
    const watched = { name, title, classes: layout.classes, advice };
    const look = createPlateauWatchdog(watched, progress.memory);
    return { name, look };
  });
  const viewsPerImage = network.tasks.reduce((sum, { task }) => sum + task.layout.viewsPerImage, 0);

  return async (batch: Batch, waitedMs: number): Promise<void> => {
    const learningRate = learningRateAt(config.optimizer, progress.step, run.plannedSteps);
    const images = batch.images.length;
    const { loss, sums } = trainOn(run, batch, learningRate);
    if (!Number.isFinite(loss)) {
      throw divergenceError(
        run,
        sentence('The loss became {0} at step {1}', loss, progress.step + 1),
      );
    }
    progress.step += 1;
    progress.stepInEpoch += 1;
    progress.sums = addSums(progress.sums, sums);
    const durationMs = time.update();
    const speed = speedometer.record(durationMs, waitedMs, images, images * viewsPerImage);
    const accuracy = meanOf(sums)?.accuracy ?? 0;
    const { step, epoch, elapsedMs } = progress;
    await recorder.step(
      { step, epoch, loss, accuracy, learningRate, ...speed, elapsedMs },
      speedometer.stepMs === null ? null : (run.plannedSteps - step) * speedometer.stepMs,
    );
    for (const { name, look } of watchdogs) {
      const taskSums = sums.get(name);
      if (taskSums === undefined) continue;
      const warning = look(step, taskSums.lossSum / taskSums.labels);
      if (warning !== null) recorder.warn('plateau', warning);
    }
    // TensorFlow holds the thread during a step: messages and workers get their turn here.
    await setImmediate();
  };
};

/** One step on a batch, which is released whatever happens. */
const trainOn = (
  { network, precision, config }: TrainingRun,
  batch: Batch,
  learningRate: number,
): ReturnType<typeof trainStep> => {
  try {
    return trainStep(network, batch.parts, precision, config.optimizer, learningRate);
  } finally {
    batch.release();
  }
};

/** Ends an epoch: validates and writes its figures. @returns false if it was stopped before that */
const createEpochFinisher = (run: TrainingRun, world: LoopWorld, time: Timer) => {
  const { network, progress } = run;
  const { control, recorder } = world;
  const isOverfitting = createOverfittingWatchdog(progress.memory);
  return async (): Promise<boolean> => {
    const collector = createSampleCollector(run.pathOf);
    const source = run.openValidation();
    const tasks = await validate({
      network,
      source,
      precision: run.precision,
      onBatch: (batch) => {
        collector.add(batch);
      },
      goesOn: async () => {
        if (control.paused) await holdRun(world, time);
        return control.stopRequest === null;
      },
    }).finally(() => source.close());
    time.update();
    if (tasks === null) return false;
    const validation = meanEvaluation(tasks);
    if (validation !== null && !Number.isFinite(validation.loss)) {
      throw divergenceError(
        run,
        sentence('The validation loss became {0} after step {1}', validation.loss, progress.step),
      );
    }
    progress.epoch += 1;
    const train = meanOf(progress.sums) ?? { loss: NaN, accuracy: 0 };
    const { step, epoch, elapsedMs } = progress;
    const metrics = { step, epoch, train, validation, tasks, elapsedMs };
    progress.epochs = keepEpochs(progress.epochs, metrics);
    progress.stepInEpoch = 0;
    progress.sums = new Map();
    await recorder.epoch(metrics, collector.samples);
    const warning = isOverfitting(metrics);
    if (warning !== null) recorder.warn('overfitting', warning);
    return true;
  };
};

/** Holds a paused run; the time does not count. */
const holdRun = async ({ control, recorder }: LoopWorld, time: Timer): Promise<void> => {
  time.update();
  recorder.paused(true);
  await control.whilePaused();
  recorder.paused(false);
  time.skip();
};

/** A run takes one step at least, however long its start took. */
const isOverBudget = ({ config, progress }: TrainingRun): boolean =>
  progress.step > 0 &&
  config.budgetMs !== null &&
  progress.elapsedMs > config.budgetMs * budgetTolerance;

const hasStepsLeft = (run: TrainingRun): boolean =>
  run.progress.step < run.plannedSteps && !isOverBudget(run);

/** Whether the overfit check has succeeded. */
const isLearntByHeart = ({ config, progress }: TrainingRun): boolean =>
  config.overfitImages !== null && progress.epochs.at(-1)?.train.accuracy === 1;

/**
 * Whether nothing is left to do, also for a process that finds the last checkpoint of a run that was
 * killed just before its end. An epoch under way must be validated in any case.
 */
const hasEnded = (run: TrainingRun): boolean =>
  run.progress.stepInEpoch === 0 && (!hasStepsLeft(run) || isLearntByHeart(run));

const budgetMessage = ({ progress, plannedSteps, config }: TrainingRun): Sentence =>
  sentence(
    'The time budget of {0} s ended after {1} of {2} planned steps, so the learning rate has not come down; the machine was slower than when the run was planned.',
    Math.round((config.budgetMs ?? 0) / 1000),
    progress.step,
    plannedSteps,
  );

/** Keeps `progress.elapsedMs` up to date. */
interface Timer {
  /** @returns ms since the last call */
  update(): number;
  /** Leaves out the time since the last call. */
  skip(): void;
}

const startTimer = (progress: TrainingProgress, clock: () => number): Timer => {
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
