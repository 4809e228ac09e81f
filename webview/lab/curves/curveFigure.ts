/** A chart of the curves as a figure to save: the steps and lines that are in sight. */
import type { FigureLook } from '../../parts/figure/figureLook.js';
import type { DrawnFigure } from '../../parts/figure/figurePage.js';
import type { FigureLine } from '../../parts/figure/lineFigure.js';
import { t } from '../../text.js';
import type { ChartFigures, ChartSpec } from './chartSpec.js';
import { plotFigure } from './plotFigure.js';
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
  const lines = linesOf(spec, figures, range).filter(
    (_, place) => !hidden.has(spec.lines[place]?.id ?? ''),
  );
  const { level } = figures;
  return plotFigure({ spec, lines, range, xLabel: t('Step'), subtitle: runTitle, level }, look);
};
