/** Where the tiles of a puzzle lie. */
import type { Grid } from '../../../protocol/run.js';

/** Sizes of a puzzle in px. */
export interface JigsawGeometry {
  /** Side of the source image that the crop is taken from. */
  readonly sourceSizePx: number;
  /** Side of the whole puzzle, `grid * cellSizePx`. */
  readonly cropSizePx: number;
  readonly cellSizePx: number;
  readonly tileSizePx: number;
}

/** The paper's tile and cell in px (Noroozi & Favaro 2016, section 4.1). */
const paperTilePx = 64;
const paperCellPx = 75;
/** Tiles are a multiple of this, so that three halvings in the network come out even. */
const tileStepPx = 8;

/**
 * The sizes of a puzzle in the paper's proportions: 225 px give cells of 75 and tiles of 64 px, 120 px
 * give 40 and 32. A cell of up to 8 px is all tile, without a gap.
 *
 * The source is 1.1 times the crop; the paper crops 225 px from 256, which is 1.138 times.
 * @param imageSizePx side of the square that the network sees, at least `grid`
 */
export const jigsawGeometry = (imageSizePx: number, grid: Grid): JigsawGeometry => {
  const cellSizePx = Math.floor(imageSizePx / grid);
  const cropSizePx = cellSizePx * grid;
  return {
    sourceSizePx: Math.round(cropSizePx * 1.1),
    cropSizePx,
    cellSizePx,
    tileSizePx: tileSize(cellSizePx),
  };
};

const tileSize = (cellSizePx: number): number => {
  const steps = Math.max(1, Math.round((cellSizePx * paperTilePx) / paperCellPx / tileStepPx));
  // Rounding up may fill the whole cell (16 and 24 px), and then no random gap is left.
  const leavesGap = steps * tileStepPx < cellSizePx;
  return Math.min(cellSizePx, Math.max(1, leavesGap ? steps : steps - 1) * tileStepPx);
};
