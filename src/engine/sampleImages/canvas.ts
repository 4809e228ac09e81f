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

/**
 * Writes the colour at a point of the outline's own coordinates.
 * @param out float32 [4]: red, green, blue, and opacity, which is 1 unless the paint changes it
 */
export type Paint = (x: number, y: number, out: Float32Array) => void;

/** What is drawn on. Pixels are display-coded sRGB around 0 .. 1, row by row from the top. */
export interface Canvas {
  readonly widthPx: number;
  readonly heightPx: number;
  /** float32 [heightPx, widthPx, 3] */
  readonly pixels: Float32Array;
  /** Fills the union of the outlines, whose coordinates `toPx` maps to pixels. */
  fill(outlines: readonly Outline[], toPx: Affine, paint: Paint, opacity?: number): void;
}

/** A black canvas. */
export const createCanvas = (widthPx: number, heightPx: number): Canvas => {
  const pixels = new Float32Array(widthPx * heightPx * 3);
  const stride = widthPx + 2;
  // Signed area per pixel, to be summed along each row: the coverage method of font rasterisers.
  const area = new Float32Array(stride * heightPx);
  const colour = new Float32Array(4);
  const bounds = { top: 0, bottom: 0, left: 0, right: 0 };

  const addRow = (offset: number, from: number, to: number, signedHeight: number): void => {
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
  };

  const addEdge = (x0: number, y0: number, x1: number, y1: number): void => {
    if (y0 === y1) return;
    const down = y0 < y1;
    const topX = down ? x0 : x1;
    const topY = down ? y0 : y1;
    const bottomY = down ? y1 : y0;
    const perRow = ((down ? x1 : x0) - topX) / (bottomY - topY);
    const firstRow = Math.max(0, Math.floor(topY));
    const endRow = Math.min(heightPx, Math.ceil(bottomY));
    for (let row = firstRow; row < endRow; row++) {
      const enter = Math.max(row, topY);
      const leave = Math.min(row + 1, bottomY);
      const height = (leave - enter) * (down ? 1 : -1);
      addRow(row * stride, topX + (enter - topY) * perRow, topX + (leave - topY) * perRow, height);
    }
  };

  const addOutline = (outline: Outline, map: Affine): void => {
    const count = outline.length;
    let doubleArea = 0;
    for (let i = 0; i < count; i += 2) {
      const next = (i + 2) % count;
      doubleArea += outline[i]! * outline[next + 1]! - outline[next]! * outline[i + 1]!;
    }
    // All outlines turn the same way, so that overlaps add up instead of cancelling.
    const forward = doubleArea * (map.xx * map.yy - map.xy * map.yx) >= 0;
    for (let i = 0; i < count; i += 2) {
      const next = (i + 2) % count;
      const x0 = map.xx * outline[i]! + map.xy * outline[i + 1]! + map.x0;
      const y0 = map.yx * outline[i]! + map.yy * outline[i + 1]! + map.y0;
      const x1 = map.xx * outline[next]! + map.xy * outline[next + 1]! + map.x0;
      const y1 = map.yx * outline[next]! + map.yy * outline[next + 1]! + map.y0;
      if (forward) addEdge(x0, y0, x1, y1);
      else addEdge(x1, y1, x0, y0);
      bounds.top = Math.min(bounds.top, y0);
      bounds.bottom = Math.max(bounds.bottom, y0);
      bounds.left = Math.min(bounds.left, x0);
      bounds.right = Math.max(bounds.right, x0);
    }
  };

  const fill = (outlines: readonly Outline[], toPx: Affine, paint: Paint, opacity = 1): void => {
    bounds.top = bounds.left = Infinity;
    bounds.bottom = bounds.right = -Infinity;
    for (const outline of outlines) addOutline(outline, toPx);
    const top = Math.max(0, Math.floor(bounds.top));
    const bottom = Math.min(heightPx, Math.ceil(bounds.bottom));
    const left = Math.min(widthPx, Math.max(0, Math.floor(bounds.left)));
    const right = Math.max(0, Math.min(widthPx, Math.ceil(bounds.right)));
    const determinant = toPx.xx * toPx.yy - toPx.xy * toPx.yx;
    for (let row = top; row < bottom; row++) {
      const offset = row * stride;
      let sum = 0;
      for (let column = left; column < right; column++) {
        sum += area[offset + column]!;
        area[offset + column] = 0;
        const coverage = Math.min(1, Math.abs(sum)) * opacity;
        if (coverage < 0.004) continue;
        const dx = column + 0.5 - toPx.x0;
        const dy = row + 0.5 - toPx.y0;
        colour[3] = 1;
        paint(
          (toPx.yy * dx - toPx.xy * dy) / determinant,
          (toPx.xx * dy - toPx.yx * dx) / determinant,
          colour,
        );
        const share = coverage * colour[3];
        const at = (row * widthPx + column) * 3;
        pixels[at]! += (colour[0]! - pixels[at]!) * share;
        pixels[at + 1]! += (colour[1]! - pixels[at + 1]!) * share;
        pixels[at + 2]! += (colour[2]! - pixels[at + 2]!) * share;
      }
      area[offset + right] = 0;
      area[offset + right + 1] = 0;
    }
  };

  return { widthPx, heightPx, pixels, fill };
};
