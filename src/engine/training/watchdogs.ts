/** What goes wrong in pretraining, recognised from the figures. Each watchdog warns once a run. */
import type { EpochMetrics, TaskEvaluation } from '../../protocol/run.js';

/** Steps after which a loss that is still at its start is called a plateau. */
export const plateauSteps = 500;
const plateauShare = 0.98;
const averagedSteps = 100;

/**
 * Recognises a loss that stays at ln(classes), the most reported problem of jigsaw training.
 * @param startLoss loss of guessing: the mean of ln(classes) over the tasks, nats
 * @returns a function that takes each step's loss and gives a sentence when it is time to warn
 */
export const createPlateauWatchdog = (
  startLoss: number,
  batchNorm: boolean,
): ((step: number, loss: number) => string | null) => {
  let average: number | null = null;
  let warned = false;
  return (step, loss) => {
    average = average === null ? loss : average + (loss - average) / averagedSteps;
    if (warned || step < plateauSteps || average < plateauShare * startLoss) return null;
    warned = true;
    const advice = batchNorm
      ? 'try a lower learning rate, fewer permutations, or --overfit 16 to see whether the network can learn these images at all; pictures without an up (coins, aerial or microscope views) have no rotation to predict'
      : 'use a preset with batch norm, which rarely gets stuck';
    return `After ${step} steps the loss is ${average.toFixed(3)}, still that of guessing (${startLoss.toFixed(3)}): ${advice}.`;
  };
};

const firstEpochToCompare = 3;
const wideAccuracyGap = 0.25;
const wideLossRatio = 2;

/** Recognises training figures that have run away from those of validation. */
export const createOverfittingWatchdog = (): ((epoch: EpochMetrics) => string | null) => {
  let warned = false;
  return ({ epoch, train, validation }) => {
    if (warned || validation === null || epoch < firstEpochToCompare) return null;
    const gap = train.accuracy - validation.accuracy;
    const ratio = validation.loss / Math.max(train.loss, 1e-6);
    if (gap < wideAccuracyGap || ratio < wideLossRatio) return null;
    warned = true;
    return `After epoch ${epoch} training accuracy is ${train.accuracy.toFixed(2)} but validation ${validation.accuracy.toFixed(2)}: the network learns these images by heart; use more images, a smaller preset, more weight decay or fewer epochs.`;
  };
};

/** Mean of a run's tasks as one figure, or null without validation images. */
export const meanEvaluation = (tasks: readonly TaskEvaluation[]): EpochMetrics['validation'] => {
  if (tasks.length === 0) return null;
  const mean = (value: (task: TaskEvaluation) => number): number =>
    tasks.reduce((sum, task) => sum + value(task), 0) / tasks.length;
  return {
    loss: mean((task) => task.loss),
    accuracy: mean((task) => task.accuracy),
    chance: mean((task) => task.chance),
  };
};
