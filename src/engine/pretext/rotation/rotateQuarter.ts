/** Exact quarter turns: every pixel is moved, none is interpolated. */

/** Counter-clockwise quarter turns: 0, 90, 180 or 270 degrees. */
export type Quarter = 0 | 1 | 2 | 3;

/**
 * Turns a square image counter-clockwise.
 * @param source float32 [sizePx, sizePx, 3]
 * @param target float32, another buffer or another part of it than the source
 * @param start index in `target` of the turned image's first value
 */
export const rotateQuarter = (
  source: Float32Array,
  sizePx: number,
  turns: Quarter,
  target: Float32Array,
  start: number,
): void => {
  if (turns === 0) {
    target.set(source.subarray(0, sizePx * sizePx * 3), start);
    return;
  }
  // Where the target's first pixel comes from, and how far the source moves per target column and row.
  const last = sizePx - 1;
  const [first, columnStep, rowStep] =
    turns === 1
      ? [last, sizePx, -1]
      : turns === 2
        ? [last * sizePx + last, -1, -sizePx]
        : [last * sizePx, -sizePx, 1];
  let to = start;
  for (let row = 0; row < sizePx; row++) {
    let from = (first + row * rowStep) * 3;
    for (let column = 0; column < sizePx; column++) {
      target[to] = source[from]!;
      target[to + 1] = source[from + 1]!;
      target[to + 2] = source[from + 2]!;
      to += 3;
      from += columnStep * 3;
    }
  }
};
