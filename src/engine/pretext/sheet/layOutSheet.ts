/** Lays pictures out on a sheet: a title, and below it one row of panels per image. */
import sharp from 'sharp';

import { sentence } from '../../../protocol/sentence.js';
import { LabError } from '../../labError.js';
import { createCanvas, type Canvas, type Color } from './canvas.js';
import type { Panel } from './panel.js';
import { drawText, fitText, textWidthPx, type TextStyle } from './strokeFont.js';

/** A finished sheet. */
export interface ContactSheet {
  /** An encoded PNG file. */
  readonly png: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** What lies behind the pictures. */
export const sheetBackground: Color = [24, 25, 28];
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
 * Draws a sheet.
 * @param rows at least one, all of panels of the same sizes
 * @param titles from the longest to the shortest: the first one that has room is shown
 * @param wantedColumns rows side by side; by default as many as bring the sheet closest to a screen's
 *   proportions
 * @throws LabError `badArgument` without rows
 */
export const layOutSheet = async (
  rows: readonly (readonly Panel[])[],
  titles: readonly string[],
  wantedColumns?: number,
): Promise<ContactSheet> => {
  const [first] = rows;
  if (first === undefined) {
    throw new LabError(
      'badArgument',
      sentence('A contact sheet of 0 images cannot be drawn; choose 1 or more.'),
    );
  }
  const columns = wantedColumns ?? chooseColumns(first, rows.length);
  const size = sheetSize(first, rows.length, columns);
  const canvas = createCanvas(size.widthPx, size.heightPx, sheetBackground);
  const title = titles.find((text) => textWidthPx(text, titleStyle.unitPx) <= titleRoomPx(size));
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
  const canvas = createCanvas(widthPx, heightPx, sheetBackground);
  const png = await sharp(canvas.pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .composite(layers)
    .removeAlpha()
    .png()
    .toBuffer();
  return { png, widthPx, heightPx };
};

const titleRoomPx = ({ widthPx }: { widthPx: number }): number => widthPx - 2 * marginPx;

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
