/** The lines of runs laid over one another. Pure. */
import type { ComparedRun } from '../../../src/protocol/comparison.js';
import type { Task } from '../../../src/protocol/run.js';
import { chanceOf } from '../../parts/chance.js';
import type { Plotted } from '../curves/chartSpec.js';
import { noAverage, smoothInto } from '../curves/smoothing.js';
import { withPoints, type Points } from '../curves/thinning.js';
import type { Range } from '../curves/xView.js';
import { placesOf, type AxisKind } from './axisKinds.js';

export const chartIds = [
  'trainLoss',
  'validationLoss',
  'trainAccuracy',
  'validationAccuracy',
] as const;
export type ChartId = (typeof chartIds)[number];

export interface OverlaidLine {
  /** Ascending. */
  readonly x: readonly number[];
  /** As many. */
  readonly y: readonly number[];
  /** Where the run ends along the axis. */
  readonly end: number;
}

const lineOf = (
  points: Iterable<readonly [step: number, value: number]>,
  place: (step: number) => number,
  end: number,
): OverlaidLine => {
  const x: number[] = [];
  const y: number[] = [];
  for (const [step, value] of points) {
    const at = place(step);
    if (!Number.isFinite(at) || !Number.isFinite(value)) continue;
    x.push(at);
    y.push(value);
  }
  return { x, y, end };
};

/** @param keep share of the old average that each point keeps, 0 to below 1 */
const smoothed = (values: Float32Array, keep: number): Float32Array => {
  const into = new Float32Array(values.length);
  smoothInto(values, into, 0, values.length, keep, noAverage);
  return into;
};

/** The lines of a run in each of the charts. */
export const linesOf = (
  run: ComparedRun,
  kind: AxisKind,
  keep: number,
): Readonly<Record<ChartId, OverlaidLine>> => {
  const { curve, epochs } = run;
  const place = placesOf(run, kind);
  const end = place(run.figures.steps);
  const byStep = (values: Float32Array): OverlaidLine => {
    const smooth = smoothed(values, keep);
    return lineOf(
      Array.from(curve.step, (step, at) => [step, smooth[at] ?? NaN] as const),
      place,
      end,
    );
  };
  const byEpoch = (measure: 'loss' | 'accuracy'): OverlaidLine =>
    lineOf(
      epochs.flatMap(({ step, validation }) =>
        validation === null ? [] : [[step, validation[measure]] as const],
      ),
      place,
      end,
    );
  return {
    trainLoss: byStep(curve.loss),
    validationLoss: byEpoch('loss'),
    trainAccuracy: byStep(curve.accuracy),
    validationAccuracy: byEpoch('accuracy'),
  };
};

export interface ChanceLevel {
  readonly task: Task;
  /** 0..1. */
  readonly chance: number;
}

/** The accuracies of guessing of all runs, each once. */
export const chanceLevels = (runs: readonly ComparedRun[]): readonly ChanceLevel[] => {
  const levels = runs.map(({ config, figures }) => ({
    task: config.task,
    chance: figures.validation?.chance ?? chanceOf(config),
  }));
  return levels.filter(
    ({ task, chance }, at) =>
      levels.findIndex((other) => other.task === task && other.chance === chance) === at,
  );
};

/** From the beginning of training to where the last of the runs ends. */
export const wholeRange = (lines: readonly OverlaidLine[]): Range => {
  const ends = lines.flatMap(({ x }) => x.at(-1) ?? []);
  return { from: 0, to: Math.max(1, ...ends) };
};

/** Lines that share no points, as a chart draws them. */
export const plotLines = (lines: readonly Pick<OverlaidLine, 'x' | 'y'>[], all: Range): Plotted => {
  // A run has a thousand points at most: there is nothing to thin out.
  const points = lines.reduce<Points>((before, line) => withPoints(before, line), {
    x: [],
    lines: [],
  });
  return { all, level: null, pointsIn: () => points };
};

/** What a line said last up to a place; the end for null, and null beyond the run's end. */
export const valueAt = ({ x, y, end }: OverlaidLine, place: number | null): number | null => {
  if (place === null) return y.at(-1) ?? null;
  if (place > Math.max(end, x.at(-1) ?? 0)) return null;
  return y[x.findLastIndex((at) => at <= place)] ?? null;
};
