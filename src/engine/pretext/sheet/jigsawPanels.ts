/** The row of a contact sheet that shows one image's puzzles. */
import type { PermutationSet } from '../../../protocol/run.js';
import type { Random } from '../../random.js';
import type { JigsawPlan } from '../jigsaw/jigsawPlan.js';
import { createJigsawViews, type JigsawViewsSpec } from '../jigsaw/jigsawViews.js';
import type { SquareImage, ViewMode } from '../pretextViews.js';
import {
  drawSquare,
  fillRectangle,
  fillSurroundings,
  strokeRectangle,
  type Canvas,
  type Color,
} from './canvas.js';
import { enlargement, sourcePanel, toColors, type Panel } from './panel.js';
import { drawText, textWidthPx } from './strokeFont.js';

const puzzleSidePx = 200;
/** Dark space between the tiles of a shuffled puzzle. */
const seamPx = 5;
/** More puzzles of the same tiles would not show anything new. */
const shownPuzzles = 3;

/**
 * Renders one image and lays its tiles out as the network's head sees them: position p shows tile
 * `permutation[p]`, marked with the tile's number.
 * @param makeStream gives the image's stream, from its start at each call
 */
export const jigsawPanels = async (
  spec: JigsawViewsSpec,
  permutationSet: PermutationSet,
  image: SquareImage,
  name: string,
  mode: ViewMode,
  makeStream: () => Random,
): Promise<Panel[]> => {
  const maker = createJigsawViews(spec);
  const { viewsPerImage, viewSizePx, labelsPerImage } = maker.layout;
  const tileLength = viewSizePx * viewSizePx * 3;
  const views = new Float32Array(viewsPerImage * tileLength);
  const labels = new Int32Array(labelsPerImage);
  maker.render(image, mode, makeStream(), views, labels);
  const plan = maker.plan(mode, makeStream());

  const scale = enlargement(viewSizePx * spec.grid, puzzleSidePx);
  const sidePx = spec.grid * (viewSizePx * scale + seamPx) - seamPx;
  const colors = toColors(views, spec.normaliseTiles);

  const puzzlePanel = (label: number): Panel => ({
    sidePx,
    caption: `permutation ${label}`,
    draw(canvas, leftPx, topPx) {
      for (const [position, tile] of (permutationSet.permutations[label] ?? []).entries()) {
        const stepPx = viewSizePx * scale + seamPx;
        const left = leftPx + (position % spec.grid) * stepPx;
        const top = topPx + Math.floor(position / spec.grid) * stepPx;
        const pixels = colors.subarray(tile * tileLength, (tile + 1) * tileLength);
        drawSquare(canvas, pixels, viewSizePx, left, top, scale);
        drawBadge(canvas, tile, viewsPerImage, left, top);
      }
    },
  });
  const source = await sourcePanel(image, plan.flip, sidePx, name, (canvas, left, top, zoom) => {
    drawCuts(canvas, spec, plan, left, top, zoom);
  });
  return [source, ...[...labels.subarray(0, shownPuzzles)].map(puzzlePanel)];
};

/** Dims what the crop leaves out and outlines the tiles. */
const drawCuts = (
  canvas: Canvas,
  spec: JigsawViewsSpec,
  plan: JigsawPlan,
  leftPx: number,
  topPx: number,
  zoom: number,
): void => {
  const { sourceSizePx, cropSizePx, tileSizePx, grid } = spec;
  // The panel is mirrored as a whole, and with it the place of the crop.
  const cropLeft = plan.flip ? sourceSizePx - cropSizePx - plan.cropLeftPx : plan.cropLeftPx;
  const square = (left: number, top: number, sizePx: number) => ({
    leftPx: leftPx + Math.round(left * zoom),
    topPx: topPx + Math.round(top * zoom),
    widthPx: Math.round(sizePx * zoom),
    heightPx: Math.round(sizePx * zoom),
  });
  const whole = square(0, 0, sourceSizePx);
  fillSurroundings(canvas, whole, square(cropLeft, plan.cropTopPx, cropSizePx), [16, 17, 19], 0.62);
  for (const [tile, left] of plan.tileLeftsPx.entries()) {
    const top = plan.tileTopsPx[tile] ?? 0;
    const outline = square(cropLeft + left, plan.cropTopPx + top, tileSizePx);
    strokeRectangle(canvas, outline, tileColor(tile, grid * grid), 2);
    drawBadge(canvas, tile, grid * grid, outline.leftPx, outline.topPx);
  }
};

const drawBadge = (
  canvas: Canvas,
  tile: number,
  tiles: number,
  leftPx: number,
  topPx: number,
): void => {
  const style = { unitPx: 1.5, linePx: 1.7, color: [20, 21, 24] as const };
  const text = String(tile);
  const textPx = textWidthPx(text, style.unitPx);
  const widthPx = Math.max(15, Math.ceil(textPx) + 9);
  fillRectangle(canvas, { leftPx, topPx, widthPx, heightPx: 16 }, tileColor(tile, tiles), 1);
  drawText(canvas, text, leftPx + (widthPx - 1 - textPx) / 2, topPx + 3, style);
};

/** A colour for each tile, running through the rainbow in reading order. */
const tileColor = (tile: number, tiles: number): Color => {
  const hue = (tile / tiles) * 6;
  const channel = (shift: number): number => {
    const distance = Math.abs(((hue + shift) % 6) - 3);
    return Math.round(112 + 132 * Math.min(1, Math.max(0, distance - 1)));
  };
  return [channel(0), channel(4), channel(2)];
};
