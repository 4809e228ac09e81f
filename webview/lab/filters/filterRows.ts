/** First filters of a run as rows: numbered, put in order, written into a table. */
import type { Filters } from '../../../src/protocol/filters.js';
import { formatFixed, formatSignificant } from '../../parts/format.js';
import type { TableSpec } from '../../parts/table/tableSpec.js';
import { t } from '../../text.js';

export type Filter = Filters['filters'][number];
export interface FilterRow extends Filter {
  /** Place along the last axis of the layer's weights, from 0. */
  readonly channel: number;
}

export const filterOrders = ['channel', 'strength', 'change'] as const;
export type FilterOrder = (typeof filterOrders)[number];

export const filterSides = ['both', 'trained', 'start'] as const;
/** Which of its two pictures is shown of a filter. */
export type FilterSide = (typeof filterSides)[number];

const comparisons: Readonly<Record<FilterOrder, (a: FilterRow, b: FilterRow) => number>> = {
  channel: (a, b) => a.channel - b.channel,
  strength: (a, b) => b.trained.largest - a.trained.largest,
  change: (a, b) => a.similarity - b.similarity,
};

/** The strongest first, or those that changed their look most first; ties by channel. */
export const filterRows = ({ filters }: Filters, order: FilterOrder): readonly FilterRow[] =>
  filters
    .map((filter, channel): FilterRow => ({ ...filter, channel }))
    .sort((a, b) => comparisons[order](a, b) || a.channel - b.channel);

export const similarityText = (similarity: number): string => formatFixed(similarity, 2);

export const filterTable = (rows: readonly FilterRow[]): TableSpec<FilterRow> => ({
  name: t('Figures of the first filters'),
  rows,
  columns: [
    {
      header: t('Channel'),
      hint: t('Place among the weights of the layer, from 0'),
      value: ({ channel }) => channel,
      isNumeric: true,
      isRowHeader: true,
    },
    {
      header: t('Strength'),
      hint: t('Largest weight without its sign'),
      value: ({ trained }) => trained.largest,
      format: formatSignificant,
      isNumeric: true,
    },
    {
      header: t('Strength at the start'),
      value: ({ start }) => start.largest,
      format: formatSignificant,
      isNumeric: true,
    },
    {
      header: t('Similarity to the start'),
      hint: t('Cosine of the weights: 1 for a filter that only grew or shrank'),
      value: ({ similarity }) => similarity,
      format: similarityText,
      isNumeric: true,
    },
  ],
});
