/** What a table holds: rows, and what each column tells of them. */
import type { TemplateResult } from 'lit';

import { formatSignificant } from '../format.js';
import type { CellValue } from './tableText.js';

export interface DataColumn<Row> {
  readonly header: string;
  /** Explains the header, as a tooltip. */
  readonly hint?: string;
  /** Header in a file, where the unit of the raw value has to be told: `Time (ms)`. */
  readonly fileHeader?: string;
  /** Raw and with all digits: what is sorted by and written into files. */
  readonly value: (row: Row) => CellValue;
  /** Writes a number for the eye, and for Markdown; without it numbers have three digits. */
  readonly format?: (value: number) => string;
  /** Drawn in place of the text. Its styles are those of the element that shows the table. */
  readonly cell?: (row: Row) => TemplateResult;
  /** True for figures: aligned to the end, and sorted from the largest first. */
  readonly isNumeric?: boolean;
  /** True for the column that names the row. */
  readonly isRowHeader?: boolean;
  /** CSS classes of its cells. */
  readonly className?: string;
}

/** A drawing, such as a bar; in no file, and not sorted by. */
export interface DrawnColumn<Row> {
  readonly cell: (row: Row) => TemplateResult;
  readonly className?: string;
}

export type Column<Row> = DataColumn<Row> | DrawnColumn<Row>;

export interface TableSpec<Row> {
  /** What the table holds: its caption, and the name of its file. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

/** What stands where nothing was measured. */
const nothingShown = '–';

export const isData = <Row>(column: Column<Row>): column is DataColumn<Row> => 'value' in column;

/** The text of a cell as it is shown. */
export const textOf = <Row>(column: DataColumn<Row>, row: Row): string => {
  const value = column.value(row);
  if (value === null) return nothingShown;
  return typeof value === 'string' ? value : (column.format ?? formatSignificant)(value);
};
