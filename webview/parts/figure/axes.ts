/** Axes with grid and labels around a drawing, and where values lie in it. */
import type { FigureLook } from './figureLook.js';
import { textPx, type Box } from './figurePage.js';
import { tag, textTag } from './svgTag.js';

export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly isLogarithmic?: boolean;
  readonly ticks: readonly number[];
  readonly format: (tick: number) => string;
  /** What the axis measures; none for ''. */
  readonly label: string;
}

export interface Axes {
  /** What lies within the axes. */
  readonly plot: Box;
  readonly xOf: (value: number) => number;
  readonly yOf: (value: number) => number;
  readonly markup: string;
}

const placeIn = ({ from, to, isLogarithmic }: Scale): ((value: number) => number) => {
  if (isLogarithmic === true) {
    const low = Math.log(from);
    const span = Math.log(to) - low || 1;
    // What is not positive has no logarithm: it lies on the lower edge.
    return (value) => (Math.log(Math.max(value, from)) - low) / span;
  }
  const span = to - from || 1;
  return (value) => (value - from) / span;
};

/**
 * Axes that fill a box.
 * @param isSquare true where both axes measure the same: what lies within them is as wide as high
 */
export const drawAxes = (
  box: Box,
  x: Scale,
  y: Scale,
  look: FigureLook,
  isSquare = false,
): Axes => {
  const { colours, textWidth } = look;
  const room = Math.max(0, ...y.ticks.map((tick) => textWidth(y.format(tick), textPx))) + 8;
  const left = box.left + room + (y.label === '' ? 0 : textPx + 8);
  const bottom = 8 + textPx + (x.label === '' ? 0 : textPx + 8);
  const width = Math.max(1, box.left + box.width - left - 12);
  const height = Math.max(1, box.height - bottom - 6);
  const side = Math.min(width, height);
  const plot: Box = {
    left,
    top: box.top + 6,
    width: isSquare ? side : width,
    height: isSquare ? side : height,
  };
  const xPlace = placeIn(x);
  const yPlace = placeIn(y);
  const xOf = (value: number): number => plot.left + xPlace(value) * plot.width;
  const yOf = (value: number): number => plot.top + (1 - yPlace(value)) * plot.height;
  const base = plot.top + plot.height;
  const line = (d: string): string => tag('path', { d });
  const middle = plot.top + plot.height / 2;
  const markup = [
    tag('g', { stroke: colours.grid, 'stroke-width': 1, fill: 'none' }, [
      ...x.ticks.map((tick) => line(`M${xOf(tick).toFixed(1)} ${plot.top}v${plot.height + 4}`)),
      ...y.ticks.map((tick) => line(`M${plot.left - 4} ${yOf(tick).toFixed(1)}h${plot.width + 4}`)),
      // The edges are there also where no tick is.
      line(`M${plot.left} ${plot.top}V${base}h${plot.width}`),
    ]),
    tag('g', { fill: colours.description, 'text-anchor': 'middle' }, [
      ...x.ticks.map((tick) => textTag(x.format(tick), xOf(tick), base + 8 + textPx - 2)),
      x.label === ''
        ? ''
        : textTag(x.label, plot.left + plot.width / 2, base + 2 * (textPx + 8) - 4),
      y.label === ''
        ? ''
        : textTag(y.label, 0, 0, {
            transform: `translate(${box.left + textPx - 2} ${middle}) rotate(-90)`,
          }),
    ]),
    tag('g', { fill: colours.description, 'text-anchor': 'end' }, [
      ...y.ticks.map((tick) => textTag(y.format(tick), plot.left - 8, yOf(tick) + 4)),
    ]),
  ].join('');
  return { plot, xOf, yOf, markup };
};

/** A dashed level across the plot with its name at the end, such as the accuracy of guessing. */
export const drawLevel = (
  level: { readonly value: number; readonly label: string },
  { plot, yOf }: Axes,
  { colours }: FigureLook,
): string => {
  const y = yOf(level.value);
  if (y < plot.top || y > plot.top + plot.height) return '';
  const isNearTop = y - plot.top < 16;
  return (
    tag('path', {
      d: `M${plot.left} ${y.toFixed(1)}h${plot.width}`,
      stroke: colours.foreground,
      'stroke-dasharray': '6 4',
    }) +
    textTag(level.label, plot.left + plot.width - 4, isNearTop ? y + textPx + 2 : y - 4, {
      fill: colours.foreground,
      'text-anchor': 'end',
    })
  );
};
