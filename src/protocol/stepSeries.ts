/**
 * A bounded memory of what the steps of a run measured.
 *
 * Steps are numbered from 1, and the series divides them into buckets of `stride` steps:
 * 1..stride, stride+1..2*stride and so on. It keeps one point for each bucket: the mean of its steps, at
 * the last of them. When there are more buckets than it may hold, the stride doubles. So the points
 * depend on the steps and the stride alone, and not on the portions in which they came; and a series
 * that is filled with the points of another one can go on with single steps, because a point stands
 * for all steps since the point before it.
 */
import type { StepMetrics } from './run.js';
import type { StepColumns } from './runContents.js';

/** Single steps that are kept beside the points, so that a copy can be kept up to date exactly. */
const recentCapacity = 1024;

export interface StepSeries {
  /**
   * Takes steps, or points of another series, in ascending order. Those up to `lastStep` are known
   * already and left out: portions may overlap, and a resumed run repeats steps with the same figures.
   */
  add(columns: StepColumns): void;
  /**
   * Points after a step, all by default. With a step among the last thousand or so added, what was
   * added after it, one by one: another series that adds it ends as this one.
   */
  columns(afterStep?: number): StepColumns;
  clear(): void;
  /** Steps per point, a power of two. */
  readonly stride: number;
  /** The last step added, 0 if there is none. */
  readonly lastStep: number;
  /** Points held, at most the capacity. */
  readonly length: number;
}

interface PointBuffers {
  readonly step: Uint32Array;
  readonly loss: Float64Array;
  readonly accuracy: Float64Array;
  readonly learningRate: Float64Array;
  readonly viewsPerSecond: Float64Array;
}

const measures = ['loss', 'accuracy', 'learningRate', 'viewsPerSecond'] as const;

const createBuffers = (capacity: number): PointBuffers => ({
  step: new Uint32Array(capacity),
  loss: new Float64Array(capacity),
  accuracy: new Float64Array(capacity),
  learningRate: new Float64Array(capacity),
  viewsPerSecond: new Float64Array(capacity),
});

const createColumns = (length: number): StepColumns => ({
  step: new Uint32Array(length),
  loss: new Float32Array(length),
  accuracy: new Float32Array(length),
  learningRate: new Float32Array(length),
  viewsPerSecond: new Float32Array(length),
});

/** Copies one point. */
const copyPoint = (
  from: PointBuffers | StepColumns,
  fromIndex: number,
  to: PointBuffers | StepColumns,
  toIndex: number,
): void => {
  to.step[toIndex] = from.step[fromIndex] ?? 0;
  for (const name of measures) to[name][toIndex] = from[name][fromIndex] ?? 0;
};

/** Makes a series that never holds more points than `capacity`, an integer of at least 1. */
export const createStepSeries = (capacity: number): StepSeries => {
  if (!Number.isInteger(capacity) || capacity < 1) {
    throw new RangeError(`A series cannot hold ${String(capacity)} points.`);
  }
  const points = createBuffers(capacity);
  let length = 0;
  let stride = 1;

  // A ring: the n-th step added lies at n modulo its size.
  const recent = createBuffers(Math.min(recentCapacity, capacity));
  let added = 0;

  const stepAt = (at: number): number => points.step[at] ?? 0;
  const bucketOf = (step: number): number => Math.ceil(step / stride);

  /** How many steps the point stands for; before the first there is only its bucket's start to go by. */
  const weightOf = (at: number): number => {
    const before = at === 0 ? (bucketOf(stepAt(0)) - 1) * stride : stepAt(at - 1);
    return stepAt(at) - before;
  };

  /** Puts a point behind the last one, or into it if they share a bucket. */
  const put = (from: PointBuffers | StepColumns, index: number): void => {
    const step = from.step[index] ?? 0;
    const last = length - 1;
    if (length === 0 || bucketOf(stepAt(last)) !== bucketOf(step)) {
      copyPoint(from, index, points, length);
      length += 1;
      return;
    }
    const weight = step - stepAt(last);
    const share = weight / (weight + weightOf(last));
    for (const name of measures) {
      const mean = points[name][last] ?? 0;
      points[name][last] = mean + ((from[name][index] ?? 0) - mean) * share;
    }
    points.step[last] = step;
  };

  const doubleStride = (): void => {
    const before = length;
    stride *= 2;
    length = 0;
    // In place: the point that is written never lies behind the one that is read.
    for (let index = 0; index < before; index++) put(points, index);
  };

  const addPoint = (columns: StepColumns, index: number): void => {
    const step = columns.step[index] ?? 0;
    while (length === capacity && bucketOf(stepAt(length - 1)) !== bucketOf(step)) doubleStride();
    put(columns, index);
    copyPoint(columns, index, recent, added % recent.step.length);
    added += 1;
  };

  const lastStep = (): number => (length === 0 ? 0 : stepAt(length - 1));

  /** Where in the ring the steps after this one begin, or null if some of them may be gone. */
  const recentAfter = (afterStep: number): number | null => {
    const size = recent.step.length;
    let first = added;
    while (
      first > 0 &&
      added - first < size &&
      (recent.step[(first - 1) % size] ?? 0) > afterStep
    ) {
      first -= 1;
    }
    return first > 0 && added - first === size ? null : first;
  };

  const copyRange = (from: PointBuffers, first: number, end: number): StepColumns => {
    const columns = createColumns(end - first);
    const size = from.step.length;
    for (let index = first; index < end; index++) {
      copyPoint(from, index % size, columns, index - first);
    }
    return columns;
  };

  return {
    add: (columns) => {
      for (let index = 0; index < columns.step.length; index++) {
        if ((columns.step[index] ?? 0) > lastStep()) addPoint(columns, index);
      }
    },
    columns: (afterStep) => {
      if (afterStep === undefined) return copyRange(points, 0, length);
      const firstRecent = recentAfter(afterStep);
      if (firstRecent !== null) return copyRange(recent, firstRecent, added);
      let first = length;
      while (first > 0 && stepAt(first - 1) > afterStep) first -= 1;
      return copyRange(points, first, length);
    },
    clear: () => {
      length = 0;
      stride = 1;
      added = 0;
    },
    get stride() {
      return stride;
    },
    get lastStep() {
      return lastStep();
    },
    get length() {
      return length;
    },
  };
};

/** No steps. */
export const emptyColumns = (): StepColumns => createColumns(0);

/** The same figures, column by column. */
export const columnsOfSteps = (steps: readonly StepMetrics[]): StepColumns => ({
  step: Uint32Array.from(steps, (metrics) => metrics.step),
  loss: Float32Array.from(steps, (metrics) => metrics.loss),
  accuracy: Float32Array.from(steps, (metrics) => metrics.accuracy),
  learningRate: Float32Array.from(steps, (metrics) => metrics.learningRate),
  viewsPerSecond: Float32Array.from(steps, (metrics) => metrics.viewsPerSecond),
});
