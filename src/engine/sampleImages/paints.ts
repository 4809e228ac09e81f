/** Paints: surfaces with a form (flat, round, ball) under the scene's light, with a texture. */
import { createSpan, type Paint, type Span } from './canvas.js';
import type { Rgb } from './colour.js';
import { facing, lit, type Mood } from './mood.js';
import type { Noise } from './noise.js';

/**
 * Writes brightness factors around 1 for the points of a span. It may use the span's `u` and `v`.
 * @param factors float64 [span.count] at least
 */
export type Texture = (span: Span, factors: Float64Array) => void;

/** A texture from a function of a point, for simple ones. */
export const pointwise =
  (factorAt: (x: number, y: number) => number): Texture =>
  (span, factors) => {
    for (let i = 0; i < span.count; i++) factors[i] = factorAt(span.x[i]!, span.y[i]!);
  };

/**
 * Writes the colours of a span in this light.
 * @param shares float64 [span.count]: how much of the direct light each point takes
 * @param bright float64 [span.count]: factors of the texture
 */
const write = (
  span: Span,
  mood: Mood,
  albedo: Rgb,
  shares: Float64Array,
  bright: Float64Array,
): void => {
  const { count, colours } = span;
  const [red, green, blue] = albedo;
  const [ambientRed, ambientGreen, ambientBlue] = mood.ambient;
  const [directRed, directGreen, directBlue] = mood.direct;
  for (let i = 0; i < count; i++) {
    const share = shares[i]!;
    const factor = bright[i]!;
    colours[4 * i] = red * (ambientRed + directRed * share) * factor;
    colours[4 * i + 1] = green * (ambientGreen + directGreen * share) * factor;
    // Light touches are warmer and dark ones cooler, as a painter would mix them.
    colours[4 * i + 2] = blue * (ambientBlue + directBlue * share) * (1 + 0.75 * (factor - 1));
  }
};

const even: Texture = (span, factors) => {
  factors.fill(1, 0, span.count);
};

/** One colour that takes no light: lamps, windows at night, line work. */
export const glowing =
  (colour: Rgb, opacity = 1): Paint =>
  ({ count, colours }) => {
    for (let i = 0; i < count; i++) {
      colours[4 * i] = colour[0];
      colours[4 * i + 1] = colour[1];
      colours[4 * i + 2] = colour[2];
      colours[4 * i + 3] = opacity;
    }
  };

/** A plane surface with the given unit normal. */
export const flat = (
  mood: Mood,
  albedo: Rgb,
  texture: Texture = even,
  nx = 0,
  ny = 0,
  nz = 1,
): Paint => {
  const share = facing(mood, nx, ny, nz);
  if (texture === even) return glowing(lit(mood, albedo, nx, ny, nz));
  return (span) => {
    texture(span, span.v);
    span.u.fill(share, 0, span.count);
    write(span, mood, albedo, span.u, span.v);
  };
};

/** An upright cylinder around x = cx. */
export const round = (
  mood: Mood,
  albedo: Rgb,
  cx: number,
  radius: number,
  texture: Texture = even,
): Paint => {
  return (span) => {
    const { count, x, u, v } = span;
    texture(span, v);
    for (let i = 0; i < count; i++) {
      const nx = Math.max(-1, Math.min(1, (x[i]! - cx) / radius));
      u[i] = facing(mood, nx, 0, Math.sqrt(1 - nx * nx));
    }
    write(span, mood, albedo, u, v);
  };
};

/** An ellipsoid around (cx, cy). */
export const ball = (
  mood: Mood,
  albedo: Rgb,
  cx: number,
  cy: number,
  rx: number,
  ry: number,
  texture: Texture = even,
): Paint => {
  return (span) => {
    const { count, x, y, u, v } = span;
    texture(span, v);
    for (let i = 0; i < count; i++) {
      const across = (x[i]! - cx) / rx;
      const up = (y[i]! - cy) / ry;
      // `hypot` is slow, and inside the ellipsoid its result is not asked for.
      const inside = across * across + up * up < 0.999;
      const length = inside ? 1 : Math.max(1, Math.hypot(across, up));
      const nx = across / length;
      const ny = up / length;
      const nz = Math.sqrt(Math.max(0, 1 - nx * nx - ny * ny));
      u[i] = facing(mood, nx, ny, nz);
    }
    write(span, mood, albedo, u, v);
  };
};

/** Paints each point with one of the paints, by the index that `choose` gives. */
export const chosen = (
  paints: readonly Paint[],
  choose: (x: number, y: number) => number,
): Paint => {
  let part = createSpan(0);
  let choices = new Uint8Array(0);
  return ({ count, x, y, colours }) => {
    if (choices.length < count) {
      part = createSpan(x.length);
      choices = new Uint8Array(x.length);
    }
    for (let i = 0; i < count; i++) choices[i] = choose(x[i]!, y[i]!);
    for (const [choice, paint] of paints.entries()) {
      part.count = 0;
      for (let i = 0; i < count; i++) {
        if (choices[i] !== choice) continue;
        part.x[part.count] = x[i]!;
        part.y[part.count] = y[i]!;
        part.colours[4 * part.count + 3] = 1;
        part.count++;
      }
      paint(part);
      let from = 0;
      for (let i = 0; i < count; i++) {
        if (choices[i] !== choice) continue;
        for (let k = 0; k < 4; k++) colours[4 * i + k] = part.colours[4 * from + k]!;
        from++;
      }
    }
  };
};

/** Irregular brush marks: `perX` and `perY` marks in one unit, brightness 1 - amount .. 1 + amount. */
export const brushed =
  (noise: Noise, perX: number, perY: number, amount: number): Texture =>
  ({ count, x, y, u, v }, factors) => {
    for (let i = 0; i < count; i++) {
      u[i] = x[i]! * perX + 3.1;
      v[i] = y[i]! * perY + 7.7;
    }
    noise.fractals(u, v, count, 2, factors);
    for (let i = 0; i < count; i++) factors[i] = 1 + amount * 2 * (factors[i]! - 0.5);
  };

/** Courses of bricks or stones with joints, each stone of its own brightness. */
export const masonry = (
  noise: Noise,
  stoneWidth: number,
  stoneHeight: number,
  amount: number,
): Texture => {
  return ({ count, x, y }, factors) => {
    for (let i = 0; i < count; i++) {
      const row = Math.floor(y[i]! / stoneHeight);
      const along = x[i]! / stoneWidth + (row & 1) * 0.5;
      const stone = Math.floor(along);
      const joint = Math.min(along - stone, 1 - along + stone) * stoneWidth;
      const course = y[i]! / stoneHeight - row;
      const bed = Math.min(course, 1 - course) * stoneHeight;
      const edge = Math.min(joint, bed) < 0.09 * stoneHeight ? 1 - 1.2 * amount : 1;
      const tone = noise.at(stone * 5.37 + 0.5, row * 3.71 + 0.5);
      factors[i] = edge * (1 + 2 * amount * (tone - 0.5));
    }
  };
};

/** Boards: stripes of changing brightness across `x` (or `y`), `perUnit` in one unit. */
export const boards = (noise: Noise, perUnit: number, amount: number, level: boolean): Texture => {
  return ({ count, x, y }, factors) => {
    const [acrosses, alongs] = level ? [y, x] : [x, y];
    for (let i = 0; i < count; i++) {
      const across = acrosses[i]! * perUnit;
      const board = Math.floor(across);
      const seam = across - board < 0.14 ? 1 - 1.3 * amount : 1;
      const grain = noise.at(alongs[i]! * 6, board * 7.3) - 0.5;
      const tone = noise.at(board * 3.7 + 0.5, 0.5);
      factors[i] = seam * (1 + amount * 1.6 * (tone - 0.5 + 0.5 * grain));
    }
  };
};

/** The product of two textures. */
export const both = (first: Texture, second: Texture): Texture => {
  let product = new Float64Array(0);
  return (span, factors) => {
    if (product.length < span.count) product = new Float64Array(span.x.length);
    // `factors` may be what the second one reckons in.
    first(span, product);
    second(span, factors);
    for (let i = 0; i < span.count; i++) factors[i] = product[i]! * factors[i]!;
  };
};
