/** Tables for people. */

export interface Column<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly text: (row: Row) => string;
}

/** Lines of an aligned table: titles, a rule, then one line a row. No line ends in blanks. */
export const tableLines = <Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): readonly string[] => {
  const cells = columns.map(({ title, align, text }) => {
    const texts = [title, ...rows.map(text)];
    const width = Math.max(...texts.map((value) => value.length));
    return {
      rule: '-'.repeat(width),
      texts: texts.map((value) => (align === 'left' ? value.padEnd(width) : value.padStart(width))),
    };
  });
  const line = (index: number): string => cells.map(({ texts }) => texts[index] ?? '').join('  ');
  const [titles = '', ...body] = [...Array(rows.length + 1).keys()].map(line);
  return [titles, cells.map(({ rule }) => rule).join('  '), ...body].map((text) => text.trimEnd());
};

/** A share as per cent; a dash for what was not measured. */
export const percentText = (share: number | null): string =>
  share === null ? '-' : `${(100 * share).toFixed(1)} %`;
