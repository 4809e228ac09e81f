/** A chart of the curves as a figure to save: the steps and lines that are in sight. */
import { formatCount } from '../../parts/format.js';
import type { FigureLook } from '../../parts/figure/figureLook.js';
import type { DrawnFigure } from '../../parts/figure/figurePage.js';
import { lineFigure, type FigureLine } from '../../parts/figure/lineFigure.js';
import { tickDigits } from '../../parts/figure/tickDigits.js';
import { roundTicks } from '../../parts/figure/ticks.js';
import { t } from '../../text.js';
import type { ChartFigures, ChartSpec } from './chartSpec.js';
import { logarithmicTicks, valueRange } from './plotOptions.js';
import { thin } from './thinning.js';
import type { Range } from './xView.js';

/** Columns of points at most: as many as a figure has pixels. */
const columns = 1600;

const linesOf = (spec: ChartSpec, figures: ChartFigures, range: Range): readonly FigureLine[] => {
  const { x, lines } = thin(figures, figures.byStep, range, columns);
  return spec.lines.map(({ label, colour, look }, place) => {
    const byEpoch = figures.byEpoch ?? { x: [], y: [] };
    const y = lines[place];
    return { label, colour, look, ...(y === undefined ? byEpoch : { x, y }) };
  });
};

/** Smallest and largest value within a range of steps; null where there is none. */
const extremes = (
  lines: readonly FigureLine[],
  { from, to }: Range,
): readonly [number | null, number | null] => {
  let lowest: number | null = null;
  let highest: number | null = null;
  for (const { x, y } of lines) {
    for (const [place, value] of y.entries()) {
      const step = x[place] ?? NaN;
      if (value === undefined || !Number.isFinite(value) || !(step >= from && step <= to)) continue;
      lowest = Math.min(lowest ?? value, value);
      highest = Math.max(highest ?? value, value);
    }
  }
  return [lowest, highest];
};

export const curveFigure = (
  options: {
    readonly spec: ChartSpec;
    readonly figures: ChartFigures;
    readonly range: Range;
    /** Ids of lines that are hidden. */
    readonly hidden: ReadonlySet<string>;
    readonly runTitle: string;
  },
  look: FigureLook,
): DrawnFigure => {
  const { spec, figures, range, hidden, runTitle } = options;
  const { level } = figures;
  const lines = linesOf(spec, figures, range).filter(
    (_, place) => !hidden.has(spec.lines[place]?.id ?? ''),
  );
  const [from, to] = valueRange(spec, ...extremes(lines, range), level?.value ?? null);
  const ticks = spec.isLogarithmic ? logarithmicTicks(from, to) : roundTicks(from, to, 7);
  const digits = tickDigits(ticks);
  return lineFigure(
    {
      title: spec.title,
      subtitle: runTitle,
      x: {
        ...range,
        ticks: roundTicks(range.from, range.to, 9).filter(Number.isInteger),
        format: formatCount,
        label: t('Step'),
      },
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
