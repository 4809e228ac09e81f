/** The order of a table's rows. */
import { language } from '../../text.js';
import type { DataColumn } from './tableSpec.js';
import type { CellValue } from './tableText.js';

export type Direction = 'ascending' | 'descending';

/** What a press on a header leads to: the more telling end first, then the other, then none. */
export const nextDirection = (isNumeric: boolean, now: Direction | null): Direction | null => {
  const first: Direction = isNumeric ? 'descending' : 'ascending';
  if (now === null) return first;
  if (now !== first) return null;
  return first === 'ascending' ? 'descending' : 'ascending';
};

const compare = (a: CellValue, b: CellValue, texts: Intl.Collator): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : texts.compare(String(a), String(b));

/** Rows by the values of a column, equal ones as they were; those without a value come last. */
export const sortRows = <Row>(
  rows: readonly Row[],
  { value }: DataColumn<Row>,
  direction: Direction,
): readonly Row[] => {
  const texts = new Intl.Collator(language(), { numeric: true });
  const sign = direction === 'ascending' ? 1 : -1;
  const isThere = (known: CellValue): boolean => known !== null && !Number.isNaN(known);
  const valued = rows.map((row) => ({ row, known: value(row) }));
  return [
    ...valued
      .filter(({ known }) => isThere(known))
      .toSorted((a, b) => sign * compare(a.known, b.known, texts)),
    ...valued.filter(({ known }) => !isThere(known)),
  ].map(({ row }) => row);
};
