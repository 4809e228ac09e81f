/**
 * Paints points into pixels. Done here and not by the canvas's own shapes or WebGL, because it then
 * takes as long without graphics hardware, and the same on each machine: twenty thousand points are
 * a few million writes.
 */
import { mix, type Rgb } from '../permutations/colourScale.js';
import { coverage, type Mark } from './marks.js';
import type { MapView } from './mapView.js';

/** How a point looks. */
export interface Shade {
  readonly colour: Rgb;
  readonly mark: Mark;
}

export interface PointPainting {
  /** Places of the points on the map. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Points in the order in which they are painted; others are not shown. */
  readonly order: ArrayLike<number>;
  /** Place of each point's shade; as many as there are points. */
  readonly shadeOf: ArrayLike<number>;
  readonly shades: readonly Shade[];
  readonly view: MapView;
  /** In px of the page. */
  readonly radius: number;
  readonly background: Rgb;
}

export interface Pixels {
  /** Four bytes a pixel, [height, width]; a margin of `pad` pixels lies around what is seen. */
  readonly words: Uint32Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
  readonly pad: number;
}

/** A shade's pixels as steps from the pixel in its middle. */
interface Stamp {
  readonly steps: Int32Array;
  readonly words: Uint32Array;
  /** 1..256, 256 being opaque. */
  readonly cover: Uint16Array;
}

const wordOf = (colour: Rgb): number =>
  new Uint32Array(new Uint8Array([...colour, 255]).buffer)[0]!;

/** Below this radius, in pixels, a rim would be all that is seen. */
const leastRimmed = 3;

/** How much of each pixel a mark covers, without its rim and with it. */
interface Covered {
  readonly half: number;
  readonly inner: Float32Array;
  readonly outer: Float32Array;
}

const coverOf = (mark: Mark, radius: number): Covered => {
  const rim = radius >= leastRimmed ? Math.max(1, radius * 0.2) : 0;
  const half = halfOf(radius);
  const inner = coverage(mark, radius, half);
  return { half, inner, outer: rim === 0 ? inner : coverage(mark, radius + rim, half) };
};

/** A mark with a rim in the colour of the background, which keeps points that overlap apart. */
const makeStamp = (
  { half, inner, outer }: Covered,
  colour: Rgb,
  background: Rgb,
  width: number,
): Stamp => {
  const side = 2 * half + 1;
  const touched = Array.from(outer.keys()).filter((pixel) => outer[pixel]! > 0);
  return {
    steps: Int32Array.from(
      touched,
      (pixel) => (Math.floor(pixel / side) - half) * width + (pixel % side) - half,
    ),
    words: Uint32Array.from(touched, (pixel) =>
      wordOf(mix(background, colour, inner[pixel]! / outer[pixel]!)),
    ),
    cover: Uint16Array.from(touched, (pixel) => Math.max(1, Math.round(outer[pixel]! * 256))),
  };
};

/** Pixels on each side of a point's middle: the widest shape and its rim. */
const halfOf = (radius: number): number =>
  Math.ceil((radius + Math.max(1, radius * 0.2)) * 1.2) + 1;

/** The margin that points of a radius, in pixels, need. */
export const padOf = (radius: number): number => 2 * halfOf(radius);

/** Two of the four bytes at a time; `share` 0..256. */
const blend = (below: number, above: number, share: number): number => {
  const odd = ((below & 0xff00ff) * (256 - share) + (above & 0xff00ff) * share) >>> 8;
  const even = ((below >>> 8) & 0xff00ff) * (256 - share) + ((above >>> 8) & 0xff00ff) * share;
  return ((odd & 0xff00ff) | (even & 0xff00ff00)) >>> 0;
};

/**
 * Paints over everything.
 * @param density pixels for each px of the page
 */
export const paintPoints = (pixels: Pixels, painting: PointPainting, density: number): void => {
  const { words, width, height, pad } = pixels;
  const { x, y, order, shadeOf, shades, view, background } = painting;
  words.fill(wordOf(background));
  const covered = new Map<Mark, Covered>();
  const stamps = shades.map(({ colour, mark }) => {
    const cover = covered.get(mark) ?? coverOf(mark, painting.radius * density);
    covered.set(mark, cover);
    return makeStamp(cover, colour, background, width);
  });
  const scale = view.scale * density;
  // Whole pixels, so that all points move together when the map is dragged.
  const shiftX = Math.round(view.shiftX * density) + pad;
  const shiftY = Math.round(view.shiftY * density) + pad;
  const edge = pad / 2;
  for (let at = 0; at < order.length; at++) {
    const point = order[at]!;
    const column = Math.round(x[point]! * scale) + shiftX;
    const row = Math.round(y[point]! * scale) + shiftY;
    if (column < edge || row < edge || column >= width - edge || row >= height - edge) continue;
    const { steps, words: own, cover } = stamps[shadeOf[point]!]!;
    const middle = row * width + column;
    for (let k = 0; k < steps.length; k++) {
      const target = middle + steps[k]!;
      const share = cover[k]!;
      words[target] = share === 256 ? own[k]! : blend(words[target]!, own[k]!, share);
    }
  }
};

/** A radius in px of the page: smaller the more points there are, larger the closer one looks. */
export const radiusOf = (points: number, zoom: number): number => {
  const whole = Math.min(5, Math.max(1.6, 34 / points ** 0.3));
  return Math.min(7, whole * Math.max(1, zoom) ** 0.35);
};
