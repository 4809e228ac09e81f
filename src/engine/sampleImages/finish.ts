/** The last steps of a picture: weather in the air, hand-made edges, lens and film. */
import type { Random } from '../random.js';
import type { Canvas } from './canvas.js';
import { between, chance, integerBetween } from './draws.js';
import type { Noise } from './noise.js';
import { ellipse, stroke } from './outlines.js';
import { glowing } from './paints.js';
import type { Stage } from './stage.js';

/** Falling snow or rain in front of the scene. */
export const drawWeather = (stage: Stage, random: Random, snowy: boolean): void => {
  const { halfWidth, halfHeight, mood } = stage;
  if (snowy && chance(random, 0.5)) {
    for (let i = integerBetween(random, 60, 220); i > 0; i--) {
      const size = between(random, 0.002, 0.008);
      const x = between(random, -halfWidth, halfWidth);
      const y = between(random, -halfHeight, halfHeight);
      stage.fill(
        ellipse(x, y, size, size * 1.2),
        glowing([0.97, 0.98, 1]),
        between(random, 0.4, 0.95),
      );
    }
  } else if (!snowy && mood.cloudCover > 0.7 && chance(random, 0.3)) {
    const slant = between(random, -0.3, 0.3);
    for (let i = integerBetween(random, 60, 160); i > 0; i--) {
      const x = between(random, -halfWidth, halfWidth);
      const y = between(random, -halfHeight, halfHeight);
      const length = between(random, 0.03, 0.1);
      stage.fill(
        stroke(
          [
            [x, y],
            [x + slant * length, y - length],
          ],
          0.003,
          0.002,
        ),
        glowing([0.85, 0.9, 0.95]),
        between(random, 0.1, 0.4),
      );
    }
  }
};

/** Where the pixels of a row are taken from instead: offsets of at most `wobblePx`. */
const wobble = (
  noise: Noise,
  row: number,
  scale: number,
  wobblePx: number,
  dx: Float64Array,
  dy: Float64Array,
): void => {
  for (let column = 0; column < dx.length; column++) {
    dx[column] = (noise.at(column * scale + 9.2, row * scale) - 0.5) * 2 * wobblePx;
    dy[column] = (noise.at(column * scale + 40.7, row * scale + 21) - 0.5) * 2 * wobblePx;
  }
};

/**
 * Adds `weight` times the canvas at points between pixels, each moved by the offset.
 * @param x, y float64 [N] in px
 * @param sums float64 [N, 3]
 */
const addSamples = (
  { widthPx, heightPx, pixels }: Canvas,
  x: Float64Array,
  y: Float64Array,
  offsetX: number,
  offsetY: number,
  weight: number,
  sums: Float64Array,
): void => {
  const right = widthPx - 1.001;
  const bottom = heightPx - 1.001;
  for (let i = 0; i < x.length; i++) {
    const cx = Math.min(right, Math.max(0, x[i]! + offsetX));
    const cy = Math.min(bottom, Math.max(0, y[i]! + offsetY));
    const column = Math.floor(cx);
    const row = Math.floor(cy);
    const fx = cx - column;
    const fy = cy - row;
    const at = (row * widthPx + column) * 3;
    const below = at + widthPx * 3;
    const red = pixels[at]! * (1 - fx) + pixels[at + 3]! * fx;
    const redBelow = pixels[below]! * (1 - fx) + pixels[below + 3]! * fx;
    sums[3 * i]! += weight * (red * (1 - fy) + redBelow * fy);
    const green = pixels[at + 1]! * (1 - fx) + pixels[at + 4]! * fx;
    const greenBelow = pixels[below + 1]! * (1 - fx) + pixels[below + 4]! * fx;
    sums[3 * i + 1]! += weight * (green * (1 - fy) + greenBelow * fy);
    const blue = pixels[at + 2]! * (1 - fx) + pixels[at + 5]! * fx;
    const blueBelow = pixels[below + 2]! * (1 - fx) + pixels[below + 5]! * fx;
    sums[3 * i + 2]! += weight * (blue * (1 - fy) + blueBelow * fy);
  }
};

/**
 * Turns the canvas into an 8-bit picture: wobbles edges by a fraction of a pixel or two, lays on
 * brush marks, blurs a little, shifts the colours, and adds grain.
 * @returns uint8 [heightPx, widthPx, 3]
 */
export const developPicture = (canvas: Canvas, noise: Noise, random: Random): Uint8Array => {
  const { widthPx, heightPx } = canvas;
  const side = Math.min(widthPx, heightPx);
  // Rounds and clips on writing.
  const picture = new Uint8ClampedArray(widthPx * heightPx * 3);
  const wobblePx = side * between(random, 0.002, 0.0075);
  const wobbleScale = between(random, 14, 26) / side;
  const brush = between(random, 0.03, 0.1);
  const brushAngle = between(random, 0, Math.PI);
  const along = between(random, 18, 30) / side;
  const across = along * between(random, 2.5, 5);
  const cosine = Math.cos(brushAngle);
  const sine = Math.sin(brushAngle);
  const bend = between(random, 0.6, 1.6) / wobblePx;
  const grain = between(random, 1, 6.5);
  const contrast = between(random, 0.92, 1.16);
  const saturation = between(random, 0.8, 1.2);
  const redGain = between(random, 0.92, 1.08);
  const greenGain = between(random, 0.92, 1.08);
  const blueGain = between(random, 0.92, 1.08);
  const vignette = between(random, 0, 0.22);
  const softPx = chance(random, 0.4) ? between(random, 0.2, 0.6) : 0;
  const exposure = between(random, 0.92, 1.1);
  const seed = random.uint32();

  const numbers = (): Float64Array => new Float64Array(widthPx);
  const [x, y, dx, dy, u, v, marks] = [
    numbers(),
    numbers(),
    numbers(),
    numbers(),
    numbers(),
    numbers(),
    numbers(),
  ];
  const colours = new Float64Array(3 * widthPx);
  const ex2 = Float64Array.from({ length: widthPx }, (_, column) => {
    const ex = (column / widthPx - 0.5) * 2;
    return ex * ex;
  });

  for (let row = 0; row < heightPx; row++) {
    wobble(noise, row, wobbleScale, wobblePx, dx, dy);
    for (let column = 0; column < widthPx; column++) {
      x[column] = column + dx[column]!;
      y[column] = row + dy[column]!;
      // The wobble also bends the marks, so that they do not fall in line like rain.
      const turned = y[column]! * cosine - x[column]! * sine;
      u[column] = (x[column]! * cosine + y[column]! * sine) * along;
      v[column] = turned * across + bend * (dx[column]! - dy[column]!);
    }
    noise.fractals(u, v, widthPx, 2, marks);
    colours.fill(0);
    if (softPx > 0) {
      addSamples(canvas, x, y, 0, 0, 0.4, colours);
      addSamples(canvas, x, y, -softPx, softPx, 0.3, colours);
      addSamples(canvas, x, y, softPx, -softPx, 0.3, colours);
    } else addSamples(canvas, x, y, 0, 0, 1, colours);
    const ey = (row / heightPx - 0.5) * 2;
    for (let column = 0; column < widthPx; column++) {
      const mark = 1 + brush * 2 * (marks[column]! - 0.5);
      const light = mark * exposure * (1 - vignette * 0.5 * (ex2[column]! + ey * ey));
      const red = ((colours[3 * column]! * light - 0.5) * contrast + 0.5) * redGain;
      const green = ((colours[3 * column + 1]! * light - 0.5) * contrast + 0.5) * greenGain;
      const blue = ((colours[3 * column + 2]! * light - 0.5) * contrast + 0.5) * blueGain;
      const grey = (red + green + blue) * (1 / 3);
      // Three bytes of one hash, summed, are close enough to a normal number for film grain.
      let hash = Math.imul(seed ^ (row * widthPx + column), 0x9e3779b1);
      hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
      hash ^= hash >>> 13;
      const speck = ((hash & 255) + ((hash >>> 8) & 255) + ((hash >>> 16) & 255) - 382.5) / 128;
      const at = (row * widthPx + column) * 3;
      picture[at] = 255 * (grey + (red - grey) * saturation) + grain * speck;
      picture[at + 1] = 255 * (grey + (green - grey) * saturation) + grain * speck;
      picture[at + 2] = 255 * (grey + (blue - grey) * saturation) + grain * speck;
    }
  }
  return new Uint8Array(picture.buffer);
};
