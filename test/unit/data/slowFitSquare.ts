/** The definition of `native/fitSquare.cc`, pixel by pixel. */
import type { FitSquare } from '../../../src/engine/data/fitSquare.js';

interface Axis {
  readonly low: number;
  readonly high: number;
  readonly offset: number;
  readonly scale: number;
}

/** Where along one upright axis the square lies; cropped before enlarging, and after shrinking. */
const axisOf = (length: number, shorter: number, sizePx: number): Axis => {
  if (sizePx >= shorter) {
    const start = Math.ceil((length - shorter) / 2);
    return { low: start, high: start + shorter, offset: start, scale: shorter / sizePx };
  }
  const shrunk = Math.round((length * sizePx) / shorter);
  const scale = length / shrunk;
  return { low: 0, high: length, offset: Math.ceil((shrunk - sizePx) / 2) * scale, scale };
};

/** Weights of input positions, of sum 1. */
const weightsOf = (axis: Axis, i: number): [position: number, weight: number][] => {
  const support = Math.max(axis.scale, 1);
  const centre = axis.offset + (i + 0.5) * axis.scale;
  const taps: [number, number][] = [];
  for (let k = axis.low; k < axis.high; k++) {
    const weight = 1 - Math.abs(k + 0.5 - centre) / support;
    if (weight > 0) taps.push([k, weight]);
  }
  const sum = taps.reduce((total, [, weight]) => total + weight, 0);
  return taps.map(([k, weight]) => [k, weight / sum]);
};

export const slowFitSquare: FitSquare = (pixels, widthPx, heightPx, orientation, sizePx, out) => {
  const isTurned = orientation >= 5;
  const [w, h] = isTurned ? [heightPx, widthPx] : [widthPx, heightPx];
  /** Where the upright pixel (x, y) is stored. */
  const stored = (x: number, y: number): number => {
    const u = [2, 3, 6, 7].includes(orientation) ? w - 1 - x : x;
    const v = [3, 4, 7, 8].includes(orientation) ? h - 1 - y : y;
    return isTurned ? u * widthPx + v : v * widthPx + u;
  };
  const shorter = Math.min(w, h);
  const columns = axisOf(w, shorter, sizePx);
  const rows = axisOf(h, shorter, sizePx);
  for (let y = 0; y < sizePx; y++) {
    for (let x = 0; x < sizePx; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (const [row, down] of weightsOf(rows, y)) {
          for (const [column, across] of weightsOf(columns, x)) {
            sum += down * across * pixels[stored(column, row) * 3 + c]!;
          }
        }
        out[(y * sizePx + x) * 3 + c] = Math.round(sum);
      }
    }
  }
};
