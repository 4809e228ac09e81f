/** A table as text for other programs. */

/** A value as it was measured; null where there is none. */
export type CellValue = number | string | null;

export interface TextTable {
  readonly headers: readonly string[];
  /** Values of the columns, row by row. */
  readonly rows: readonly (readonly CellValue[])[];
}

/**
 * Text that a spreadsheet would take for a formula, and run. A line break or a tab before the sign
 * is no help: some programs trim it.
 */
const formula = /^[\t\r\n ]*[=+\-@]/;

const csvText = (text: string): string => {
  // The apostrophe is what spreadsheets themselves put before such text.
  const harmless = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

const csvCell = (value: CellValue): string => {
  if (value === null) return '';
  return typeof value === 'number' ? String(value) : csvText(value);
};

/** RFC 4180: a header, lines that end in CR LF, and numbers with all their digits. */
export const csvOf = ({ headers, rows }: TextTable): string =>
  [headers, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');

const markdownCell = (text: string): string =>
  text
    .replaceAll(/[\\`*_<>[\]|]/g, String.raw`\$&`)
    .replaceAll(/\s*(?:\r\n|\r|\n)\s*/g, '<br>')
    .trim();

/**
 * A table of GitHub's Markdown.
 * @param cells texts as they are shown, row by row
 * @param isNumeric which columns are aligned to the right
 */
export const markdownOf = (
  headers: readonly string[],
  cells: readonly (readonly string[])[],
  isNumeric: readonly boolean[],
): string => {
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |\n`;
  return [
    line(headers.map(markdownCell)),
    line(isNumeric.map((numeric) => (numeric ? '---:' : '---'))),
    ...cells.map((texts) => line(texts.map(markdownCell))),
  ].join('');
};
