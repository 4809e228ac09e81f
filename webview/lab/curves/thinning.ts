/** Fewer points that draw the same picture. */

/** One line of a chart: `y[k]` belongs to `x[k]`; undefined where only another line has a point. */
export type Line = (number | undefined)[];

export interface Points {
  readonly x: number[];
  readonly lines: Line[];
}

/** The first index whose step is at least this one; `length` if there is none. */
export const firstAtLeast = (step: Uint32Array, length: number, wanted: number): number => {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((step[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Writes the smallest and the largest of a range in the order in which they occur. */
const pushExtremes = (values: Float32Array, from: number, to: number, line: Line): void => {
  let smallest = from;
  let largest = from;
  for (let index = from + 1; index < to; index++) {
    const value = values[index] ?? NaN;
    if (value < (values[smallest] ?? NaN)) smallest = index;
    if (value > (values[largest] ?? NaN)) largest = index;
  }
  line.push(values[Math.min(smallest, largest)], values[Math.max(smallest, largest)]);
};

/**
 * Points from one step to another, and one more on either side so that lines reach the edges.
 * Where more than two fall into a column of pixels, only their extremes are kept: a spike of one
 * step in a hundred thousand stays visible.
 * @param columns columns of pixels that the range takes, at least 1
 */
export const thin = (
  source: { readonly step: Uint32Array; readonly length: number },
  lines: readonly Float32Array[],
  range: { readonly from: number; readonly to: number },
  columns: number,
): Points => {
  const { step, length } = source;
  const begin = Math.max(0, firstAtLeast(step, length, range.from) - 1);
  const end = Math.min(length, firstAtLeast(step, length, Math.floor(range.to) + 1) + 1);
  const stepsPerColumn = Math.max(1, range.to - range.from) / columns;
  const thinned: Points = { x: [], lines: lines.map(() => []) };
  const columnOf = (index: number): number =>
    Math.floor(((step[index] ?? 0) - range.from) / stepsPerColumn);

  let from = begin;
  while (from < end) {
    const column = columnOf(from);
    let to = from + 1;
    while (to < end && columnOf(to) === column) to += 1;
    if (to - from <= 2) {
      for (let index = from; index < to; index++) {
        thinned.x.push(step[index] ?? 0);
        lines.forEach((values, line) => thinned.lines[line]?.push(values[index]));
      }
    } else {
      thinned.x.push(step[from] ?? 0, step[to - 1] ?? 0);
      lines.forEach((values, line) => pushExtremes(values, from, to, thinned.lines[line] ?? []));
    }
    from = to;
  }
  return thinned;
};

/** Adds a line with points of its own, `x` ascending, to lines that have theirs. */
export const withPoints = (
  points: Points,
  own: { readonly x: readonly number[]; readonly y: readonly number[] },
): Points => {
  const merged: Points = { x: [], lines: [...points.lines.map(() => []), []] };
  const ownLine = merged.lines.at(-1) ?? [];
  let at = 0;
  let ownAt = 0;
  while (at < points.x.length || ownAt < own.x.length) {
    const x = Math.min(points.x[at] ?? Infinity, own.x[ownAt] ?? Infinity);
    merged.x.push(x);
    const isOfLines = points.x[at] === x;
    points.lines.forEach((line, place) =>
      merged.lines[place]?.push(isOfLines ? line[at] : undefined),
    );
    if (isOfLines) at += 1;
    ownLine.push(own.x[ownAt] === x ? own.y[ownAt] : undefined);
    if (own.x[ownAt] === x) ownAt += 1;
  }
  return merged;
};
