/** Cuts the tiles of a planned puzzle out of the source image. */
import { normaliseChannels, tileStdFloor } from '../normaliseChannels.js';
import { fixedOffset, fixedScale } from '../sourceImage.js';
import { equaliseTiles } from './equaliseTiles.js';
import type { JigsawPlan } from './jigsawPlan.js';
import type { JigsawViewsSpec } from './jigsawSpec.js';

/** Cuts and normalises the tiles of one image: pixels uint8, views float32 [T, t, t, 3]. */
export type TileCutter = (pixels: Uint8Array, plan: JigsawPlan, views: Float32Array) => void;

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
 * floored by `tileStdFloor`); otherwise every value becomes `(value / 255 - 0.5) / 0.25`, for an audit
 * after all tiles were given one brightness and contrast.
 */
export const createTileCutter = (spec: JigsawViewsSpec): TileCutter => {
  const { sourceSizePx, cropSizePx, tileSizePx } = spec;
  const tiles = spec.grid * spec.grid;
  const tileLength = tileSizePx * tileSizePx * 3;
  const equalises = spec.without === 'tileStatistics';
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
      if (equalises) continue;
      if (spec.normaliseTiles) normaliseChannels(views, start, tileLength, tileStdFloor);
      else normaliseFixed(views, start, tileLength);
    }
    if (equalises) {
      equaliseTiles(views, tileLength);
      normaliseFixed(views, 0, views.length);
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
