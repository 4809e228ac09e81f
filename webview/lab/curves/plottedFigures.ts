/** The figures of a run as a chart draws them: as few points as its pixels can show. */
import type { ChartFigures, Plotted } from './chartSpec.js';
import { thin, withPoints } from './thinning.js';

export const plottedFigures = (figures: ChartFigures): Plotted => {
  const { step, length, byStep, byEpoch, level } = figures;
  return {
    all: { from: 1, to: length === 0 ? 1 : (step[length - 1] ?? 1) },
    level,
    pointsIn: (range, columns) => {
      const points = thin(figures, byStep, range, columns);
      return byEpoch === null ? points : withPoints(points, byEpoch);
    },
  };
};
