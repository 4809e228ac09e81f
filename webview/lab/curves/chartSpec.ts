/** What a chart shows, apart from its figures. */
import type { ChartColours } from '../../parts/theme.js';

export interface LineSpec {
  readonly id: string;
  readonly label: string;
  readonly colour: keyof ChartColours;
  /**
   * `faint` lies thin behind its smoothed form; `points` are few and marked one by one, so that it
   * is told apart from the others by more than its colour.
   */
  readonly look: 'line' | 'faint' | 'points';
}

export interface ChartSpec {
  readonly id: 'loss' | 'accuracy' | 'learningRate' | 'viewsPerSecond';
  readonly title: string;
  /** Writes a value of the chart: on its axis with so many digits, in the read-out with all. */
  readonly formatTick: (value: number, digits: number) => string;
  readonly formatValue: (value: number) => string;
  readonly isLogarithmic: boolean;
  /** Smallest and largest value that the axis may show; null leaves it to the figures. */
  readonly lowest: number | null;
  readonly highest: number | null;
  readonly lines: readonly LineSpec[];
}

/** The figures of a chart: the spec's lines in its order, first those by step, then the one by epoch. */
export interface ChartFigures {
  readonly step: Uint32Array;
  /** Points in use; the buffers may be longer. */
  readonly length: number;
  readonly byStep: readonly Float32Array[];
  readonly byEpoch: { readonly x: readonly number[]; readonly y: readonly number[] } | null;
  /** A level across the chart, such as the accuracy of guessing. */
  readonly level: { readonly value: number; readonly label: string } | null;
}
