/** How well each block does, beside the same block with random weights and what has no blocks. */
import type { EvaluationResult } from '../../../src/protocol/evaluation.js';
import type { Axes } from '../../parts/figure/axes.js';
import type { FigureLook } from '../../parts/figure/figureLook.js';
import { textPx } from '../../parts/figure/figurePage.js';
import type { Chart } from '../../parts/figure/figureView.js';
import { tag, textTag } from '../../parts/figure/svgTag.js';
import { formatPercent } from '../../parts/format.js';
import { t } from '../../text.js';
import {
  compareBest,
  methodName,
  referencesBeside,
  seriesOf,
  type Method,
  type Series,
} from './accuracies.js';
import {
  axesWithLevels,
  drawLine,
  drawWhiskers,
  legendEntry,
  shareScale,
  styles,
  type Level,
  type Point,
} from './plot.js';

/** Whiskers of one block stand side by side. */
const shiftPx = 4;

const pointsOf = ({ rows }: Series, method: Method): readonly Point[] =>
  rows.flatMap(({ figures }, x) => {
    const figure = figures[method];
    if (figure === undefined) return [];
    const { accuracy, interval } = figure;
    return [{ x, y: accuracy, bounds: interval === null ? null : [interval.low, interval.high] }];
  });

const levelsOf = (result: EvaluationResult, method: Method): readonly Level[] =>
  referencesBeside(result, method).map(({ name, accuracy }) => ({ value: accuracy, label: name }));

/** Marks the block that was chosen. */
const drawBest = (
  x: number,
  blocks: number,
  { plot, xOf }: Axes,
  { colours, textWidth }: FigureLook,
): string => {
  const width = Math.min(64, plot.width / blocks);
  const label = t('Best block');
  const half = textWidth(label, textPx) / 2;
  const middle = Math.min(plot.left + plot.width - half, Math.max(plot.left + half, xOf(x)));
  return (
    tag('rect', {
      ...{ x: xOf(x) - width / 2, y: plot.top, width, height: plot.height },
      ...{ fill: colours.foreground, 'fill-opacity': 0.07 },
    }) +
    textTag(label, middle, plot.top + textPx, {
      ...{ fill: colours.description, 'text-anchor': 'middle' },
    })
  );
};

const describe = (result: EvaluationResult, method: Method): string => {
  const best = compareBest(result, method);
  if (best === null) return methodName(method);
  return t(
    '{0} by block: at the best block, {1}, {2} pretrained and {3} with random weights.',
    methodName(method),
    best.block,
    formatPercent(best.pretrained.accuracy),
    formatPercent(best.random.accuracy),
  );
};

/** @param subtitle what the figures are of */
export const blockChart = (result: EvaluationResult, method: Method, subtitle: string): Chart => {
  const series = seriesOf(result);
  const blocks = result.perBlock.map(({ block }) => block);
  const levels = levelsOf(result, method);
  const values = [
    ...levels.map(({ value }) => value),
    ...series.flatMap((line) => pointsOf(line, method).flatMap(({ y, bounds }) => bounds ?? [y])),
  ];
  const best = blocks.indexOf(result.bestBlock);
  return {
    title: t('{0} by block', methodName(method)),
    subtitle,
    description: describe(result, method),
    legend: (look) => series.map(({ key, name }) => legendEntry(name, styles[key], look)),
    draw: (box, look) => {
      const x = {
        ...{ from: -0.5, to: blocks.length - 0.5, label: '' },
        ticks: blocks.map((_, at) => at),
        format: (at: number) => blocks[at] ?? '',
      };
      // The name of the best block stands above all values.
      const y = shareScale(values.map((value) => value * 1.06));
      const { axes, markup } = axesWithLevels(box, x, y, levels, look);
      return [
        best < 0 ? '' : drawBest(best, blocks.length, axes, look),
        markup,
        ...series.map((line, at) => {
          const points = pointsOf(line, method);
          const shift = (at - (series.length - 1) / 2) * 2 * shiftPx;
          const style = styles[line.key];
          return (
            drawWhiskers(points, style, axes, look, shift) +
            drawLine(points, style, axes, look, shift)
          );
        }),
      ].join('');
    },
  };
};
