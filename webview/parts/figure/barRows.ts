/** Lying bars as a chart: names stand beside them, however long or many they are. */
import { drawAxes, type Axes } from './axes.js';
import type { FigureBar } from './barFigure.js';
import type { FigureLook } from './figureLook.js';
import { textPx, type Box } from './figurePage.js';
import { tag, textTag } from './svgTag.js';
import { roundTicks } from './ticks.js';

export interface BarRows {
  /** From top to bottom. */
  readonly bars: readonly FigureBar[];
  /** Writes a value beside its bar. */
  readonly format: (value: number) => string;
  /** Writes a value of the axis. */
  readonly formatTick: (value: number) => string;
  /** What the bars measure; none for ''. */
  readonly label: string;
  /** The largest value that there may be, such as 1; null for counts, which have whole ticks and no bound. */
  readonly highest: number | null;
  /** Values that bars are compared with, drawn as dashed lines; the legend names them. */
  readonly levels: readonly { readonly value: number; readonly dash: readonly number[] }[];
}

/** Names of bars are cut where they would leave bars less room than this share of the width. */
const mostNameShare = 0.4;
/** Smallest distance in px of two values on the axis. */
const tickEveryPx = 70;

const shortened = (text: string, widthPx: number, { textWidth }: FigureLook): string => {
  if (textWidth(text, textPx) <= widthPx) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, textPx) > widthPx) letters.pop();
  return `${letters.join('')}…`;
};

const drawBar = (
  { value, colour, interval }: FigureBar,
  at: number,
  { xOf, yOf }: Axes,
  thickness: number,
  { colours, lineWidth }: FigureLook,
): string => {
  const middle = yOf(at);
  const bar = tag('rect', {
    ...{ x: xOf(0), y: middle - thickness / 2 },
    ...{ width: Math.max(0, xOf(value) - xOf(0)), height: thickness, fill: colours[colour] },
  });
  if (interval === undefined) return bar;
  const [low, high] = [xOf(interval[0]).toFixed(1), xOf(interval[1]).toFixed(1)];
  const cap = (x: string): string => `M${x} ${(middle - 4).toFixed(1)}v8`;
  const whisker = (stroke: string, width: number): string =>
    tag('path', {
      d: `M${low} ${middle.toFixed(1)}H${high}${cap(low)}${cap(high)}`,
      ...{ stroke, 'stroke-width': width, fill: 'none' },
    });
  // A rim sets it apart from bars of any colour.
  return bar + whisker(colours.background, lineWidth + 2) + whisker(colours.foreground, lineWidth);
};

/** Markup of the bars and their axes, as `Chart.draw` makes it. */
export const drawBarRows = (
  { bars, format, formatTick, label, highest, levels }: BarRows,
  box: Box,
  look: FigureLook,
): string => {
  const { colours, textWidth } = look;
  const ends = bars.map(({ value, interval }) => Math.max(value, interval?.[1] ?? value));
  const top = Math.max(0, ...ends, ...levels.map(({ value }) => value)) || (highest ?? 1);
  const room = Math.max(0, ...bars.map(({ value }) => textWidth(format(value), textPx))) + 12;
  const names = bars.map((bar) => shortened(bar.label, box.width * mostNameShare, look));
  const x = {
    ...{ from: 0, to: top, format: formatTick, label },
    ticks: roundTicks(
      0,
      Math.min(top, highest ?? top),
      Math.max(2, box.width / 2 / tickEveryPx),
    ).filter((tick) => highest !== null || Number.isInteger(tick)),
  };
  const y = {
    // The first bar stands at the top.
    ...{ from: bars.length - 0.5, to: -0.5, label: '' },
    ticks: bars.map((_, at) => at),
    format: (at: number) => names[at] ?? '',
  };
  const axes = drawAxes({ ...box, width: box.width - room }, x, y, look);
  const { plot, xOf, yOf } = axes;
  const thickness = Math.min(26, (0.7 * plot.height) / Math.max(1, bars.length));
  return [
    axes.markup,
    ...bars.map((bar, at) => drawBar(bar, at, axes, thickness, look)),
    ...levels.map(({ value, dash }) =>
      tag('path', {
        d: `M${xOf(value).toFixed(1)} ${plot.top}v${plot.height.toFixed(1)}`,
        ...{ stroke: colours.foreground, 'stroke-dasharray': dash.join(' ') },
      }),
    ),
    ...bars.map(({ value }, at) =>
      textTag(format(value), xOf(ends[at] ?? value) + 6, yOf(at) + 4, {
        fill: colours.foreground,
        // Lines that cross it stay apart from it.
        ...{ stroke: colours.background, 'stroke-width': 4, 'paint-order': 'stroke' },
      }),
    ),
  ].join('');
};
