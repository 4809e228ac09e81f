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

/**
 * Turns the canvas into an 8-bit picture: wobbles edges by a fraction of a pixel or two, lays on
 * brush marks, blurs a little, shifts the colours, and adds grain.
 * @returns uint8 [heightPx, widthPx, 3]
 */
export const developPicture = (canvas: Canvas, noise: Noise, random: Random): Uint8Array => {
  const { widthPx, heightPx, pixels } = canvas;
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
  const gain = Float64Array.from({ length: 3 }, () => between(random, 0.92, 1.08));
  const vignette = between(random, 0, 0.22);
  const softPx = chance(random, 0.4) ? between(random, 0.2, 0.6) : 0;
  const exposure = between(random, 0.92, 1.1);
  const colour = new Float64Array(3);
  const seed = random.uint32();

  // Adds `weight` times the canvas at a point between pixels to `colour`.
  const addSample = (x: number, y: number, weight: number): void => {
    const cx = Math.min(widthPx - 1.001, Math.max(0, x));
    const cy = Math.min(heightPx - 1.001, Math.max(0, y));
    const column = Math.floor(cx);
    const row = Math.floor(cy);
    const fx = cx - column;
    const fy = cy - row;
    const at = (row * widthPx + column) * 3;
    const below = at + widthPx * 3;
    for (let channel = 0; channel < 3; channel++) {
      const upper = pixels[at + channel]! * (1 - fx) + pixels[at + 3 + channel]! * fx;
      const lower = pixels[below + channel]! * (1 - fx) + pixels[below + 3 + channel]! * fx;
      colour[channel]! += weight * (upper * (1 - fy) + lower * fy);
    }
  };

  for (let row = 0; row < heightPx; row++) {
    for (let column = 0; column < widthPx; column++) {
      const dx = (noise.at(column * wobbleScale + 9.2, row * wobbleScale) - 0.5) * 2 * wobblePx;
      const dy =
        (noise.at(column * wobbleScale + 40.7, row * wobbleScale + 21) - 0.5) * 2 * wobblePx;
      const x = column + dx;
      const y = row + dy;
      // The wobble also bends the marks, so that they do not fall in line like rain.
      const u = (x * cosine + y * sine) * along;
      const v = (y * cosine - x * sine) * across + bend * (dx - dy);
      const mark = 1 + brush * 2 * (noise.fractal(u, v, 2) - 0.5);
      const ex = (column / widthPx - 0.5) * 2;
      const ey = (row / heightPx - 0.5) * 2;
      const light = mark * exposure * (1 - vignette * 0.5 * (ex * ex + ey * ey));
      colour[0] = colour[1] = colour[2] = 0;
      if (softPx > 0) {
        addSample(x, y, 0.4);
        addSample(x - softPx, y + softPx, 0.3);
        addSample(x + softPx, y - softPx, 0.3);
      } else addSample(x, y, 1);
      let grey = 0;
      for (let channel = 0; channel < 3; channel++) {
        const developed = (colour[channel]! * light - 0.5) * contrast + 0.5;
        colour[channel] = developed * gain[channel]!;
        grey += colour[channel]! / 3;
      }
      // Three bytes of one hash, summed, are close enough to a normal number for film grain.
      let hash = Math.imul(seed ^ (row * widthPx + column), 0x9e3779b1);
      hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
      hash ^= hash >>> 13;
      const speck = ((hash & 255) + ((hash >>> 8) & 255) + ((hash >>> 16) & 255) - 382.5) / 128;
      const at = (row * widthPx + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const value = grey + (colour[channel]! - grey) * saturation;
        picture[at + channel] = 255 * value + grain * speck;
      }
    }
  }
  return new Uint8Array(picture.buffer);
};
