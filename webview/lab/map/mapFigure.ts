/** A map as it is seen now, as a figure to save. */
import type { FigureLook } from '../../parts/figure/figureLook.js';
import { figurePage, textPx, type Box, type DrawnFigure } from '../../parts/figure/figurePage.js';
import { tag, textTag } from '../../parts/figure/svgTag.js';
import type { Colouring } from './colouring.js';
import { cssColour } from './mapColours.js';
import { scaleLabels } from './mapLegend.js';
import { markPath } from './marks.js';
import type { MapView, Size } from './mapView.js';
import type { PointLooks } from './pointLooks.js';
import type { ScatterPoints } from './scatterMap.js';

const widthPx = 1000;
const heightPx = 800;
const scaleHeight = 44;
const scaleWidth = 260;

/** A figure of what the page shows. */
export interface MapFigure {
  readonly title: string;
  readonly subtitle: string;
  readonly description: string;
  readonly points: ScatterPoints;
  readonly looks: PointLooks;
  readonly colouring: Colouring | null;
  readonly seen: { readonly view: MapView; readonly size: Size; readonly radius: number };
}

/** One path for each shade: twenty thousand elements would be more than most programs open. */
const drawPoints = ({ points, looks, seen }: MapFigure, box: Box): string => {
  const { view, size, radius } = seen;
  const fit = Math.min(box.width / size.width, box.height / size.height);
  const left = box.left + (box.width - size.width * fit) / 2;
  const top = box.top + (box.height - size.height * fit) / 2;
  const paths = looks.shades.map(() => [] as string[]);
  const shapes = looks.shades.map(({ mark }) => markPath(mark, radius * fit));
  for (const point of points.order) {
    const x = (points.x[point]! * view.scale + view.shiftX) * fit;
    const y = (points.y[point]! * view.scale + view.shiftY) * fit;
    if (x < 0 || y < 0 || x > size.width * fit || y > size.height * fit) continue;
    const shade = looks.shadeOf[point]!;
    paths[shade]?.push(`M${(x + left).toFixed(1)} ${(y + top).toFixed(1)}${shapes[shade]}`);
  }
  return paths
    .flatMap((d, shade) =>
      d.length === 0
        ? []
        : [tag('path', { d: d.join(''), fill: cssColour(looks.shades[shade]!.colour) })],
    )
    .join('');
};

const drawScale = (
  { colouring, looks }: MapFigure,
  { left, top }: Box,
  { colours }: FigureLook,
): string => {
  if (colouring?.kind !== 'scale') return '';
  const step = scaleWidth / looks.shades.length;
  const [low = '', middle = '', high = ''] = scaleLabels(colouring);
  const fill = colours.description;
  const base = top + textPx + 26;
  return [
    textTag(colouring.title, left, top + textPx - 2, { fill: colours.foreground }),
    ...looks.shades.map(({ colour }, place) =>
      tag('rect', {
        x: left + place * step,
        y: top + textPx + 3,
        width: step + 0.5,
        height: 9,
        fill: cssColour(colour),
      }),
    ),
    textTag(low, left, base, { fill }),
    textTag(middle, left + scaleWidth / 2, base, { fill, 'text-anchor': 'middle' }),
    textTag(high, left + scaleWidth, base, { fill, 'text-anchor': 'end' }),
  ].join('');
};

export const mapFigure = (figure: MapFigure, look: FigureLook): DrawnFigure => {
  const { colouring, looks } = figure;
  const legend =
    colouring?.kind !== 'classes'
      ? []
      : colouring.classes.map(({ name }, place) => ({
          label: name,
          colour: cssColour(looks.shades[place]?.colour ?? looks.foreground),
          look: 'area' as const,
          mark: markPath(looks.shades[place]?.mark ?? 'circle', 5),
        }));
  const page = { ...figure, legend, widthPx, heightPx };
  return figurePage(page, look, (box) => {
    const room = colouring?.kind === 'scale' ? scaleHeight : 0;
    return (
      drawScale(figure, box, look) +
      drawPoints(figure, { ...box, top: box.top + room, height: box.height - room })
    );
  });
};
