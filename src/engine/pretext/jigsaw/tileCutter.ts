/** Cuts the tiles of a planned puzzle out of the source image. */
import { fixedOffset, fixedScale } from '../sourceImage.js';
import type { JigsawPlan } from './jigsawPlan.js';
import type { JigsawViewsSpec } from './jigsawSpec.js';

/** Cuts and normalises the tiles of one image: pixels uint8, views float32 [T, t, t, 3]. */
export type TileCutter = (pixels: Uint8Array, plan: JigsawPlan, views: Float32Array) => void;

/**
 * Standard deviations below this, in units of the 0..255 scale, count as this much. Clear sky and
 * blurred ground vary by one or two steps of sensor and compression noise; blown up to standard
 * deviation 1, that noise would be all the network sees.
 */
const tileStdFloor = 4;

/** Luma weights of ITU-R BT.601. */
const redWeight = 0.299;
const greenWeight = 0.587;
const blueWeight = 0.114;

/**
 * Makes a cutter with its scratch memory.
 *
 * Green is cut where the plan says; red and blue are cut next to it by the planned shift, so they
 * move within the tile and bring in what the source has there, repeating its edge pixels beyond it.
 * A grey image has its luma in all three channels.
 *
 * With `normaliseTiles`, each channel of each tile gets mean 0 and standard deviation 1 (the latter
 * floored by `tileStdFloor`); otherwise every value becomes `(value / 255 - 0.5) / 0.25`.
 */
export const createTileCutter = (spec: JigsawViewsSpec): TileCutter => {
  const { sourceSizePx, cropSizePx, tileSizePx } = spec;
  const tiles = spec.grid * spec.grid;
  const tileLength = tileSizePx * tileSizePx * 3;
  // int32 [3, tileSizePx]: byte offsets of the columns, and of the rows, that each channel is cut from.
  const columns = new Int32Array(3 * tileSizePx);
  const rows = new Int32Array(3 * tileSizePx);

  /** Fills the offsets of one channel, clamped to the source. */
  const aim = (channel: number, leftPx: number, step: 1 | -1, topPx: number): void => {
    const lastPx = sourceSizePx - 1;
    for (let i = 0; i < tileSizePx; i++) {
      const column = Math.min(lastPx, Math.max(0, leftPx + step * i));
      const row = Math.min(lastPx, Math.max(0, topPx + i));
      columns[channel * tileSizePx + i] = column * 3 + channel;
      rows[channel * tileSizePx + i] = row * sourceSizePx * 3;
    }
  };

  return (pixels, plan, views) => {
    const step = plan.flip ? -1 : 1;
    const shifts = plan.channelShiftsPx;
    for (let tile = 0; tile < tiles; tile++) {
      const inCropPx = plan.tileLeftsPx[tile]!;
      const leftPx = plan.cropLeftPx + (plan.flip ? cropSizePx - 1 - inCropPx : inCropPx);
      const topPx = plan.cropTopPx + plan.tileTopsPx[tile]!;
      aim(0, leftPx + shifts[tile * 4]!, step, topPx + shifts[tile * 4 + 1]!);
      aim(1, leftPx, step, topPx);
      aim(2, leftPx + shifts[tile * 4 + 2]!, step, topPx + shifts[tile * 4 + 3]!);
      const start = tile * tileLength;
      copyTile(pixels, columns, rows, tileSizePx, views, start);
      if (plan.gray) turnGray(views, start, tileLength);
      if (spec.normaliseTiles) normaliseTile(views, start, tileLength);
      else normaliseFixed(views, start, tileLength);
    }
  };
};

/** Copies raw values 0..255. */
const copyTile = (
  pixels: Uint8Array,
  columns: Int32Array,
  rows: Int32Array,
  sizePx: number,
  views: Float32Array,
  start: number,
): void => {
  let to = start;
  for (let y = 0; y < sizePx; y++) {
    const redRow = rows[y]!;
    const greenRow = rows[sizePx + y]!;
    const blueRow = rows[2 * sizePx + y]!;
    for (let x = 0; x < sizePx; x++) {
      views[to] = pixels[redRow + columns[x]!]!;
      views[to + 1] = pixels[greenRow + columns[sizePx + x]!]!;
      views[to + 2] = pixels[blueRow + columns[2 * sizePx + x]!]!;
      to += 3;
    }
  }
};

const turnGray = (views: Float32Array, start: number, length: number): void => {
  for (let i = start; i < start + length; i += 3) {
    const luma = redWeight * views[i]! + greenWeight * views[i + 1]! + blueWeight * views[i + 2]!;
    views[i] = luma;
    views[i + 1] = luma;
    views[i + 2] = luma;
  }
};

const normaliseFixed = (views: Float32Array, start: number, length: number): void => {
  for (let i = start; i < start + length; i++) views[i] = views[i]! * fixedScale + fixedOffset;
};

const normaliseTile = (views: Float32Array, start: number, length: number): void => {
  const end = start + length;
  const pixelCount = length / 3;
  let red = 0;
  let green = 0;
  let blue = 0;
  let redSquares = 0;
  let greenSquares = 0;
  let blueSquares = 0;
  // Doubles hold these sums exactly for integers, so nothing is lost by taking them in one pass.
  for (let i = start; i < end; i += 3) {
    const r = views[i]!;
    const g = views[i + 1]!;
    const b = views[i + 2]!;
    red += r;
    green += g;
    blue += b;
    redSquares += r * r;
    greenSquares += g * g;
    blueSquares += b * b;
  }
  const redScale = scaleOf(red, redSquares, pixelCount);
  const greenScale = scaleOf(green, greenSquares, pixelCount);
  const blueScale = scaleOf(blue, blueSquares, pixelCount);
  const redMean = red / pixelCount;
  const greenMean = green / pixelCount;
  const blueMean = blue / pixelCount;
  for (let i = start; i < end; i += 3) {
    views[i] = (views[i]! - redMean) * redScale;
    views[i + 1] = (views[i + 1]! - greenMean) * greenScale;
    views[i + 2] = (views[i + 2]! - blueMean) * blueScale;
  }
};

/** One over the floored standard deviation. */
const scaleOf = (sum: number, squares: number, count: number): number => {
  const mean = sum / count;
  const std = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return 1 / Math.max(std, tileStdFloor);
};
