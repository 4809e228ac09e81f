/** How far a few labels go: accuracy over labels of each class. */
import type { EvaluationResult, FewLabelsEvaluation } from '../../../src/protocol/evaluation.js';
import { drawAxes } from '../../parts/figure/axes.js';
import type { Chart } from '../../parts/figure/figureView.js';
import { formatCount, formatPercent } from '../../parts/format.js';
import { t } from '../../text.js';
import { drawBand, drawLine, legendEntry, shareScale, styles, type Point } from './plot.js';

interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

const pointsOf = (
  fewLabels: readonly FewLabelsEvaluation[],
  spreadOf: (of: FewLabelsEvaluation) => Spread,
): readonly Point[] =>
  fewLabels.map((labels) => {
    const { mean, deviation } = spreadOf(labels);
    return {
      x: labels.perClass,
      y: mean,
      bounds: [Math.max(0, mean - deviation), Math.min(1, mean + deviation)],
    };
  });

const describe = (last: FewLabelsEvaluation): string =>
  t(
    'With {0} labels of each class, {1} pretrained and {2} with random weights.',
    formatCount(last.perClass),
    formatPercent(last.mean),
    formatPercent(last.random.mean),
  );

/** @returns null where nothing was measured with few labels */
export const fewLabelsChart = (
  { fewLabels, bestBlock }: EvaluationResult,
  subtitle: string,
): Chart | null => {
  const first = fewLabels.at(0);
  const last = fewLabels.at(-1);
  if (first === undefined || last === undefined) return null;
  const lines = [
    { name: t('Pretrained'), style: styles.pretrained, points: pointsOf(fewLabels, (own) => own) },
    {
      name: t('Random weights'),
      style: styles.random,
      points: pointsOf(fewLabels, ({ random }) => random),
    },
  ];
  const values = lines.flatMap(({ points }) => points.flatMap(({ bounds }) => bounds ?? []));
  return {
    title: t('Linear probe of {0} with few labels', bestBlock),
    subtitle,
    description: describe(last),
    legend: (look) => lines.map(({ name, style }) => legendEntry(name, style, look)),
    draw: (box, look) => {
      const x = {
        // One number of labels alone stands in the middle.
        ...{ from: first.perClass / 1.3, to: last.perClass * 1.3, isLogarithmic: true },
        ticks: fewLabels.map(({ perClass }) => perClass),
        ...{ format: formatCount, label: t('Labels of each class') },
      };
      const axes = drawAxes(box, x, shareScale(values), look);
      return [
        axes.markup,
        ...lines.map(({ style, points }) => drawBand(points, style, axes, look)),
        ...lines.map(({ style, points }) => drawLine(points, style, axes, look)),
      ].join('');
    },
  };
};
