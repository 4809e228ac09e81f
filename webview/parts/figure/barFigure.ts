/** Upright bars as a figure to save. */
import type { ChartColours } from '../theme.js';
import { drawAxes, drawLevel } from './axes.js';
import type { FigureLook } from './figureLook.js';
import { figurePage, textPx, type DrawnFigure, type LegendEntry } from './figurePage.js';
import { tag, textTag } from './svgTag.js';
import { roundTicks } from './ticks.js';

export interface FigureBar {
  readonly label: string;
  readonly value: number;
  readonly colour: keyof ChartColours;
  /** Smallest and largest value that are likely, drawn as a whisker. */
  readonly interval?: readonly [number, number];
}

export interface BarFigure {
  readonly title: string;
  readonly subtitle: string;
  /** What the bars are named by; none for ''. */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly bars: readonly FigureBar[];
  /** Writes a value, on the axis and above its bar. */
  readonly format: (value: number) => string;
  /** The largest value that the axis may show; null leaves it to the bars. */
  readonly highest: number | null;
  readonly level: { readonly value: number; readonly label: string } | null;
  readonly legend?: readonly LegendEntry[];
}

const size = { widthPx: 800, heightPx: 450 };

/** The upper end of the axis: room for the text above the highest bar. */
const upperEnd = ({ bars, level, highest }: BarFigure): number => {
  const values = bars.flatMap(({ value, interval }) => [value, interval?.[1] ?? value]);
  const top = Math.max(0, level?.value ?? 0, ...values) * 1.1 || 1;
  return highest === null ? top : Math.min(top, highest);
};

export const barFigure = (figure: BarFigure, look: FigureLook): DrawnFigure => {
  const { title, subtitle, bars, format, level, legend = [] } = figure;
  const { colours } = look;
  return figurePage({ title, subtitle, legend, ...size }, look, (box) => {
    const to = upperEnd(figure);
    const axes = drawAxes(
      box,
      {
        from: -0.5,
        to: Math.max(1, bars.length) - 0.5,
        ticks: namedBars(bars, box.width, look),
        format: (at) => bars[at]?.label ?? '',
        label: figure.xLabel,
      },
      { from: 0, to, ticks: roundTicks(0, to, 7), format, label: figure.yLabel },
      look,
    );
    const base = axes.yOf(0);
    const width = Math.min(72, (0.7 * axes.plot.width) / Math.max(1, bars.length));
    const drawn = bars.map(({ value, colour, interval }, at) => {
      const middle = axes.xOf(at);
      const top = axes.yOf(value);
      const above = Math.min(top, interval === undefined ? top : axes.yOf(interval[1]));
      return [
        tag('rect', {
          x: middle - width / 2,
          y: top,
          width,
          height: Math.max(0, base - top),
          fill: colours[colour],
        }),
        interval === undefined
          ? ''
          : tag('path', {
              d: whisker(middle, axes.yOf(interval[0]), axes.yOf(interval[1])),
              stroke: colours.foreground,
              'stroke-width': look.lineWidth,
              fill: 'none',
            }),
        textTag(format(value), middle, above - 4, {
          fill: colours.foreground,
          'text-anchor': 'middle',
        }),
      ].join('');
    });
    return axes.markup + drawn.join('') + (level === null ? '' : drawLevel(level, axes, look));
  });
};

/** Places of the bars whose names are written: all of them, or every so many where they would overlap. */
const namedBars = (
  bars: readonly FigureBar[],
  widthPx: number,
  { textWidth }: FigureLook,
): readonly number[] => {
  const widest = Math.max(0, ...bars.map(({ label }) => textWidth(label, textPx))) + 6;
  const every = Math.max(1, Math.ceil((widest * bars.length) / (widthPx - 80)));
  return bars.flatMap((_, at) => (at % every === 0 ? [at] : []));
};

const whisker = (x: number, low: number, high: number): string =>
  `M${x.toFixed(1)} ${low.toFixed(1)}V${high.toFixed(1)}` +
  `M${(x - 5).toFixed(1)} ${low.toFixed(1)}h10M${(x - 5).toFixed(1)} ${high.toFixed(1)}h10`;
