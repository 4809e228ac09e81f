/** Every random decision about one puzzle, so that whoever draws a picture of it sees the same. */
import type { Random } from '../../random.js';
import type { ViewMode } from '../pretextViews.js';
import type { JigsawViewsSpec } from './jigsawSpec.js';

/** Where the tiles of one puzzle are cut. `T` tiles in reading order of the (mirrored) crop. */
export interface JigsawPlan {
  /** Top left corner of the crop in the source in px. */
  readonly cropLeftPx: number;
  readonly cropTopPx: number;
  /** The crop is mirrored left to right before the tiles are cut. */
  readonly flip: boolean;
  /** The image is shown in grey. */
  readonly gray: boolean;
  /** int32 [T], top left corner of each tile in the (mirrored) crop in px. */
  readonly tileLeftsPx: Int32Array;
  readonly tileTopsPx: Int32Array;
  /** int32 [T, 4]: where red, then blue, is taken relative to green, as x and y in px. */
  readonly channelShiftsPx: Int32Array;
}

/**
 * Draws a plan.
 *
 * - train: random crop, random place in the cell, flip, grey, channel shift;
 * - validation: central crop, no flip, no grey, no channel shift. The place in the cell is still
 *   drawn when `randomGap` is on, from the image's fixed stream: without the gaps the puzzle can be
 *   solved by continuing edges, and the accuracy would measure that shortcut;
 * - `without`: grey or shifted channels in validation too, for an audit;
 * - `augment` off: central crop and tiles, nothing drawn.
 */
export const planJigsaw = (spec: JigsawViewsSpec, mode: ViewMode, random: Random): JigsawPlan => {
  const { grid, tileSizePx, channelShiftPx } = spec;
  const tiles = grid * grid;
  const cellSizePx = spec.cropSizePx / grid;
  const gapPx = cellSizePx - tileSizePx;
  const roomPx = spec.sourceSizePx - spec.cropSizePx;
  const augments = spec.augment && mode === 'train';
  const drawsGaps = spec.augment && spec.randomGap;

  const edgePx = (): number => (augments ? random.below(roomPx + 1) : Math.floor(roomPx / 2));
  const inCellPx = (): number => (drawsGaps ? random.below(gapPx + 1) : Math.floor(gapPx / 2));

  const cropLeftPx = edgePx();
  const cropTopPx = edgePx();
  const flip = augments && random.below(2) === 1;
  const gray = spec.without === 'colours' || (augments && random.uniform() < spec.grayShare);
  const tileLeftsPx = new Int32Array(tiles);
  const tileTopsPx = new Int32Array(tiles);
  for (let tile = 0; tile < tiles; tile++) {
    tileLeftsPx[tile] = (tile % grid) * cellSizePx + inCellPx();
    tileTopsPx[tile] = Math.floor(tile / grid) * cellSizePx + inCellPx();
  }
  const channelShiftsPx = new Int32Array(tiles * 4);
  const shifts = augments || spec.without === 'registration';
  if (shifts && channelShiftPx > 0 && !gray) {
    for (let i = 0; i < channelShiftsPx.length; i++) {
      channelShiftsPx[i] = random.below(2 * channelShiftPx + 1) - channelShiftPx;
    }
  }
  return { cropLeftPx, cropTopPx, flip, gray, tileLeftsPx, tileTopsPx, channelShiftsPx };
};
