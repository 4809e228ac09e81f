/**
 * The points of a run's curves and their smoothed forms, in buffers that grow with the run: a delta
 * costs its own length, not the length of the run.
 */
import type { StepColumns } from '../../../src/protocol/runContents.js';
import type { StepSeries } from '../../../src/protocol/stepSeries.js';
import { noAverage, smoothInto, type Average } from './smoothing.js';

const plain = ['loss', 'accuracy', 'learningRate', 'viewsPerSecond'] as const;
const smoothed = ['loss', 'accuracy', 'viewsPerSecond'] as const;
type Plain = (typeof plain)[number];
type Smoothed = (typeof smoothed)[number];

export interface CurveColumns {
  /** Brings the buffers up to the series; `keep` as in `smoothInto`. */
  update(series: StepSeries, keep: number): void;
  /** Points held; the buffers may be longer. */
  readonly length: number;
  readonly step: Uint32Array;
  raw(name: Plain): Float32Array;
  smooth(name: Smoothed): Float32Array;
}

const longer = (values: Float32Array, capacity: number): Float32Array<ArrayBuffer> => {
  const copy = new Float32Array(capacity);
  copy.set(values);
  return copy;
};

export const createCurveColumns = (): CurveColumns => {
  let capacity = 1024;
  let length = 0;
  let step = new Uint32Array(capacity);
  let source: StepSeries | null = null;
  let stride = 1;
  let keep = 0;
  const raw = new Map<Plain, Float32Array>();
  const smooth = new Map<Smoothed, Float32Array>();
  const averages = new Map<Smoothed, Average>();

  const rawOf = (name: Plain): Float32Array => raw.get(name) ?? new Float32Array(capacity);
  const smoothOf = (name: Smoothed): Float32Array => smooth.get(name) ?? new Float32Array(capacity);

  const grow = (needed: number): void => {
    if (needed <= capacity) return;
    while (capacity < needed) capacity *= 2;
    const steps = new Uint32Array(capacity);
    steps.set(step);
    step = steps;
    for (const name of plain) raw.set(name, longer(rawOf(name), capacity));
    for (const name of smoothed) smooth.set(name, longer(smoothOf(name), capacity));
  };

  const append = (columns: StepColumns): void => {
    grow(length + columns.step.length);
    step.set(columns.step, length);
    for (const name of plain) {
      const values = rawOf(name);
      values.set(columns[name], length);
      raw.set(name, values);
    }
    length += columns.step.length;
  };

  const smoothFrom = (first: number): void => {
    for (const name of smoothed) {
      const into = smoothOf(name);
      const start = first === 0 ? noAverage : (averages.get(name) ?? noAverage);
      averages.set(name, smoothInto(rawOf(name), into, first, length, keep, start));
      smooth.set(name, into);
    }
  };

  return {
    update: (series, nextKeep) => {
      const last = length === 0 ? 0 : (step[length - 1] ?? 0);
      // Merged points change after they were added, so those of a long run are read anew.
      const isSame =
        series === source && series.stride === 1 && stride === 1 && series.lastStep >= last;
      if (!isSame) length = 0;
      source = series;
      stride = series.stride;
      const first = length;
      if (first === 0) append(series.columns());
      else if (series.lastStep > last) append(series.columns(last));
      const isSmooth = isSame && nextKeep === keep;
      keep = nextKeep;
      smoothFrom(isSmooth ? first : 0);
    },
    get length() {
      return length;
    },
    get step() {
      return step;
    },
    raw: rawOf,
    smooth: smoothOf,
  };
};
