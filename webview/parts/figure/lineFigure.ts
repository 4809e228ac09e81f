/** Lines over an axis as a figure to save. */
import type { ChartColours } from '../theme.js';
import { drawAxes, drawLevel, type Axes, type Scale } from './axes.js';
import type { FigureLook } from './figureLook.js';
import { figurePage, type DrawnFigure } from './figurePage.js';
import { tag } from './svgTag.js';

export interface FigureLine {
  readonly label: string;
  readonly colour: keyof ChartColours;
  /** As on the page: `faint` lies thin behind others, `points` are marked one by one. */
  readonly look: 'line' | 'faint' | 'points';
  /** Lengths in px of dashes and gaps, where the look alone does not tell lines apart. */
  readonly dash?: readonly number[];
  /** Ascending. */
  readonly x: readonly number[];
  /** As many; undefined where the line has no point. */
  readonly y: readonly (number | undefined)[];
}

export interface LineFigure {
  readonly title: string;
  readonly subtitle: string;
  readonly x: Scale;
  readonly y: Scale;
  readonly lines: readonly FigureLine[];
  readonly level: { readonly value: number; readonly label: string } | null;
}

const size = { widthPx: 800, heightPx: 450 };

/** Points in px; what is no number is left out. */
const pointsOf = ({ x, y }: FigureLine, { xOf, yOf }: Axes): [number, number][] =>
  x.flatMap((at, place) => {
    const value = y[place];
    if (value === undefined || !Number.isFinite(value)) return [];
    return [[xOf(at), yOf(value)] as [number, number]];
  });

const drawLine = (line: FigureLine, axes: Axes, { colours, lineWidth }: FigureLook): string => {
  const points = pointsOf(line, axes);
  const stroke = colours[line.colour];
  const path = tag('polyline', {
    points: points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' '),
    fill: 'none',
    stroke,
    'stroke-width': line.look === 'faint' ? 1 : line.look === 'points' ? 1.5 : lineWidth,
    'stroke-opacity': line.look === 'faint' ? 0.35 : undefined,
    'stroke-dasharray': line.dash?.join(' ') ?? (line.look === 'points' ? '2 3' : undefined),
    'stroke-linejoin': 'round',
  });
  if (line.look !== 'points') return path;
  const marks = points.map(([cx, cy]) => tag('circle', { cx, cy, r: 3.5 }));
  return path + tag('g', { fill: colours.background, stroke, 'stroke-width': lineWidth }, marks);
};

export const lineFigure = (figure: LineFigure, look: FigureLook): DrawnFigure =>
  figurePage(
    {
      title: figure.title,
      subtitle: figure.subtitle,
      legend: figure.lines.map(({ label, colour, look: drawn, dash }) => ({
        label,
        ...(dash === undefined ? {} : { dash }),
        colour: look.colours[colour],
        look: drawn,
      })),
      ...size,
    },
    look,
    (box) => {
      const axes = drawAxes(box, figure.x, figure.y, look);
      const { left, top, width, height } = axes.plot;
      const clip = { x: left, y: top - 4, width, height: height + 8 };
      return [
        axes.markup,
        tag('clipPath', { id: 'plot' }, [tag('rect', clip)]),
        tag(
          'g',
          { 'clip-path': 'url(#plot)' },
          figure.lines.map((line) => drawLine(line, axes, look)),
        ),
        figure.level === null ? '' : drawLevel(figure.level, axes, look),
      ].join('');
    },
  );
