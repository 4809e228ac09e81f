/** The ranking as a table; of tens of thousands of rows only the first are drawn. */
import { html } from 'lit';

import type { AnomalyReport } from '../../../src/protocol/findings.js';
import { formatCount } from '../../parts/format.js';
import type { DataTableOptions } from '../../parts/table/dataTable.js';
import type { DataColumn } from '../../parts/table/tableSpec.js';
import { t } from '../../text.js';
import { formatScore, scoreName } from './anomalyForm.js';

export interface RankedImage {
  /** From 1, the most unusual. */
  readonly rank: number;
  readonly image: AnomalyReport['images'][number];
}

const figure = (
  header: string,
  value: (image: RankedImage['image']) => number | null,
): DataColumn<RankedImage> => ({
  header,
  value: ({ image }) => value(image),
  format: formatScore,
  isNumeric: true,
});

/** @param mostShown rows that are drawn; what is copied and saved are all of them */
export const anomalyTable = (
  { images }: AnomalyReport,
  mostShown: number,
  onOpen: (path: string) => void,
): DataTableOptions<RankedImage> => {
  const optional: readonly (readonly [DataColumn<RankedImage>, boolean])[] = [
    [
      figure(scoreName('rotation'), ({ rotationScore }) => rotationScore),
      images.some(({ rotationScore }) => rotationScore !== null),
    ],
    [
      figure(scoreName('neighbors'), ({ neighborDistance }) => neighborDistance),
      images.some(({ neighborDistance }) => neighborDistance !== null),
    ],
    [
      {
        header: t('Label'),
        value: ({ image: { anomalous } }) =>
          anomalous === null ? null : anomalous ? t('Anomalous') : t('Normal'),
      },
      images.some(({ anomalous }) => anomalous !== null),
    ],
  ];
  return {
    name: t('Ranked images'),
    heading: html`<h2>${t('Ranked images')}</h2>`,
    rows: images.map((image, place) => ({ rank: place + 1, image })),
    mostShown,
    mostHighPx: 420,
    columns: [
      {
        header: t('Rank'),
        value: ({ rank }) => rank,
        format: formatCount,
        isNumeric: true,
        isRowHeader: true,
      },
      ...optional.flatMap(([column, isThere]) => (isThere ? [column] : [])),
      {
        header: t('Image'),
        value: ({ image }) => image.path,
        cell: ({ image: { path } }) =>
          html`<button type="button" class="link" @click=${() => onOpen(path)}>${path}</button>`,
        className: 'path',
      },
    ],
  };
};
