/** The scores of a ranking as a histogram, with normal and anomalous images apart where they are known. */
import type { AnomalyReport } from '../../../src/protocol/findings.js';
import { drawAxes, type Axes } from '../../parts/figure/axes.js';
import type { FigureLook } from '../../parts/figure/figureLook.js';
import type { Chart } from '../../parts/figure/figureView.js';
import { tag } from '../../parts/figure/svgTag.js';
import { tickDigits } from '../../parts/figure/tickDigits.js';
import { roundTicks } from '../../parts/figure/ticks.js';
import { formatCount, formatPercent, formatSignificant } from '../../parts/format.js';
import { t } from '../../text.js';
import { scoreName } from './anomalyForm.js';
import { scoreBins, type ScoreBins, type ScoreKind } from './scoreBins.js';

type Series = ScoreBins['series'][number];

const kindName = (kind: ScoreKind): string => {
  switch (kind) {
    case 'all':
      return t('All images');
    case 'normal':
      return t('Normal');
    case 'anomalous':
      return t('Anomalous');
  }
};

const colourOf = (kind: ScoreKind, { colours }: FigureLook): string =>
  kind === 'anomalous' ? colours.red : colours.blue;

/** Heights of a series: images, or shares of its kind where there are two, since one is often rare. */
const heightsOf = ({ counts, total }: Series, areShares: boolean): number[] =>
  areShares ? counts.map((count) => count / Math.max(1, total)) : [...counts];

/** Normal images are an area, anomalous ones an outline: they are told apart without colours. */
const drawSeries = (
  series: Series,
  edges: readonly number[],
  heights: readonly number[],
  { xOf, yOf }: Axes,
  look: FigureLook,
): string => {
  const steps = heights.map((height, bin) => {
    const to = xOf(edges[bin + 1] ?? 0).toFixed(1);
    return `V${yOf(height).toFixed(1)}H${to}`;
  });
  const base = yOf(0).toFixed(1);
  const isOutline = series.kind === 'anomalous';
  const colour = colourOf(series.kind, look);
  return tag('path', {
    d: `M${xOf(edges[0] ?? 0).toFixed(1)} ${base}${steps.join('')}V${base}`,
    fill: colour,
    'fill-opacity': isOutline ? 0.15 : 0.55,
    stroke: isOutline ? colour : undefined,
    'stroke-width': isOutline ? look.lineWidth : undefined,
  });
};

/** @param runTitle told in the saved file */
export const scoreChart = ({ images, rankedBy }: AnomalyReport, runTitle: string): Chart => {
  const { edges, series } = scoreBins(images);
  const areShares = series.length > 1;
  const heights = series.map((one) => heightsOf(one, areShares));
  const highest = Math.max(...heights.flat()) * 1.05 || 1;
  const [from = 0] = edges;
  const to = edges.at(-1) ?? 1;
  return {
    title: t('Scores'),
    subtitle: runTitle,
    description: t(
      'Histogram: {0}, from {1} to {2}; {3}.',
      scoreName(rankedBy),
      formatSignificant(from),
      formatSignificant(to),
      series.map(({ kind, total }) => `${kindName(kind)} ${formatCount(total)}`).join(', '),
    ),
    legend: (look) =>
      areShares
        ? series.map(({ kind, total }) => ({
            label: `${kindName(kind)} (${formatCount(total)})`,
            colour: colourOf(kind, look),
            look: kind === 'anomalous' ? ('line' as const) : ('area' as const),
          }))
        : [],
    draw: (box, look) => {
      const ticks = roundTicks(from, to, box.width < 500 ? 5 : 9);
      const digits = tickDigits(ticks);
      const axes = drawAxes(
        box,
        {
          ...{ from, to, ticks },
          format: (tick) => formatSignificant(tick, digits),
          label: scoreName(rankedBy),
        },
        {
          ...{ from: 0, to: highest, ticks: roundTicks(0, highest, 6) },
          format: areShares ? formatPercent : formatCount,
          label: areShares ? t('Share of its kind') : t('Images'),
        },
        look,
      );
      const drawn = series.map((one, place) =>
        drawSeries(one, edges, heights[place] ?? [], axes, look),
      );
      return axes.markup + drawn.join('');
    },
  };
};
