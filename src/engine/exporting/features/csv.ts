/** Features as CSV (RFC 4180): a header, then one image a line. */

/** A text as one cell, in quotation marks where it needs them. */
export const csvCell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** What a row of features belongs to, in the order of the rows. */
export type Paths = Iterable<string>;

/** The lines of a file that only names the image of each row. */
export function* pathsCsv(paths: Paths): Generator<string> {
  yield 'row,path\r\n';
  let row = 0;
  for (const path of paths) yield `${row++},${csvCell(path)}\r\n`;
}

/**
 * The lines of a file of features: `path`, then `f0`, `f1`, ...
 * @param values float32 [N, dimension], rows in the order of the paths
 */
export function* featuresCsv(
  paths: Paths,
  values: Float32Array,
  dimension: number,
): Generator<string> {
  const columns = Array.from({ length: dimension }, (_, i) => `f${i}`);
  yield `${['path', ...columns].join(',')}\r\n`;
  let row = 0;
  for (const path of paths) {
    // Nine digits tell every float32 from its neighbours; trailing noise of doubles is left out.
    const numbers = Array.from(
      values.subarray(row * dimension, ++row * dimension),
      (value) => `${Number(value.toPrecision(9))}`,
    );
    yield `${csvCell(path)},${numbers.join(',')}\r\n`;
  }
}
