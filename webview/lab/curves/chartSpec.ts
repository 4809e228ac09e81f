/** What a chart shows, apart from its figures. */
import type { ChartColours } from '../../parts/theme.js';
import type { Points } from './thinning.js';
import type { Range } from './xView.js';

export interface LineSpec {
  readonly id: string;
  readonly label: string;
  readonly colour: keyof ChartColours;
  /**
   * `faint` lies thin behind its smoothed form; `points` are few and marked one by one, so that it
   * is told apart from the others by more than its colour.
   */
  readonly look: 'line' | 'faint' | 'points';
  /** Lengths in px of dashes and gaps, where the look alone does not tell lines apart. */
  readonly dash?: readonly number[];
}

export interface AxisSpec {
  readonly formatTick: (value: number) => string;
  /** Distances between ticks that are round, ascending. */
  readonly gaps: readonly number[];
}

/** A chart of any lines. */
export interface PlotSpec {
  readonly title: string;
  /** The axis along the chart; steps if it is not said. */
  readonly x?: AxisSpec;
  /** Writes a value of the chart: on its axis with so many digits, in the read-out with all. */
  readonly formatTick: (value: number, digits: number) => string;
  readonly formatValue: (value: number) => string;
  readonly isLogarithmic: boolean;
  /** Smallest and largest value that the axis may show; null leaves it to the figures. */
  readonly lowest: number | null;
  readonly highest: number | null;
  readonly lines: readonly LineSpec[];
}

/** One of the charts of a run. */
export interface ChartSpec extends PlotSpec {
  readonly id: 'loss' | 'accuracy' | 'learningRate' | 'viewsPerSecond';
}

/** What a chart draws: a line for each of the spec's. */
export interface Plotted {
  /** Where the lines begin and end. */
  readonly all: Range;
  /**
   * Points within a range and those that lines lead to from there.
   * @param columns of pixels that the range takes
   */
  readonly pointsIn: (range: Range, columns: number) => Points;
  readonly level: Level | null;
}

/** A level across a chart, such as the accuracy of guessing. */
export interface Level {
  readonly value: number;
  readonly label: string;
}

/** The figures of a chart: the spec's lines in its order, first those by step, then the one by epoch. */
export interface ChartFigures {
  readonly step: Uint32Array;
  /** Points in use; the buffers may be longer. */
  readonly length: number;
  readonly byStep: readonly Float32Array[];
  readonly byEpoch: { readonly x: readonly number[]; readonly y: readonly number[] } | null;
  readonly level: Level | null;
}
