/** Which evaluations of runs may be set side by side. Pure. */
import type { MeasuredRun, Measurement } from '../../protocol/comparison.js';
import type { EvaluationResult } from '../../protocol/evaluation.js';

const describeData = ({ dataset, settings }: EvaluationResult): Measurement['measuredOn'] => {
  const { trainFolder, testFolder, trainLabels, testLabels, trainImages, testImages } = dataset;
  const { testShare, poolGrid, neighbors, temperature, seed } = settings;
  return {
    trainFolder,
    testFolder,
    trainLabels,
    testLabels,
    classes: dataset.classes.length,
    trainImages,
    testImages,
    testShare,
    poolGrid,
    neighbors,
    temperature,
    seed,
  };
};

const measuredRun = (run: number, evaluation: EvaluationResult): MeasuredRun | null => {
  const { createdAt, epoch, step, bestBlock, perBlock, fewLabels } = evaluation;
  const best = perBlock.find(({ block }) => block === bestBlock);
  if (best === undefined) return null;
  const { linear, knn, random } = best;
  return {
    run,
    createdAt,
    epoch,
    step,
    block: bestBlock,
    linear: { accuracy: linear.accuracy, low: linear.low, high: linear.high },
    knn,
    random: { linear: random.linear, knn: random.knn },
    fewLabels,
  };
};

/**
 * Groups evaluations by what they were measured on and how. Folders whose content has changed between
 * two evaluations are told apart by their counts only.
 * @param evaluations of each run, the newest first; of one run's in a group the newest counts
 * @returns the group with most runs first, of equals the newest
 */
export const groupMeasurements = (
  evaluations: readonly (readonly EvaluationResult[])[],
): Measurement[] => {
  const groups = new Map<string, { measuredOn: Measurement['measuredOn']; runs: MeasuredRun[] }>();
  for (const [run, ofRun] of evaluations.entries()) {
    for (const evaluation of ofRun) {
      const measuredOn = describeData(evaluation);
      const key = JSON.stringify(measuredOn);
      const group = groups.get(key) ?? { measuredOn, runs: [] };
      const measured = measuredRun(run, evaluation);
      if (measured === null || group.runs.at(-1)?.run === run) continue;
      group.runs.push(measured);
      groups.set(key, group);
    }
  }
  const newest = ({ runs }: Measurement): number =>
    Math.max(...runs.map(({ createdAt }) => Date.parse(createdAt)));
  return [...groups.values()].sort(
    (a, b) => b.runs.length - a.runs.length || newest(b) - newest(a),
  );
};
