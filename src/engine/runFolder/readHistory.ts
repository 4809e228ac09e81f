/** All that a run measured, as columns: the curves of a long run are read in a fraction of a second. */
import { epochMetricsSchema, stepMetricsSchema, type EpochMetrics } from '../../protocol/run.js';
import type { RunHistory, StepColumns } from '../../protocol/runContents.js';
import { createStepSeries } from '../../protocol/stepSeries.js';
import { readMetricsTexts } from './metricsLog.js';

/** Points of a history unless said otherwise: a panel draws about a thousand of them across, so there is room to zoom in. */
const mostPoints = 131_072;
/** Steps that are added to the series at a time. */
const portion = 1024;
const largestStep = 0xffff_ffff;

interface Step {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly learningRate: number;
  readonly viewsPerSecond: number;
}

const isFinite = (value: unknown): value is number => Number.isFinite(value);

/** Checks by hand: a schema takes several times as long, and this runs a hundred thousand times. */
const isStep = (line: object): line is Step =>
  'step' in line &&
  'loss' in line &&
  'accuracy' in line &&
  'learningRate' in line &&
  'viewsPerSecond' in line &&
  Number.isInteger(line.step) &&
  isFinite(line.step) &&
  line.step >= 1 &&
  line.step <= largestStep &&
  isFinite(line.loss) &&
  isFinite(line.accuracy) &&
  line.accuracy >= 0 &&
  line.accuracy <= 1 &&
  isFinite(line.learningRate) &&
  isFinite(line.viewsPerSecond);

/** A line of the log as an object with a kind, or null when it is torn or not ours. */
const parseLine = (text: string): { kind: unknown } | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'kind' in value ? value : null;
  } catch {
    return null;
  }
};

const createPortion = (): StepColumns => ({
  step: new Uint32Array(portion),
  loss: new Float32Array(portion),
  accuracy: new Float32Array(portion),
  learningRate: new Float32Array(portion),
  viewsPerSecond: new Float32Array(portion),
});

const firstOf = (columns: StepColumns, count: number): StepColumns => ({
  step: columns.step.subarray(0, count),
  loss: columns.loss.subarray(0, count),
  accuracy: columns.accuracy.subarray(0, count),
  learningRate: columns.learningRate.subarray(0, count),
  viewsPerSecond: columns.viewsPerSecond.subarray(0, count),
});

/**
 * Reads `metrics.jsonl`, which may come from anyone. Torn and foreign lines are left out; a missing
 * log has no steps. Of more steps than points, neighbours are merged into their mean.
 * @throws LabError `runUnreadable` when the log is not a regular file or larger than 4 GiB
 */
export const readHistory = async (runFolder: string, points = mostPoints): Promise<RunHistory> => {
  const series = createStepSeries(points);
  const epochs: EpochMetrics[] = [];
  const waiting = createPortion();
  let latest: Step | null = null;
  let count = 0;
  const flush = (): void => {
    series.add(firstOf(waiting, count));
    count = 0;
  };
  for await (const text of readMetricsTexts(runFolder)) {
    const line = parseLine(text);
    if (line?.kind === 'step' && isStep(line)) {
      waiting.step[count] = line.step;
      waiting.loss[count] = line.loss;
      waiting.accuracy[count] = line.accuracy;
      waiting.learningRate[count] = line.learningRate;
      waiting.viewsPerSecond[count] = line.viewsPerSecond;
      if (latest === null || line.step > latest.step) latest = line;
      count += 1;
      if (count === portion) flush();
    } else if (line?.kind === 'epoch') {
      const epoch = epochMetricsSchema.safeParse(line);
      if (epoch.success) epochs.push(epoch.data);
    }
  }
  flush();
  return {
    steps: series.columns(),
    epochs,
    latest: stepMetricsSchema.nullable().catch(null).parse(latest),
  };
};
