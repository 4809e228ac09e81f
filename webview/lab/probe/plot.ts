/** What the charts of an evaluation are drawn with. */
import { drawAxes, type Axes, type Scale } from '../../parts/figure/axes.js';
import type { FigureLook } from '../../parts/figure/figureLook.js';
import { textPx, type Box, type LegendEntry } from '../../parts/figure/figurePage.js';
import { escapeXml, tag, textTag } from '../../parts/figure/svgTag.js';
import { roundTicks } from '../../parts/figure/ticks.js';
import { formatPercent } from '../../parts/format.js';
import type { Series } from './accuracies.js';
import { formatShare } from './figureWords.js';

/** How a network is drawn in every chart; shapes differ as well as colours. */
export interface Style {
  readonly colour: 'blue' | 'purple' | 'green';
  readonly look: 'line' | 'points';
  readonly mark: 'circle' | 'square';
}
export const styles: Readonly<Record<Series['key'], Style>> = {
  pretrained: { colour: 'blue', look: 'line', mark: 'circle' },
  random: { colour: 'purple', look: 'points', mark: 'circle' },
  supervised: { colour: 'green', look: 'line', mark: 'square' },
};

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Lower and upper bound. */
  readonly bounds: readonly [number, number] | null;
}

export const legendEntry = (label: string, style: Style, look: FigureLook): LegendEntry => ({
  label,
  colour: look.colours[style.colour],
  look: style.look,
});

/** An axis from zero to a round share above all values, at most 1. */
export const shareScale = (values: readonly number[]): Scale => {
  const highest = Math.max(0.1, ...values);
  const ticks = roundTicks(0, Math.min(1, highest * 1.08), 7);
  return {
    from: 0,
    to: Math.min(1, highest * 1.08),
    ticks,
    format: formatShare,
    label: '',
  };
};

const d = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** A line through points, with a mark on each. */
export const drawLine = (
  points: readonly Point[],
  { colour, look: drawn, mark }: Style,
  { xOf, yOf }: Axes,
  { colours, lineWidth }: FigureLook,
  shiftPx = 0,
): string => {
  const stroke = colours[colour];
  const places = points.map(({ x, y }) => [xOf(x) + shiftPx, yOf(y), y] as const);
  return [
    tag('path', {
      d: places.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${d(x, y)}`).join(''),
      ...{ stroke, fill: 'none', 'stroke-width': lineWidth },
      'stroke-dasharray': drawn === 'points' ? '2 3' : undefined,
    }),
    tag(
      'g',
      { stroke, 'stroke-width': lineWidth, fill: drawn === 'line' ? stroke : colours.background },
      places.map(([cx, cy, value]) => {
        // What the editor shows where the pointer rests.
        const title = [tag('title', {}, [escapeXml(formatPercent(value))])];
        return mark === 'circle'
          ? tag('circle', { cx, cy, r: 3.5 }, title)
          : tag('rect', { x: cx - 3, y: cy - 3, width: 6, height: 6 }, title);
      }),
    ),
  ].join('');
};

/** The bounds of points as whiskers. */
export const drawWhiskers = (
  points: readonly Point[],
  { colour }: Style,
  { xOf, yOf }: Axes,
  { colours, lineWidth }: FigureLook,
  shiftPx = 0,
): string =>
  tag('path', {
    d: points
      .map(({ x, bounds }) => {
        if (bounds === null) return '';
        const at = xOf(x) + shiftPx;
        const [low, high] = bounds.map(yOf);
        if (low === undefined || high === undefined) return '';
        const cap = (y: number): string => `M${d(at - 3, y)}h6`;
        return `M${d(at, low)}L${d(at, high)}${cap(low)}${cap(high)}`;
      })
      .join(''),
    ...{ stroke: colours[colour], 'stroke-width': lineWidth * 0.75, fill: 'none' },
  });

/** The bounds of points as an area. */
export const drawBand = (
  points: readonly Point[],
  { colour }: Style,
  { xOf, yOf }: Axes,
  { colours }: FigureLook,
): string => {
  const bounded = points.flatMap(({ x, bounds }) => (bounds === null ? [] : [{ x, bounds }]));
  const edge = [
    ...bounded.map(({ x, bounds }) => d(xOf(x), yOf(bounds[1]))),
    ...bounded.toReversed().map(({ x, bounds }) => d(xOf(x), yOf(bounds[0]))),
  ];
  if (edge.length === 0) return '';
  return tag('path', {
    d: `M${edge.join('L')}Z`,
    ...{ fill: colours[colour], 'fill-opacity': 0.18 },
  });
};

export interface Level {
  readonly value: number;
  readonly label: string;
}

/** Smallest distance of two lines of text. */
const linePx = textPx + 2;

/** Axes that leave room for the names of levels at the end of their lines. */
export const axesWithLevels = (
  box: Box,
  x: Scale,
  y: Scale,
  levels: readonly Level[],
  look: FigureLook,
): { readonly axes: Axes; readonly markup: string } => {
  const room = Math.max(0, ...levels.map(({ label }) => look.textWidth(label, textPx)));
  const axes = drawAxes({ ...box, width: box.width - room }, x, y, look);
  return { axes, markup: axes.markup + drawLevels(levels, axes, look) };
};

const drawLevels = (
  levels: readonly Level[],
  { plot, yOf }: Axes,
  { colours }: FigureLook,
): string => {
  const end = plot.left + plot.width;
  let free = plot.top + plot.height + 4;
  // From the bottom up, each name above the one before.
  return levels
    .toSorted((a, b) => a.value - b.value)
    .map(({ value, label }) => {
      const y = yOf(value);
      const base = Math.min(y + 4, free);
      free = base - linePx;
      return (
        tag('path', {
          d: `M${d(plot.left, y)}H${end.toFixed(1)}`,
          ...{ stroke: colours.description, 'stroke-dasharray': '6 4', fill: 'none' },
        }) + textTag(label, end + 6, base, { fill: colours.description })
      );
    })
    .join('');
};
