/**
 * What goes wrong in pretraining, recognised from the figures. Each watchdog warns once a run: what it
 * remembers is part of the checkpoints.
 */
import type { EpochMetrics, TaskEvaluation } from '../../protocol/run.js';
import { sentence, type Sentence } from '../../protocol/sentence.js';

/** Numbers by name that outlive the process. */
type Memory = Map<string, number>;

/** Steps after which a loss that is still at its start is called a plateau. */
export const plateauSteps = 500;
const plateauShare = 0.98;
/** Length of the running mean; a process sees as many steps before it judges. */
export const averagedSteps = 100;

/** The task that a plateau watchdog looks at. */
export interface WatchedTask {
  readonly name: string;
  /** What it is called within a sentence. */
  readonly title: Sentence;
  readonly classes: number;
  /** What to try, as the end of a sentence. */
  readonly advice: Sentence;
}

/**
 * Recognises a loss that stays at ln(classes), the most reported problem of jigsaw training.
 * @returns a function that takes the task's loss at each step and gives the warning when it is time for it
 */
export const createPlateauWatchdog = (
  { name, title, classes, advice }: WatchedTask,
  memory: Memory,
): ((step: number, loss: number) => Sentence | null) => {
  const averageKey = `plateau.${name}.average`;
  const warnedKey = `plateau.${name}.warned`;
  const guessing = Math.log(classes);
  let seen = 0;
  return (step, loss) => {
    const before = memory.get(averageKey) ?? loss;
    const average = before + (loss - before) / averagedSteps;
    memory.set(averageKey, average);
    seen += 1;
    if (memory.has(warnedKey) || step < plateauSteps || seen < averagedSteps) return null;
    if (average < plateauShare * guessing) return null;
    memory.set(warnedKey, 1);
    return sentence(
      'After {0} steps the {1} loss is {2}, still that of guessing ({3}): {4}.',
      step,
      title,
      average.toFixed(3),
      guessing.toFixed(3),
      advice,
    );
  };
};

const firstEpochToCompare = 3;
const wideAccuracyGap = 0.25;
const wideLossRatio = 2;
const overfittingKey = 'overfitting.warned';

/** Recognises training figures that have run away from those of validation. */
export const createOverfittingWatchdog =
  (memory: Memory): ((epoch: EpochMetrics) => Sentence | null) =>
  ({ epoch, train, validation }) => {
    if (memory.has(overfittingKey) || validation === null || epoch < firstEpochToCompare) {
      return null;
    }
    const gap = train.accuracy - validation.accuracy;
    const ratio = validation.loss / Math.max(train.loss, 1e-6);
    if (gap < wideAccuracyGap || ratio < wideLossRatio) return null;
    memory.set(overfittingKey, 1);
    return sentence(
      'After epoch {0} training accuracy is {1} but validation {2}: the network learns these images by heart; use more images, a smaller preset, more weight decay or fewer epochs.',
      epoch,
      train.accuracy.toFixed(2),
      validation.accuracy.toFixed(2),
    );
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
