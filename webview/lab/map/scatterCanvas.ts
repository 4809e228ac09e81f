/** The canvases of a map: one of points, and one above it of what changes with the pointer. */
import type { Rgb } from '../permutations/colourScale.js';
import { cssColour } from './mapColours.js';
import { toPage, type MapView, type Place, type Size } from './mapView.js';
import { padOf, paintPoints, type Pixels, type PointPainting } from './pointPainter.js';

/** What is drawn above the points. */
export interface Overlay {
  /** Place on the map of the point under the pointer or the keyboard's cursor. */
  readonly cursor: Place | null;
  /** Places on the map. */
  readonly lasso: readonly Place[];
  readonly view: MapView;
  readonly radius: number;
  readonly background: Rgb;
  readonly foreground: Rgb;
}

const contextOf = (
  canvas: HTMLCanvasElement,
  { width, height }: Size,
): CanvasRenderingContext2D | null => {
  const wide = Math.max(1, Math.round(width * devicePixelRatio));
  const high = Math.max(1, Math.round(height * devicePixelRatio));
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  return canvas.getContext('2d');
};

export class ScatterCanvas {
  #pixels: Pixels | null = null;
  #image: ImageData | null = null;

  drawPoints(canvas: HTMLCanvasElement, size: Size, painting: PointPainting): void {
    const context = contextOf(canvas, size);
    if (context === null) return;
    const pad = padOf(painting.radius * devicePixelRatio);
    const [width, height] = [canvas.width + 2 * pad, canvas.height + 2 * pad];
    if (this.#pixels?.width !== width || this.#pixels.height !== height) {
      this.#image = new ImageData(width, height);
      const words = new Uint32Array(this.#image.data.buffer);
      this.#pixels = { words, width, height, pad };
    }
    const { words } = this.#pixels;
    paintPoints({ words, width, height, pad }, painting, devicePixelRatio);
    if (this.#image !== null) context.putImageData(this.#image, -pad, -pad);
  }

  drawOverlay(canvas: HTMLCanvasElement, size: Size, overlay: Overlay): void {
    const context = contextOf(canvas, size);
    if (context === null) return;
    const { cursor, lasso, view, radius, background, foreground } = overlay;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    // Each line twice, so that it is seen on points of any colour.
    const stroke = (): void => {
      for (const [colour, width] of [
        [cssColour(background), 4],
        [cssColour(foreground), 1.75],
      ] as const) {
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.stroke();
      }
    };
    if (lasso.length > 1) {
      context.beginPath();
      for (const place of lasso) {
        const { x, y } = toPage(view, place);
        context.lineTo(x, y);
      }
      context.closePath();
      context.globalAlpha = 0.12;
      context.fillStyle = cssColour(foreground);
      context.fill();
      context.globalAlpha = 1;
      stroke();
    }
    if (cursor !== null) {
      const { x, y } = toPage(view, cursor);
      context.beginPath();
      context.arc(x, y, radius + 3.5, 0, 2 * Math.PI);
      stroke();
    }
  }
}
