/** Drawing into a raster of sRGB pixels, so that a picture needs neither fonts nor a window. */

/** A picture under construction. */
export interface Canvas {
  readonly widthPx: number;
  readonly heightPx: number;
  /** uint8 [heightPx, widthPx, 3] */
  readonly pixels: Uint8Array;
}

/** Red, green and blue, 0..255. */
export type Color = readonly [red: number, green: number, blue: number];

/** Left, top, width and height in px. */
export interface Rectangle {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A canvas of one colour. */
export const createCanvas = (widthPx: number, heightPx: number, color: Color): Canvas => {
  const canvas = { widthPx, heightPx, pixels: new Uint8Array(widthPx * heightPx * 3) };
  fillRectangle(canvas, { leftPx: 0, topPx: 0, widthPx, heightPx }, color, 1);
  return canvas;
};

/** Lays a colour over one pixel; outside the canvas nothing happens. */
export const blendPixel = (
  canvas: Canvas,
  xPx: number,
  yPx: number,
  color: Color,
  opacity: number,
): void => {
  if (xPx < 0 || yPx < 0 || xPx >= canvas.widthPx || yPx >= canvas.heightPx) return;
  const at = (yPx * canvas.widthPx + xPx) * 3;
  for (let channel = 0; channel < 3; channel++) {
    const below = canvas.pixels[at + channel]!;
    canvas.pixels[at + channel] = Math.round(below + (color[channel]! - below) * opacity);
  }
};

/** Lays a colour over a rectangle. */
export const fillRectangle = (
  canvas: Canvas,
  { leftPx, topPx, widthPx, heightPx }: Rectangle,
  color: Color,
  opacity: number,
): void => {
  for (let y = topPx; y < topPx + heightPx; y++) {
    for (let x = leftPx; x < leftPx + widthPx; x++) blendPixel(canvas, x, y, color, opacity);
  }
};

/** Lays a colour over what of a rectangle lies outside another one. */
export const fillSurroundings = (
  canvas: Canvas,
  whole: Rectangle,
  kept: Rectangle,
  color: Color,
  opacity: number,
): void => {
  const isKept = (x: number, y: number): boolean =>
    x >= kept.leftPx &&
    x < kept.leftPx + kept.widthPx &&
    y >= kept.topPx &&
    y < kept.topPx + kept.heightPx;
  for (let y = whole.topPx; y < whole.topPx + whole.heightPx; y++) {
    for (let x = whole.leftPx; x < whole.leftPx + whole.widthPx; x++) {
      if (!isKept(x, y)) blendPixel(canvas, x, y, color, opacity);
    }
  }
};

/** Draws the outline of a rectangle, its lines inside the edge. */
export const strokeRectangle = (
  canvas: Canvas,
  { leftPx, topPx, widthPx, heightPx }: Rectangle,
  color: Color,
  linePx: number,
): void => {
  const inner = heightPx - 2 * linePx;
  const line = (left: number, top: number, width: number, height: number): void => {
    const part = { leftPx: left, topPx: top, widthPx: width, heightPx: height };
    fillRectangle(canvas, part, color, 1);
  };
  line(leftPx, topPx, widthPx, linePx);
  line(leftPx, topPx + heightPx - linePx, widthPx, linePx);
  line(leftPx, topPx + linePx, linePx, inner);
  line(leftPx + widthPx - linePx, topPx + linePx, linePx, inner);
};

/**
 * Copies a square picture, each pixel as a block of `scale * scale`.
 * @param square uint8 [sizePx, sizePx, 3]
 */
export const drawSquare = (
  canvas: Canvas,
  square: Uint8Array | Uint8ClampedArray,
  sizePx: number,
  leftPx: number,
  topPx: number,
  scale: number,
): void => {
  for (let y = 0; y < sizePx * scale; y++) {
    for (let x = 0; x < sizePx * scale; x++) {
      const from = (Math.floor(y / scale) * sizePx + Math.floor(x / scale)) * 3;
      const color: Color = [square[from]!, square[from + 1]!, square[from + 2]!];
      blendPixel(canvas, leftPx + x, topPx + y, color, 1);
    }
  }
};
