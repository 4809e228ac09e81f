/** The distances of a permutation set as figures to save. */
import { barFigure } from '../../parts/figure/barFigure.js';
import { drawAxes, type Axes } from '../../parts/figure/axes.js';
import type { FigureLook } from '../../parts/figure/figureLook.js';
import { figurePage, type DrawnFigure } from '../../parts/figure/figurePage.js';
import { tag } from '../../parts/figure/svgTag.js';
import { roundTicks } from '../../parts/figure/ticks.js';
import { formatCount } from '../../parts/format.js';
import { t } from '../../text.js';
import type { Rgb } from './colourScale.js';
import type { DistanceTable } from './distances.js';

/** More cells than this are embedded as a picture: programs that draw choke on so many shapes. */
export const mostCells = 10_000;

const hex = (colour: Rgb | undefined): string =>
  `#${(colour ?? [0, 0, 0]).map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;

/** The cells as rectangles, neighbours of one colour in one. */
const cellsOf = (
  { members, distances }: DistanceTable,
  colours: readonly Rgb[],
  { plot }: Axes,
): string => {
  const side = plot.width / members;
  const cells: string[] = [];
  for (let row = 0; row < members; row += 1) {
    let from = 0;
    while (from < members) {
      const distance = distances[row * members + from] ?? 0;
      let to = from + 1;
      while (to < members && distances[row * members + to] === distance) to += 1;
      cells.push(
        tag('rect', {
          x: plot.left + from * side,
          y: plot.top + row * side,
          width: (to - from) * side,
          height: side,
          fill: hex(colours[distance]),
        }),
      );
      from = to;
    }
  }
  // Without it programs show the page through the joints.
  return tag('g', { 'shape-rendering': 'crispEdges' }, cells);
};

const pictureOf = (url: string, { plot }: Axes): string =>
  tag('image', {
    x: plot.left,
    y: plot.top,
    width: plot.width,
    height: plot.height,
    href: url,
    preserveAspectRatio: 'none',
    'image-rendering': 'pixelated',
  });

/**
 * The heat map.
 * @param pictureUrl a data URL of the map, one pixel for each pair; null draws rectangles
 */
export const heatMapFigure = (
  table: DistanceTable,
  colours: readonly Rgb[],
  pictureUrl: string | null,
  runTitle: string,
  look: FigureLook,
): DrawnFigure => {
  const { members, pairs } = table;
  const side = 560;
  return figurePage(
    {
      title: t('Hamming distances of all pairs'),
      subtitle: runTitle,
      description:
        pictureUrl === null
          ? ''
          : t('The cells are an embedded picture: they are too many to draw.'),
      legend: pairs.flatMap((count, distance) =>
        count === 0
          ? []
          : [{ label: String(distance), colour: hex(colours[distance]), look: 'area' as const }],
      ),
      widthPx: side + 100,
      heightPx: side + 150,
    },
    look,
    (box) => {
      const ticks = roundTicks(0, members - 1, 9).filter(Number.isInteger);
      const scale = { ticks, format: formatCount, label: t('Permutation') };
      // A member's tick is at the middle of its cells; the first row is the uppermost.
      const axes = drawAxes(
        box,
        { ...scale, from: -0.5, to: members - 0.5 },
        { ...scale, from: members - 0.5, to: -0.5 },
        look,
        true,
      );
      return (
        axes.markup +
        (pictureUrl === null ? cellsOf(table, colours, axes) : pictureOf(pictureUrl, axes))
      );
    },
  );
};

/** The histogram of the distances. */
export const histogramFigure = (
  { pairs }: DistanceTable,
  runTitle: string,
  look: FigureLook,
): DrawnFigure =>
  barFigure(
    {
      title: t('Pairs by Hamming distance'),
      subtitle: runTitle,
      xLabel: t('Distance'),
      yLabel: t('Pairs'),
      bars: pairs.flatMap((value, distance) =>
        value === 0 ? [] : [{ label: String(distance), value, colour: 'blue' as const }],
      ),
      format: formatCount,
      highest: null,
      level: null,
    },
    look,
  );
