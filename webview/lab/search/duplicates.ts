/** Near-duplicates as they are shown: groups side by side, and a table of all of them. */
import { html, type TemplateResult } from 'lit';

import type { NearDuplicatesReport } from '../../../src/protocol/findings.js';
import { formatCount, formatFixed } from '../../parts/format.js';
import type { DataTableOptions } from '../../parts/table/dataTable.js';
import { t } from '../../text.js';
import type { GridImage } from '../images/thumbnailGrid.js';

type Group = NearDuplicatesReport['groups'][number];

export const duplicateGridImage = ({
  path,
  similarity,
  copyOf,
}: Group['images'][number]): GridImage => {
  const figure = formatFixed(similarity, 3);
  return copyOf === null
    ? { path, figure, name: t('{0} (similarity {1})', path, figure) }
    : {
        ...{ path, figure, badge: t('Copy') },
        name: t('{0} (similarity {1}, the same bytes as {2})', path, figure, copyOf),
      };
};

/** What a group is called: its number, its size, and how many of it are exact copies. */
export const groupHeading = ({ images }: Group, number: number): string => {
  const copies = images.filter(({ copyOf }) => copyOf !== null).length;
  const size = t('Group {0}: {1} images', formatCount(number), formatCount(images.length));
  if (copies === 0) return size;
  return copies === 1
    ? t('{0}, 1 exact copy', size)
    : t('{0}, {1} exact copies', size, formatCount(copies));
};

export const duplicatesHeadline = ({ groups, searched }: NearDuplicatesReport): string => {
  if (groups.length === 0) {
    return t('No near-duplicates among {0} images', formatCount(searched));
  }
  return groups.length === 1
    ? t('1 group of near-duplicates among {0} images', formatCount(searched))
    : t(
        '{0} groups of near-duplicates among {1} images',
        formatCount(groups.length),
        formatCount(searched),
      );
};

interface Row {
  /** From 1. */
  readonly group: number;
  readonly image: Group['images'][number];
}

/** @param mostShown rows that are drawn; what is copied and saved are all of them */
export const duplicatesTable = (
  { groups }: NearDuplicatesReport,
  mostShown: number,
): DataTableOptions<Row> & { readonly heading: TemplateResult } => ({
  name: t('Near-duplicates'),
  heading: html`<h3>${t('Paths')}</h3>`,
  rows: groups.flatMap(({ images }, place) => images.map((image) => ({ group: place + 1, image }))),
  mostShown,
  mostHighPx: 320,
  columns: [
    { header: t('Group'), value: ({ group }) => group, format: formatCount, isNumeric: true },
    {
      header: t('Similarity'),
      value: ({ image }) => image.similarity,
      format: (similarity) => formatFixed(similarity, 3),
      isNumeric: true,
    },
    { header: t('Image'), value: ({ image }) => image.path, className: 'path' },
    { header: t('Exact copy of'), value: ({ image }) => image.copyOf, className: 'path' },
  ],
});
