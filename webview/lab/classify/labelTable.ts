/** The labels of all images as a table; of tens of thousands of rows only the first are drawn. */
import { html } from 'lit';

import type { ClassificationResult } from '../../../src/protocol/classification.js';
import type { DataTableOptions } from '../../parts/table/dataTable.js';
import { shareColumn } from '../../parts/table/shareColumns.js';
import { t } from '../../text.js';

export type LabelledImage = ClassificationResult['images'][number];

/** @param mostShown rows that are drawn; what is copied and saved are all of them */
export const labelTable = (
  { images }: ClassificationResult,
  mostShown: number,
  onOpen: (path: string) => void,
): DataTableOptions<LabelledImage> => ({
  name: t('Labelled folder'),
  heading: html`<h3>${t('All images')}</h3>`,
  rows: images,
  ...{ mostShown, mostHighPx: 420 },
  columns: [
    {
      header: t('Image'),
      // In a file these three are what the command line writes, and what an evaluation reads as labels.
      fileHeader: 'path',
      value: ({ path }) => path,
      cell: ({ path }) =>
        html`<button type="button" class="link" @click=${() => onOpen(path)}>${path}</button>`,
      ...{ isRowHeader: true, className: 'path' },
    },
    { header: t('Class'), fileHeader: 'label', value: ({ label }) => label },
    shareColumn({
      header: t('Probability'),
      fileHeader: 'probability',
      value: ({ probability }) => probability,
    }),
  ],
});
