/** A run as it is named in the tables: number, line and name. */
import { html, type TemplateResult } from 'lit';

import type { DataColumn } from '../../parts/table/tableSpec.js';
import { t } from '../../text.js';
import { swatch } from '../curves/chartLegend.js';
import { lookOf } from './runLooks.js';
import { runName, type ShownRun } from './shownRuns.js';

/** @param number from 1 */
export const runMark = (number: number): TemplateResult =>
  html`<span class="run-number">${number}</span>${swatch({ ...lookOf(number - 1), look: 'line' })}`;

const nameOf = ({ run }: ShownRun): string => runName(run.summary.runFolder);

export const runColumn = <Row>(shownOf: (row: Row) => ShownRun): DataColumn<Row> => ({
  header: t('Run'),
  isRowHeader: true,
  value: (row) => nameOf(shownOf(row)),
  className: 'run-cell',
  cell: (row) => {
    const shown = shownOf(row);
    return html`<span class="run-name" title=${shown.run.summary.runFolder}
      >${runMark(shown.number)}<span>${nameOf(shown)}</span></span
    >`;
  },
});
