/** A chart as a figure to save: the part of it and the lines that are in sight. */
import type { FigureLook } from '../../parts/figure/figureLook.js';
import type { DrawnFigure } from '../../parts/figure/figurePage.js';
import { lineFigure, type FigureLine } from '../../parts/figure/lineFigure.js';
import { tickDigits } from '../../parts/figure/tickDigits.js';
import { roundTicks } from '../../parts/figure/ticks.js';
import type { AxisSpec, Level, PlotSpec } from './chartSpec.js';
import { countAxis, logarithmicTicks, valueRange } from './plotOptions.js';
import type { Range } from './xView.js';

/** Smallest and largest value within a range; null where there is none. */
const extremes = (
  lines: readonly FigureLine[],
  { from, to }: Range,
): readonly [number | null, number | null] => {
  let lowest: number | null = null;
  let highest: number | null = null;
  for (const { x, y } of lines) {
    for (const [place, value] of y.entries()) {
      const at = x[place] ?? NaN;
      if (value === undefined || !Number.isFinite(value) || !(at >= from && at <= to)) continue;
      lowest = Math.min(lowest ?? value, value);
      highest = Math.max(highest ?? value, value);
    }
  }
  return [lowest, highest];
};

/** Multiples of the smallest gap that leaves at most so many of them within the range. */
const ticksOf = ({ gaps }: AxisSpec, { from, to }: Range, most: number): number[] => {
  const gap = gaps.find((one) => (to - from) / one <= most) ?? (to - from) / most;
  const first = Math.ceil(from / gap);
  return Array.from({ length: Math.floor(to / gap) - first + 1 }, (_, k) => (first + k) * gap);
};

export const plotFigure = (
  options: {
    readonly spec: PlotSpec;
    /** Those that are not hidden. */
    readonly lines: readonly FigureLine[];
    readonly range: Range;
    /** What the axis along the chart measures. */
    readonly xLabel: string;
    readonly subtitle: string;
    readonly level: Level | null;
  },
  look: FigureLook,
): DrawnFigure => {
  const { spec, lines, range, xLabel, subtitle, level } = options;
  const x = spec.x ?? countAxis;
  const [from, to] = valueRange(spec, ...extremes(lines, range), level?.value ?? null);
  const ticks = spec.isLogarithmic ? logarithmicTicks(from, to) : roundTicks(from, to, 7);
  const digits = tickDigits(ticks);
  return lineFigure(
    {
      title: spec.title,
      subtitle,
      x: { ...range, ticks: ticksOf(x, range, 9), format: x.formatTick, label: xLabel },
      y: {
        ...{ from, to, isLogarithmic: spec.isLogarithmic, ticks, label: '' },
        format: (tick) => spec.formatTick(tick, digits),
      },
      lines,
      level,
    },
    look,
  );
};
