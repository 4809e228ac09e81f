/**
 * First filters as a figure to save. It holds the engine's pictures as they are, unlike charts, which
 * are drawn anew: a filter is an image of a few pixels, and there is nothing finer to draw.
 */
import type { FigureLook } from '../../parts/figure/figureLook.js';
import { figurePage, type DrawnFigure } from '../../parts/figure/figurePage.js';
import { tag, textTag } from '../../parts/figure/svgTag.js';
import { t } from '../../text.js';
import { pictureAddress } from './pictureAddress.js';
import type { FilterRow, FilterSide } from './filterRows.js';

const columns = 16;
const cellPx = 48;
const gapPx = 8;
const labelPx = 13;
/** Room above the drawing for title and subtitle, and the margins. */
const headPx = 74;
const marginPx = 16;

/** The pictures of a filter, from the left. */
export const picturesOf = ({ trained, start }: FilterRow, side: FilterSide) => {
  switch (side) {
    case 'both':
      return [trained.picture, start.picture];
    case 'trained':
      return [trained.picture];
    case 'start':
      return [start.picture];
  }
};

export const sideName = (side: FilterSide): string => {
  switch (side) {
    case 'both':
      return t('Side by side');
    case 'trained':
      return t('Trained');
    case 'start':
      return t('Random start');
  }
};

/** @param subtitle what the filters are of */
export const filterFigure = (
  rows: readonly FilterRow[],
  side: FilterSide,
  subtitle: string,
  look: FigureLook,
): DrawnFigure => {
  const perRow = side === 'both' ? columns / 2 : columns;
  const unitPx = (side === 'both' ? 2 : 1) * cellPx;
  const lines = Math.ceil(rows.length / perRow);
  const title =
    side === 'both'
      ? t('First filters, trained (left) and at the random start (right)')
      : t('First filters: {0}', sideName(side));
  return figurePage(
    {
      ...{ title, subtitle, legend: [] },
      widthPx: 2 * marginPx + perRow * (unitPx + gapPx) - gapPx,
      heightPx: headPx + lines * (cellPx + labelPx + gapPx),
    },
    look,
    ({ left, top }) =>
      rows
        .map((row, place) => {
          const x = left + (place % perRow) * (unitPx + gapPx);
          const y = top + Math.floor(place / perRow) * (cellPx + labelPx + gapPx);
          const images = picturesOf(row, side).map((picture, at) =>
            tag('image', {
              ...{ x: x + at * cellPx, y, width: cellPx, height: cellPx },
              'image-rendering': 'pixelated',
              href: pictureAddress(picture),
            }),
          );
          const label = textTag(String(row.channel), x, y + cellPx + 11, {
            ...{ fill: look.colours.description, 'font-size': 10 },
          });
          return images.join('') + label;
        })
        .join(''),
  );
};
