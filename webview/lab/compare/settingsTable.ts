/** The settings of the runs, those in which they differ or all of them. */
import { html, type TemplateResult } from 'lit';

import {
  configRows,
  type ConfigRow,
  type ConfigValue,
} from '../../../src/protocol/configValues.js';
import { checkbox } from '../../parts/controls.js';
import { dataTable } from '../../parts/table/dataTable.js';
import type { DataColumn } from '../../parts/table/tableSpec.js';
import { t } from '../../text.js';
import type { ShownRun } from './shownRuns.js';

/** Names and numbers stand as in `run.json`, so that a command line can take them. */
const textOf = (value: ConfigValue | undefined): string | number | null => {
  if (value === undefined) return null;
  if (value === null) return t('none');
  return typeof value === 'boolean' ? String(value) : value;
};

const valueColumn = (number: number, place: number): DataColumn<ConfigRow> => {
  const text = (row: ConfigRow): string => String(textOf(row.values[place]) ?? '–');
  return {
    header: t('Run {0}', number),
    value: ({ values }) => textOf(values[place]),
    format: String,
    cell: (row) =>
      row.differs && row.values[place] !== undefined && row.values[place] !== row.values[0]
        ? html`<span class="differs">${text(row)}</span>`
        : html`${text(row)}`,
  };
};

export const settingsTable = (
  runs: readonly ShownRun[],
  showsAll: boolean,
  onShowAll: (showsAll: boolean) => void,
): TemplateResult => {
  const all = configRows(runs.map(({ run }) => run.config));
  const rows = showsAll ? all : all.filter(({ differs }) => differs);
  const toggle = checkbox({
    label: t('Show all settings'),
    checked: showsAll,
    onChange: onShowAll,
  });
  if (rows.length === 0) {
    return html`<section>
      <h2>${t('Settings')}</h2>
      <p class="muted">${t('The runs have the same settings.')}</p>
      ${toggle}
    </section>`;
  }
  return html`<section>
    ${dataTable({
      name: t('Settings of the compared runs'),
      heading: html`<h2>${showsAll ? t('Settings') : t('Settings that differ')}</h2>`,
      rows,
      columns: [
        {
          header: t('Setting'),
          value: ({ name }: ConfigRow) => name,
          isRowHeader: true,
          className: 'setting-name',
        },
        ...runs.map(({ number }, place) => valueColumn(number, place)),
      ],
    })}
    <p class="muted">${t('Values that differ from those of the first run are framed.')}</p>
    ${toggle}
  </section>`;
};
