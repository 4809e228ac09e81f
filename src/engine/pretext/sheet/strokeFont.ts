/**
 * A small stroke font, because a machine that trains networks may have no fonts at all.
 *
 * Each glyph is a list of strokes, each stroke a run of points `xy` on a grid: y 0 is the cap height,
 * 2 the x-height, 6 the baseline, 8 the descender.
 */
import { blendPixel, type Canvas, type Color } from './canvas.js';

const glyphs: Readonly<Record<string, string>> = {
  '0': '103041453616050110',
  '1': '011016',
  '2': '01103041420646',
  '3': '01103041423313 334445361605',
  '4': '36300444',
  '5': '40000312324345361605',
  '6': '413010010516364544331304',
  '7': '00404116',
  '8': '103041423313020110 1304051636454433',
  '9': '051636454130100102133342',
  A: '062046 1434',
  B: '003041423303 334445360600',
  C: '4130100105163645',
  D: '00304145360600',
  E: '40000646 0333',
  F: '400006 0333',
  G: '41301001051636454323',
  H: '0006 4046 0343',
  I: '0006',
  J: '3035261605',
  K: '0006 400346',
  L: '000646',
  M: '0600234046',
  N: '06004640',
  O: '103041453616050110',
  P: '06003041423303',
  Q: '103041453616050110 3446',
  R: '06003041423303 2346',
  S: '413010010213334445361605',
  T: '0040 2026',
  U: '000516364540',
  V: '002640',
  W: '0016213640',
  X: '0046 4006',
  Y: '002340 2326',
  Z: '00400646',
  a: '02223336 341405162635',
  b: '0006 0312223335261605',
  c: '3322120305162635',
  d: '3036 3322120305162635',
  e: '04343322120305162636',
  f: '201116 0222',
  g: '3322120305162635 32372808',
  h: '0006 0312223336',
  i: '0206 0000',
  j: '121708 1010',
  k: '0006 320436',
  l: '000516',
  m: '0206 03122326 23324346',
  n: '0206 0312223336',
  o: '122233352616050312',
  p: '0208 0312223335261605',
  q: '3238 3322120305162635',
  r: '0206 031222',
  s: '3212031424352606',
  t: '101526 0222',
  u: '0205162635 3236',
  v: '022642',
  w: '0216233642',
  x: '0236 3206',
  y: '0226 422618',
  z: '02320636',
  '.': '0606',
  ',': '1607',
  ':': '0303 0606',
  '-': '0424',
  _: '0747',
  '/': '3006',
  '(': '10020416',
  ')': '00121406',
  '+': '0444 2226',
  '=': '0333 0535',
  '°': '1021120110',
  '×': '0335 3305',
  '·': '0404',
  '…': '0606 2626 4646',
  '?': '0110203132232424 2626',
};

const space = ' ';
const spaceWidth = 3;
/** Space between two glyphs, in grid units. */
const tracking = 1.7;

interface Point {
  readonly x: number;
  readonly y: number;
}

const strokesOf = (character: string): Point[][] => {
  if (character === space) return [];
  const glyph = glyphs[character] ?? glyphs['?'] ?? '';
  return glyph
    .split(' ')
    .map((run) =>
      Array.from(run.matchAll(/(\d)(\d)/g), ([, x, y]) => ({ x: Number(x), y: Number(y) })),
    );
};

const advanceOf = (character: string): number =>
  character === space
    ? spaceWidth
    : Math.max(...strokesOf(character).flatMap((run) => run.map(({ x }) => x))) + tracking;

/** The width of a line of text in px; `unitPx` is one grid unit, a sixth of the cap height. */
export const textWidthPx = (text: string, unitPx: number): number =>
  Array.from(text).reduce((width, character) => width + advanceOf(character), -tracking) * unitPx;

/** Shortens a line of text from its start, where file names differ least, until it fits. */
export const fitText = (text: string, unitPx: number, widthPx: number): string => {
  if (textWidthPx(text, unitPx) <= widthPx) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && textWidthPx(`…${characters.join('')}`, unitPx) > widthPx) {
    characters.shift();
  }
  return `…${characters.join('')}`;
};

/** How a line of text is drawn. */
export interface TextStyle {
  /** One grid unit in px; the cap height is six of them. */
  readonly unitPx: number;
  readonly linePx: number;
  readonly color: Color;
}

/** Draws a line of text; unknown characters become question marks. */
export const drawText = (
  canvas: Canvas,
  text: string,
  leftPx: number,
  capTopPx: number,
  style: TextStyle,
): void => {
  let originPx = leftPx;
  for (const character of text) {
    for (const run of strokesOf(character)) {
      const points = run.map(({ x, y }) => ({
        x: originPx + x * style.unitPx,
        y: capTopPx + y * style.unitPx,
      }));
      drawStroke(canvas, points, style);
    }
    originPx += advanceOf(character) * style.unitPx;
  }
};

/** Draws connected lines with round ends; a pixel's opacity is how much of it the pen covers. */
const drawStroke = (canvas: Canvas, points: readonly Point[], style: TextStyle): void => {
  const radius = style.linePx / 2;
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const lastX = Math.ceil(Math.max(...xs) + radius);
  const lastY = Math.ceil(Math.max(...ys) + radius);
  for (let y = Math.floor(Math.min(...ys) - radius); y <= lastY; y++) {
    for (let x = Math.floor(Math.min(...xs) - radius); x <= lastX; x++) {
      const distance = distanceToLines({ x, y }, points);
      const covered = Math.min(1, Math.max(0, radius + 0.5 - distance));
      if (covered > 0) blendPixel(canvas, x, y, style.color, covered);
    }
  }
};

const distanceToLines = (point: Point, points: readonly Point[]): number => {
  let nearest = Number.POSITIVE_INFINITY;
  for (const [i, start] of points.entries()) {
    const end = points[i + 1];
    if (end !== undefined) nearest = Math.min(nearest, distanceToLine(point, start, end));
  }
  return nearest;
};

const distanceToLine = (point: Point, start: Point, end: Point): number => {
  const dx = end.x - start.x;
  const dy = end.y - start.y;
  const length2 = dx * dx + dy * dy;
  const along = (point.x - start.x) * dx + (point.y - start.y) * dy;
  const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, along / length2));
  return Math.hypot(point.x - start.x - t * dx, point.y - start.y - t * dy);
};
