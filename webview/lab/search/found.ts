/** The images that a search found, as they are shown. */
import type { SearchReport } from '../../../src/protocol/findings.js';
import { formatCount, formatFixed } from '../../parts/format.js';
import { lastPart } from '../../parts/pathText.js';
import type { TableSpec } from '../../parts/table/tableSpec.js';
import { t } from '../../text.js';
import type { GridImage } from '../images/thumbnailGrid.js';

type Found = SearchReport['images'][number];

export const foundGridImage = ({ path, similarity, identical }: Found): GridImage => {
  const figure = formatFixed(similarity, 3);
  return identical
    ? {
        ...{ path, figure, badge: t('Copy') },
        name: t('{0} (similarity {1}, the same bytes)', path, figure),
      }
    : { path, figure, name: t('{0} (similarity {1})', path, figure) };
};

export const searchHeadline = ({ image, searched }: SearchReport): string =>
  t('Nearest to {0} among {1} images', lastPart(image), formatCount(searched));

export const foundTable = ({ images }: SearchReport): TableSpec<Found> => ({
  name: t('Images found'),
  rows: images,
  columns: [
    {
      header: t('Similarity'),
      value: ({ similarity }) => similarity,
      format: (similarity) => formatFixed(similarity, 3),
      isNumeric: true,
    },
    { header: t('Image'), value: ({ path }) => path },
    { header: t('The same bytes'), value: ({ identical }) => (identical ? 1 : 0), isNumeric: true },
  ],
});
