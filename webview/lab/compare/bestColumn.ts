/** A column of figures of which one is the best: marked by a star and by its weight, not by colour. */
import { html } from 'lit';

import type { DataColumn } from '../../parts/table/tableSpec.js';
import { t } from '../../text.js';

/** The best of several values; null where fewer than two differ. */
export const bestOf = (
  values: readonly (number | null)[],
  better: 'higher' | 'lower',
): number | null => {
  const known = values.filter((value) => value !== null);
  if (new Set(known).size < 2) return null;
  return better === 'higher' ? Math.max(...known) : Math.min(...known);
};

export interface FigureColumn<Row> {
  readonly header: string;
  readonly hint?: string;
  readonly fileHeader?: string;
  readonly value: (row: Row) => number | null;
  readonly format: (value: number) => string;
  /** Which end is the best; without it no value is marked. */
  readonly better?: 'higher' | 'lower' | undefined;
}

export const figureColumn = <Row>(
  rows: readonly Row[],
  { better, ...column }: FigureColumn<Row>,
): DataColumn<Row> => {
  const { value, format } = column;
  const best = better === undefined ? null : bestOf(rows.map(value), better);
  if (best === null) return { ...column, isNumeric: true };
  return {
    ...column,
    isNumeric: true,
    cell: (row) => {
      const own = value(row);
      if (own === null) return html`–`;
      return own === best
        ? html`<span class="best" title=${t('Best')}
            ><span aria-hidden="true">★</span
            ><span class="visually-hidden">${t('Best')}: </span> ${format(own)}</span
          >`
        : html`${format(own)}`;
    },
  };
};
