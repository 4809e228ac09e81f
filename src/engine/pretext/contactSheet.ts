/**
 * Draws what the network is fed: a contact sheet with one row per image. The pictures are the numbers
 * that the view maker wrote, turned back into colours, never computed a second time.
 */
import sharp from 'sharp';

import type { PermutationSet } from '../../protocol/run.js';
import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { createRandom } from '../random.js';
import type { SquareImage, ViewMode } from './pretextViews.js';
import { createCanvas, type Canvas, type Color } from './sheet/canvas.js';
import { jigsawPanels } from './sheet/jigsawPanels.js';
import type { Panel } from './sheet/panel.js';
import { rotationPanels } from './sheet/rotationPanels.js';
import { drawText, fitText, textWidthPx, type TextStyle } from './sheet/strokeFont.js';
import type { TaskViewsSpec } from './viewMakers.js';

/** What to draw. */
export interface ContactSheetOptions {
  /** At least one image, each of the spec's source size; the path's last part is shown. */
  readonly images: readonly { readonly path: string; readonly image: SquareImage }[];
  readonly spec: TaskViewsSpec;
  /** Needed for the jigsaw, with as many members as the spec has permutations. */
  readonly permutationSet: PermutationSet | null;
  readonly seed: number;
  readonly mode: ViewMode;
  /** Images side by side; by default as many as bring the sheet closest to a screen's proportions. */
  readonly columns?: number;
}

/** A finished sheet. */
export interface ContactSheet {
  /** An encoded PNG file. */
  readonly png: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

const background: Color = [24, 25, 28];
const marginPx = 28;
const panelGapPx = 16;
const columnGapPx = 44;
const rowGapPx = 24;
const titleHeightPx = 34;
const captionHeightPx = 26;
const titleStyle: TextStyle = { unitPx: 2, linePx: 1.9, color: [232, 233, 236] };
const captionStyle: TextStyle = { unitPx: 1.5, linePx: 1.3, color: [176, 179, 186] };
/** Width to height. */
const wantedProportion = 1.5;

/**
 * Draws a contact sheet: per image the source with the cut marked, then what the network is fed.
 *
 * - rotation: the views with their angles, counter-clockwise;
 * - jigsaw: the tiles in shuffled places for up to three of the drawn permutations, each tile with its
 *   number in reading order. Tiles normalised on their own are shown around middle grey.
 * @throws LabError `badArgument` without images, or without a permutation set that fits the puzzle
 */
export const renderContactSheet = async (options: ContactSheetOptions): Promise<ContactSheet> => {
  const rows: Panel[][] = [];
  for (const index of options.images.keys()) rows.push(await panelsOf(options, index));
  const [first] = rows;
  if (first === undefined) {
    throw new LabError(
      'badArgument',
      sentence('A contact sheet of 0 images cannot be drawn; choose 1 or more.'),
    );
  }
  const columns = options.columns ?? chooseColumns(first, rows.length);
  const size = sheetSize(first, rows.length, columns);
  const canvas = createCanvas(size.widthPx, size.heightPx, background);
  const title = titleOf(options).find(
    (text) => textWidthPx(text, titleStyle.unitPx) <= titleRoomPx(size),
  );
  drawText(canvas, title ?? '', marginPx, marginPx, titleStyle);
  for (const [index, row] of rows.entries()) {
    const { widthPx, heightPx } = cellSize(row);
    const left = marginPx + (index % columns) * (widthPx + columnGapPx);
    const top = marginPx + titleHeightPx + Math.floor(index / columns) * (heightPx + rowGapPx);
    drawRow(canvas, row, left, top);
  }
  const png = await sharp(canvas.pixels, {
    raw: { width: size.widthPx, height: size.heightPx, channels: 3 },
  })
    .png()
    .toBuffer();
  return { png, ...size };
};

/**
 * Puts sheets below each other, from the left.
 * @throws LabError `badArgument` without sheets
 */
export const stackSheets = async (sheets: readonly ContactSheet[]): Promise<ContactSheet> => {
  const [first, ...others] = sheets;
  if (first === undefined)
    throw new LabError('badArgument', sentence('There is no sheet to show.'));
  if (others.length === 0) return first;
  const widthPx = Math.max(...sheets.map((sheet) => sheet.widthPx));
  const heightPx = sheets.reduce((sum, sheet) => sum + sheet.heightPx, 0);
  const layers = [];
  let top = 0;
  for (const sheet of sheets) {
    layers.push({ input: Buffer.from(sheet.png), left: 0, top });
    top += sheet.heightPx;
  }
  const canvas = createCanvas(widthPx, heightPx, background);
  const png = await sharp(canvas.pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .composite(layers)
    .removeAlpha()
    .png()
    .toBuffer();
  return { png, widthPx, heightPx };
};

const panelsOf = async (options: ContactSheetOptions, index: number): Promise<Panel[]> => {
  const { spec, permutationSet, mode } = options;
  const entry = options.images[index];
  if (entry === undefined) return [];
  const name = entry.path.split('/').at(-1) ?? entry.path;
  const makeStream = () => createRandom(options.seed).split('contactSheet', index);
  if (spec.task === 'rotation') return rotationPanels(spec, entry.image, name, mode, makeStream);
  if (
    permutationSet?.grid !== spec.grid ||
    permutationSet.permutations.length < spec.permutations
  ) {
    throw new LabError(
      'badArgument',
      sentence(
        'A {0}x{0} puzzle with {1} permutations cannot be shown without its permutation set; make one with the same grid and count.',
        spec.grid,
        spec.permutations,
      ),
    );
  }
  return jigsawPanels(spec, permutationSet, entry.image, name, mode, makeStream);
};

const titleRoomPx = ({ widthPx }: { widthPx: number }): number => widthPx - 2 * marginPx;

/** The title, from its longest form to its shortest. */
const titleOf = ({ spec, permutationSet, mode }: ContactSheetOptions): string[] => {
  const mark = mode === 'validation' ? ' (validation)' : '';
  if (spec.task === 'rotation') {
    const name = `Rotation${mark}`;
    return [`${name} · what the network sees`, name];
  }
  const { grid, permutations } = spec;
  const name = `Jigsaw ${grid}×${grid}${mark}`;
  const size = `${name} · ${permutations} permutations`;
  const distance = `${size}, Hamming distance at least ${permutationSet?.minHamming ?? 0}`;
  return [`${distance} · what the network sees`, distance, size, name];
};

const cellSize = (row: readonly Panel[]): { widthPx: number; heightPx: number } => ({
  widthPx: row.reduce((width, { sidePx }) => width + sidePx + panelGapPx, -panelGapPx),
  heightPx: Math.max(...row.map(({ sidePx }) => sidePx)) + captionHeightPx,
});

const sheetSize = (
  row: readonly Panel[],
  images: number,
  columns: number,
): { widthPx: number; heightPx: number } => {
  const cell = cellSize(row);
  const lines = Math.ceil(images / columns);
  return {
    widthPx: 2 * marginPx + columns * (cell.widthPx + columnGapPx) - columnGapPx,
    heightPx: 2 * marginPx + titleHeightPx + lines * (cell.heightPx + rowGapPx) - rowGapPx,
  };
};

const chooseColumns = (row: readonly Panel[], images: number): number => {
  const misfit = (columns: number): number => {
    const { widthPx, heightPx } = sheetSize(row, images, columns);
    return Math.abs(Math.log(widthPx / heightPx / wantedProportion));
  };
  let best = 1;
  for (let columns = 2; columns <= images; columns++) {
    if (misfit(columns) < misfit(best)) best = columns;
  }
  return best;
};

const drawRow = (canvas: Canvas, row: readonly Panel[], leftPx: number, topPx: number): void => {
  let left = leftPx;
  for (const panel of row) {
    panel.draw(canvas, left, topPx);
    const caption = fitText(panel.caption, captionStyle.unitPx, panel.sidePx);
    const indent = (panel.sidePx - textWidthPx(caption, captionStyle.unitPx)) / 2;
    drawText(canvas, caption, left + indent, topPx + panel.sidePx + 9, captionStyle);
    left += panel.sidePx + panelGapPx;
  }
};
