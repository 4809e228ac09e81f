/** Menu items that hand a table to the user. All rows are handed over, in the order of the spec. */
import type { TemplateResult } from 'lit';

import { t } from '../../text.js';
import { handOver } from '../output/outputEvent.js';
import { overflowMenu, type MenuItem } from '../output/overflowMenu.js';
import { isData, textOf, type TableSpec } from './tableSpec.js';
import { csvOf, markdownOf } from './tableText.js';

/** Raw values, row by row. */
export const tableCsv = <Row>({ columns, rows }: TableSpec<Row>): string => {
  const data = columns.filter(isData);
  return csvOf({
    headers: data.map(({ header, fileHeader }) => fileHeader ?? header),
    rows: rows.map((row) => data.map(({ value }) => value(row))),
  });
};

/** The table as it is read. */
export const tableMarkdown = <Row>({ columns, rows }: TableSpec<Row>): string => {
  const data = columns.filter(isData);
  return markdownOf(
    data.map(({ header }) => header),
    rows.map((row) => data.map((column) => textOf(column, row))),
    data.map(({ isNumeric }) => isNumeric === true),
  );
};

/** For `overflowMenu`, alone or after the items of a chart. */
export const tableItems = <Row>(spec: TableSpec<Row>): readonly MenuItem[] => [
  {
    label: t('Copy as CSV'),
    icon: 'copy',
    run: async (from) => handOver(from, { kind: 'copy', text: tableCsv(spec) }),
  },
  {
    label: t('Copy as Markdown'),
    icon: 'copy',
    run: async (from) => handOver(from, { kind: 'copy', text: tableMarkdown(spec) }),
  },
  {
    label: t('Save as CSV…'),
    icon: 'save',
    run: async (from) =>
      handOver(from, {
        kind: 'save',
        file: { kind: 'csv', name: spec.name, text: tableCsv(spec) },
      }),
  },
];

/** The menu of a table that is not drawn by `dataTable`, for its heading. */
export const tableMenu = <Row>(spec: TableSpec<Row>): TemplateResult =>
  overflowMenu(spec.name, tableItems(spec));
