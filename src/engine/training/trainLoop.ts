/**
 * Training, read aloud: for each epoch, shuffle the images and go through them in batches; for each
 * batch take one step; after each epoch validate and save a checkpoint; stop when the planned steps
 * are done, when someone asks to, or when the time is up.
 *
 * Exactness: step s of a run is a function of the configuration, the images and the seed. Order and
 * augmentation come from streams named by epoch and image, so a run that goes on from a checkpoint
 * takes the same steps as one that was never interrupted.
 */
import type { Outcome } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';
import { shuffledIndices } from '../random.js';
import { createSampleCollector } from './collectSamples.js';
import { createStepper } from './stepper.js';
import { checkpointStateOf, keepEpochs, meanOf } from './trainingProgress.js';
import {
  divergenceError,
  startTimer,
  type LoopWorld,
  type Timer,
  type TrainingRun,
} from './trainingRun.js';
import { validate } from './validate.js';
import { createOverfittingWatchdog, meanEvaluation } from './watchdogs.js';

/** A checkpoint is saved after each epoch, and this long after the one before. */
const checkpointEveryMs = 60_000;
/** How far a run may exceed its time budget before it is cut short. */
const budgetTolerance = 1.1;

/**
 * Trains until the run ends; a checkpoint is saved before it returns.
 * @throws LabError `lossNotFinite`; the last good checkpoint stays
 */
export const trainLoop = async (run: TrainingRun, world: LoopWorld): Promise<Outcome> => {
  const { progress, config } = run;
  const { control, recorder } = world;
  const time = startTimer(progress, world.clock);
  const stepper = createStepper(run, world, time);
  const finishEpoch = createEpochFinisher(run, world, time);
  let lastCheckpointMs = progress.elapsedMs;
  const save = async (): Promise<void> => {
    await stepper.settle();
    time.update();
    lastCheckpointMs = progress.elapsedMs;
    const tensors = await run.network.parameters.export();
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

  try {
    while (!hasEnded(run)) {
      const { epoch, stepInEpoch } = progress;
      const batches = run.openTraining(epochOrder(run, epoch), epoch, stepInEpoch);
      try {
        let waitedBefore = 0;
        while (hasStepsLeft(run)) {
          const batch = await batches.next();
          if (batch === null) break;
          const waitedMs = batches.waitedMs - waitedBefore;
          waitedBefore = batches.waitedMs;
          await stepper.take(batch, waitedMs);
          if (!hasStepsLeft(run)) break;
          if (control.paused) {
            await stepper.settle();
            await holdRun(world, time);
          }
          if (control.stopRequest !== null) {
            await save();
            return control.stopRequest;
          }
          if (progress.elapsedMs - lastCheckpointMs >= checkpointEveryMs) await save();
        }
      } finally {
        await batches.close();
      }
      await stepper.settle();
      const validated = await finishEpoch();
      await save();
      // A stop during validation leaves the epoch unfinished: it will be validated from its start.
      if (!validated && control.stopRequest !== null) return control.stopRequest;
    }
  } finally {
    stepper.dispose();
  }
  if (isOverBudget(run) && progress.step < run.plannedSteps && !isLearntByHeart(run)) {
    recorder.warn('run', budgetMessage(run));
  }
  return 'completed';
};

/** The images of one epoch in their order. */
const epochOrder = (run: TrainingRun, epoch: number): Int32Array => {
  const order = shuffledIndices(run.trainImages.length, run.random.split('shuffle', epoch));
  return order.map((position) => run.trainImages[position]!);
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
