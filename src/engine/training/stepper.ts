/**
 * Takes the steps of a run and writes down what they measured. Reading figures makes a graphics
 * processor wait for all that it was given, so they are read for several steps at once, as often as
 * a user wants to see them; where a step is computed when it returns, after each one.
 */
import { setImmediate } from 'node:timers/promises';

import { sentence } from '../../protocol/sentence.js';
import type { Batch } from '../data/batch.js';
import { learningRateAt } from './learningRate.js';
import { addSums, meanOf } from './trainingProgress.js';
import { divergenceError, type LoopWorld, type Timer, type TrainingRun } from './trainingRun.js';
import { readFigures, trainStep, type StepFigures, type UnreadFigures } from './trainStep.js';
import { createPlateauWatchdog } from './watchdogs.js';

/** How long figures may be left unread, so that a run is seen and steered in time. */
const readEveryMs = 150;

/** A step whose figures have not been read. */
interface TakenStep {
  readonly figures: UnreadFigures;
  /** Counted from 1. */
  readonly step: number;
  readonly epoch: number;
  readonly learningRate: number;
  readonly images: number;
  readonly waitedMs: number;
}

export interface Stepper {
  /**
   * Trains on a batch, which is released, and counts the step. Its figures may be read later.
   * @throws LabError `lossNotFinite`
   */
  take(batch: Batch, waitedMs: number): Promise<void>;
  /** Reads what is left to read. @throws LabError `lossNotFinite` */
  settle(): Promise<void>;
  /** Lets go of what was not read. */
  dispose(): void;
}

export const createStepper = (run: TrainingRun, world: LoopWorld, time: Timer): Stepper => {
  const { config, network, progress } = run;
  const { recorder, speedometer } = world;
  const look = createLook(run, world);
  const viewsPerImage = network.tasks.reduce((sum, { task }) => sum + task.layout.viewsPerImage, 0);
  let unread: TakenStep[] = [];
  let window = 1;

  const book = async (
    taken: TakenStep,
    { loss, sums }: StepFigures,
    durationMs: number,
    elapsedMs: number,
  ): Promise<void> => {
    const { step, epoch, learningRate, images, waitedMs } = taken;
    if (!Number.isFinite(loss)) {
      progress.step = step - 1;
      throw divergenceError(run, sentence('The loss became {0} at step {1}', loss, step));
    }
    progress.sums = addSums(progress.sums, sums);
    const speed = speedometer.record(durationMs, waitedMs, images, images * viewsPerImage);
    const accuracy = meanOf(sums)?.accuracy ?? 0;
    await recorder.step(
      { step, epoch, loss, accuracy, learningRate, ...speed, elapsedMs },
      speedometer.stepMs === null ? null : (run.plannedSteps - step) * speedometer.stepMs,
    );
    look(step, sums);
  };

  const settle = async (): Promise<void> => {
    const steps = unread;
    if (steps.length === 0) return;
    unread = [];
    const figures = await readFigures(steps.map((taken) => taken.figures));
    const stepMs = time.update() / steps.length;
    window = Math.max(1, Math.min(run.stepsInFlight, Math.floor(readEveryMs / stepMs)));
    for (const [i, taken] of steps.entries()) {
      const seen = figures[i];
      if (seen === undefined) throw new Error(`Step ${taken.step} has no figures.`);
      const elapsedMs = progress.elapsedMs - (steps.length - 1 - i) * stepMs;
      await book(taken, seen, stepMs, elapsedMs);
    }
  };

  return {
    take: async (batch, waitedMs) => {
      const learningRate = learningRateAt(config.optimizer, progress.step, run.plannedSteps);
      const figures = trainOn(run, batch, learningRate);
      progress.step += 1;
      progress.stepInEpoch += 1;
      const { step, epoch } = progress;
      unread.push({ figures, step, epoch, learningRate, images: batch.images.length, waitedMs });
      if (unread.length >= window) await settle();
      // A step may hold the thread: messages and workers get their turn here.
      await setImmediate();
    },
    settle,
    dispose: () => {
      for (const { figures } of unread) figures.values.dispose();
      unread = [];
    },
  };
};

/** One step on a batch, which is released whatever happens. */
const trainOn = (
  { network, precision, config }: TrainingRun,
  batch: Batch,
  learningRate: number,
): UnreadFigures => {
  try {
    return trainStep(network, batch.parts, precision, config.optimizer, learningRate);
  } finally {
    batch.release();
  }
};

/** Has a watchdog per task look at each step for a loss that does not move. */
const createLook = ({ network, progress, batchNorm }: TrainingRun, { recorder }: LoopWorld) => {
  const watchdogs = network.tasks.map(({ task }) => {
    const { name, title, layout } = task;
    const advice = task.plateauAdvice(batchNorm);
    const watched = { name, title, classes: layout.classes, advice };
    return { name, look: createPlateauWatchdog(watched, progress.memory) };
  });
  return (step: number, sums: StepFigures['sums']): void => {
    for (const { name, look } of watchdogs) {
      const taskSums = sums.get(name);
      if (taskSums === undefined) continue;
      const warning = look(step, taskSums.lossSum / taskSums.labels);
      if (warning !== null) recorder.warn('plateau', warning);
    }
  };
};
