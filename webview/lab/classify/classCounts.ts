/** How many images each class got: as a chart of the most frequent ones, and as a table of all. */
import { html } from 'lit';

import type { ClassificationResult } from '../../../src/protocol/classification.js';
import { drawBarRows } from '../../parts/figure/barRows.js';
import type { Chart } from '../../parts/figure/figureView.js';
import { formatCount } from '../../parts/format.js';
import type { DataTableOptions } from '../../parts/table/dataTable.js';
import { shareColumn } from '../../parts/table/shareColumns.js';
import { t } from '../../text.js';

export interface ClassCount {
  readonly label: string;
  readonly images: number;
  /** Of all images that were labelled. */
  readonly share: number;
  /** Mean probability of the class over its images; null where it has none. */
  readonly sureness: number | null;
}

/** All classes, the one with the most images first. */
export const classCounts = ({ classes, images }: ClassificationResult): readonly ClassCount[] => {
  const found = new Map(classes.map((label) => [label, { images: 0, sum: 0 }]));
  for (const { label, probability } of images) {
    const { images: before, sum } = found.get(label) ?? { images: 0, sum: 0 };
    found.set(label, { images: before + 1, sum: sum + probability });
  }
  return [...found]
    .map(([label, { images: count, sum }]) => ({
      label,
      images: count,
      share: images.length === 0 ? 0 : count / images.length,
      sureness: count === 0 ? null : sum / count,
    }))
    .sort((a, b) => b.images - a.images);
};

/** Bars that fit beneath each other. */
const mostBars = 12;

/** @param runTitle told in the saved file */
export const countChart = (counts: readonly ClassCount[], runTitle: string): Chart => {
  const shown = counts.slice(0, mostBars);
  return {
    title:
      counts.length > shown.length
        ? t('Images of the {0} most frequent classes', formatCount(shown.length))
        : t('Images of each class'),
    subtitle: runTitle,
    description: t(
      'Bars: {0}.',
      shown.map(({ label, images }) => `${label} ${formatCount(images)}`).join(', '),
    ),
    legend: () => [],
    draw: (box, look) =>
      drawBarRows(
        {
          bars: shown.map(({ label, images }) => ({ label, value: images, colour: 'blue' })),
          ...{ format: formatCount, formatTick: formatCount, label: t('Images') },
          ...{ highest: null, levels: [] },
        },
        box,
        look,
      ),
  };
};

export const countTable = (counts: readonly ClassCount[]): DataTableOptions<ClassCount> => ({
  name: t('Images of each class'),
  heading: html`<h3>${t('Classes')}</h3>`,
  rows: counts,
  mostHighPx: 300,
  columns: [
    { header: t('Class'), value: ({ label }) => label, isRowHeader: true, className: 'path' },
    {
      header: t('Images'),
      value: ({ images }) => images,
      format: formatCount,
      isNumeric: true,
    },
    shareColumn({ header: t('Share'), value: ({ share }) => share }),
    shareColumn({
      header: t('Mean probability'),
      hint: t('Of the class, over the images that got it'),
      value: ({ sureness }) => sureness,
    }),
  ],
});
