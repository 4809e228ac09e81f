/** A float canvas that fills outlines with exact-area anti-aliasing and a colour per pixel. */
import type { Outline } from './outlines.js';

/** Maps (x, y) to (xx*x + xy*y + x0, yx*x + yy*y + y0). */
export interface Affine {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** The covered pixels of one row, from left to right, as a paint sees them. */
export interface Span {
  /** Number of pixels; what lies behind them in the arrays is of no meaning. */
  count: number;
  /** float64: coordinates of the pixels' centres, those of the outline. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** float32 [count, 4]: red, green, blue, and opacity, which is 1 unless the paint changes it. */
  readonly colours: Float32Array;
  /** float64: where a paint reckons, such as where it looks noise up; anything may lie here. */
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/** Writes the colours of a span. Rows instead of points, so that numbers stay in registers. */
export type Paint = (span: Span) => void;

/** An empty span with room for `most` pixels. */
export const createSpan = (most: number): Span => ({
  count: 0,
  x: new Float64Array(most),
  y: new Float64Array(most),
  colours: new Float32Array(4 * most),
  u: new Float64Array(most),
  v: new Float64Array(most),
});

/**
 * What is drawn on, black at first. Pixels are display-coded sRGB around 0 .. 1, row by row from the
 * top.
 */
export class Canvas {
  readonly widthPx: number;
  readonly heightPx: number;
  /** float32 [heightPx, widthPx, 3] */
  readonly pixels: Float32Array;
  // Signed area per pixel, to be summed along each row: the coverage method of font rasterisers.
  readonly #area: Float32Array;
  readonly #stride: number;
  readonly #span: Span;
  readonly #columns: Int32Array;
  readonly #coverages: Float64Array;
  readonly #bounds = { top: 0.5, bottom: 0.5, left: 0.5, right: 0.5 };

  constructor(widthPx: number, heightPx: number) {
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.pixels = new Float32Array(widthPx * heightPx * 3);
    this.#stride = widthPx + 2;
    this.#area = new Float32Array(this.#stride * heightPx);
    this.#span = createSpan(widthPx);
    this.#columns = new Int32Array(widthPx);
    this.#coverages = new Float64Array(widthPx);
  }

  /** Fills the union of the outlines, whose coordinates `toPx` maps to pixels. */
  fill(outlines: readonly Outline[], toPx: Affine, paint: Paint, opacity = 1): void {
    const { widthPx, heightPx } = this;
    const span = this.#span;
    const bounds = this.#bounds;
    bounds.left = bounds.top = Infinity;
    bounds.right = bounds.bottom = -Infinity;
    for (const outline of outlines) this.#addOutline(outline, toPx);
    const { left, right, top, bottom } = bounds;
    const firstRow = Math.max(0, Math.floor(top));
    const endRow = Math.min(heightPx, Math.ceil(bottom));
    const first = Math.min(widthPx, Math.max(0, Math.floor(left)));
    const end = Math.max(0, Math.min(widthPx, Math.ceil(right)));
    for (let row = firstRow; row < endRow; row++) {
      this.#gatherSpan(row, first, end, toPx, opacity);
      if (span.count === 0) continue;
      paint(span);
      this.#blendSpan(row);
    }
  }

  #addOutline(outline: Outline, map: Affine): void {
    const { xx, xy, x0, yx, yy, y0 } = map;
    const bounds = this.#bounds;
    // All outlines turn the same way, so that overlaps add up instead of cancelling.
    const forward = doubleArea(outline) * (xx * yy - xy * yx) >= 0;
    let x = xx * outline[0]! + xy * outline[1]! + x0;
    let y = yx * outline[0]! + yy * outline[1]! + y0;
    for (let i = 0; i < outline.length; i += 2) {
      const next = i + 2 === outline.length ? 0 : i + 2;
      const nextX = xx * outline[next]! + xy * outline[next + 1]! + x0;
      const nextY = yx * outline[next]! + yy * outline[next + 1]! + y0;
      if (forward) this.#addEdge(x, y, nextX, nextY);
      else this.#addEdge(nextX, nextY, x, y);
      bounds.top = Math.min(bounds.top, y);
      bounds.bottom = Math.max(bounds.bottom, y);
      bounds.left = Math.min(bounds.left, x);
      bounds.right = Math.max(bounds.right, x);
      x = nextX;
      y = nextY;
    }
  }

  #addEdge(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 === y1) return;
    const down = y0 < y1;
    const topX = down ? x0 : x1;
    const topY = down ? y0 : y1;
    const bottomY = down ? y1 : y0;
    const perRow = ((down ? x1 : x0) - topX) / (bottomY - topY);
    const firstRow = Math.max(0, Math.floor(topY));
    const endRow = Math.min(this.heightPx, Math.ceil(bottomY));
    for (let row = firstRow; row < endRow; row++) {
      const enter = Math.max(row, topY);
      const leave = Math.min(row + 1, bottomY);
      const height = (leave - enter) * (down ? 1 : -1);
      this.#addRow(
        row * this.#stride,
        topX + (enter - topY) * perRow,
        topX + (leave - topY) * perRow,
        height,
      );
    }
  }

  #addRow(offset: number, from: number, to: number, signedHeight: number): void {
    const { widthPx } = this;
    const area = this.#area;
    const low = Math.min(widthPx, Math.max(0, Math.min(from, to)));
    const high = Math.min(widthPx, Math.max(0, Math.max(from, to)));
    const first = Math.floor(low);
    const last = Math.ceil(high);
    if (last <= first + 1) {
      const middle = 0.5 * (low + high) - first;
      area[offset + first]! += signedHeight * (1 - middle);
      area[offset + first + 1]! += signedHeight * middle;
      return;
    }
    // Each pixel's share is the mean coverage to its left edge, less what was already counted.
    const slope = 1 / (high - low);
    let counted = 0;
    for (let column = first; column < last; column++) {
      const enter = Math.max(low, column);
      const leave = Math.min(high, column + 1);
      const whole = (enter - low) * slope;
      const partial = (leave - enter) * slope;
      const covered = whole + partial * (column + 1 - 0.5 * (enter + leave));
      area[offset + column]! += signedHeight * (covered - counted);
      counted = covered;
    }
    area[offset + last]! += signedHeight * (1 - counted);
  }

  /** Gathers what is covered of a row, and clears the row's areas. */
  #gatherSpan(row: number, left: number, right: number, toPx: Affine, opacity: number): void {
    const area = this.#area;
    const columns = this.#columns;
    const coverages = this.#coverages;
    const span = this.#span;
    const { x, y, colours } = span;
    const { xx, xy, x0, yx, yy, y0 } = toPx;
    const scale = 1 / (xx * yy - xy * yx);
    const offset = row * this.#stride;
    const dy = row + 0.5 - y0;
    let sum = 0;
    let coverage = 0;
    let count = 0;
    for (let column = left; column < right; column++) {
      const change = area[offset + column]!;
      if (change !== 0) {
        area[offset + column] = 0;
        sum += change;
        coverage = Math.min(1, Math.abs(sum)) * opacity;
      }
      if (coverage < 0.004) continue;
      columns[count] = column;
      coverages[count] = coverage;
      count++;
    }
    area[offset + right] = 0;
    area[offset + right + 1] = 0;
    for (let i = 0; i < count; i++) {
      const dx = columns[i]! + 0.5 - x0;
      x[i] = (yy * dx - xy * dy) * scale;
      y[i] = (xx * dy - yx * dx) * scale;
      colours[4 * i + 3] = 1;
    }
    span.count = count;
  }

  #blendSpan(row: number): void {
    const { pixels } = this;
    const columns = this.#columns;
    const coverages = this.#coverages;
    const { count, colours } = this.#span;
    const start = row * this.widthPx;
    for (let i = 0; i < count; i++) {
      const share = coverages[i]! * colours[4 * i + 3]!;
      const at = (start + columns[i]!) * 3;
      if (share === 1) {
        pixels[at] = colours[4 * i]!;
        pixels[at + 1] = colours[4 * i + 1]!;
        pixels[at + 2] = colours[4 * i + 2]!;
        continue;
      }
      pixels[at]! += (colours[4 * i]! - pixels[at]!) * share;
      pixels[at + 1]! += (colours[4 * i + 1]! - pixels[at + 1]!) * share;
      pixels[at + 2]! += (colours[4 * i + 2]! - pixels[at + 2]!) * share;
    }
  }
}

/** Twice the area of an outline, negative when it turns the other way. */
const doubleArea = (outline: Outline): number => {
  const count = outline.length;
  let sum = 0;
  for (let i = 0; i < count; i += 2) {
    const next = i + 2 === count ? 0 : i + 2;
    sum += outline[i]! * outline[next + 1]! - outline[next]! * outline[i + 1]!;
  }
  return sum;
};
