/** Reading CSV as RFC 4180 describes it, and nothing looser. */

/** A row with the line that it begins on, counted from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Text that is not CSV. */
export class CsvError extends Error {
  /** Counted from 1. */
  readonly line: number;

  constructor(line: number) {
    super(`A quotation mark in line ${line} is out of place.`);
    this.name = 'CsvError';
    this.line = line;
  }
}

/** One cell: in quotes, with doubled quotes inside, or without any quote; then what ends it. */
const cellPattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/uy;

const countLines = (text: string): number => text.split(/\r\n|\n|\r/u).length - 1;

/**
 * Reads all rows. Lines may end in any of the three usual ways; empty lines are left out, and so is a
 * byte order mark.
 * @throws CsvError at a quote that is out of place or never closed
 */
export const parseCsv = (text: string): CsvRow[] => {
  const rows: CsvRow[] = [];
  const pattern = new RegExp(cellPattern);
  let cells: string[] = [];
  let line = 1;
  let rowLine = 1;
  pattern.lastIndex = text.startsWith('\uFEFF') ? 1 : 0;
  for (;;) {
    const match = pattern.exec(text);
    if (match === null) throw new CsvError(line);
    const [whole, quoted, plain = '', end = ''] = match;
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    line += countLines(whole);
    if (end === ',') continue;
    const isEmpty = cells.length === 1 && cells[0] === '' && quoted === undefined;
    if (!isEmpty) rows.push({ line: rowLine, cells });
    if (end === '') return rows;
    cells = [];
    rowLine = line;
  }
};
