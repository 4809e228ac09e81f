/** Paints: surfaces with a form (flat, round, ball) under the scene's light, with a texture. */
import type { Paint } from './canvas.js';
import type { Rgb } from './colour.js';
import { facing, type Mood } from './mood.js';
import type { Noise } from './noise.js';

/** Brightness factor around 1 at a point of the thing. */
export type Texture = (x: number, y: number) => number;

const write = (out: Float32Array, mood: Mood, albedo: Rgb, share: number, bright: number): void => {
  // Light touches are warmer and dark ones cooler, as a painter would mix them.
  const blue = 1 + 0.75 * (bright - 1);
  out[0] = albedo[0] * (mood.ambient[0] + mood.direct[0] * share) * bright;
  out[1] = albedo[1] * (mood.ambient[1] + mood.direct[1] * share) * bright;
  out[2] = albedo[2] * (mood.ambient[2] + mood.direct[2] * share) * blue;
};

const even: Texture = () => 1;

/** One colour that takes no light: lamps, windows at night, line work. */
export const glowing =
  (colour: Rgb, opacity = 1): Paint =>
  (_x, _y, out) => {
    out[0] = colour[0];
    out[1] = colour[1];
    out[2] = colour[2];
    out[3] = opacity;
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
  return (x, y, out) => {
    write(out, mood, albedo, share, texture(x, y));
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
  return (x, y, out) => {
    const nx = Math.max(-1, Math.min(1, (x - cx) / radius));
    write(out, mood, albedo, facing(mood, nx, 0, Math.sqrt(1 - nx * nx)), texture(x, y));
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
  return (x, y, out) => {
    const u = (x - cx) / rx;
    const v = (y - cy) / ry;
    const length = Math.max(1, Math.hypot(u, v));
    const nx = u / length;
    const ny = v / length;
    const nz = Math.sqrt(Math.max(0, 1 - nx * nx - ny * ny));
    write(out, mood, albedo, facing(mood, nx, ny, nz), texture(x, y));
  };
};

/** Irregular brush marks: `perX` and `perY` marks in one unit, brightness 1 - amount .. 1 + amount. */
export const brushed =
  (noise: Noise, perX: number, perY: number, amount: number): Texture =>
  (x, y) =>
    1 + amount * 2 * (noise.fractal(x * perX + 3.1, y * perY + 7.7, 2) - 0.5);

/** Courses of bricks or stones with joints, each stone of its own brightness. */
export const masonry = (
  noise: Noise,
  stoneWidth: number,
  stoneHeight: number,
  amount: number,
): Texture => {
  return (x, y) => {
    const row = Math.floor(y / stoneHeight);
    const along = x / stoneWidth + (row & 1) * 0.5;
    const stone = Math.floor(along);
    const joint = Math.min(along - stone, 1 - along + stone) * stoneWidth;
    const course = y / stoneHeight - row;
    const bed = Math.min(course, 1 - course) * stoneHeight;
    const edge = Math.min(joint, bed) < 0.09 * stoneHeight ? 1 - 1.2 * amount : 1;
    return edge * (1 + 2 * amount * (noise.at(stone * 5.37 + 0.5, row * 3.71 + 0.5) - 0.5));
  };
};

/** Boards: stripes of changing brightness across `x` (or `y`), `perUnit` in one unit. */
export const boards = (noise: Noise, perUnit: number, amount: number, level: boolean): Texture => {
  return (x, y) => {
    const across = (level ? y : x) * perUnit;
    const along = level ? x : y;
    const board = Math.floor(across);
    const seam = across - board < 0.14 ? 1 - 1.3 * amount : 1;
    const grain = noise.at(along * 6, board * 7.3) - 0.5;
    return seam * (1 + amount * 1.6 * (noise.at(board * 3.7 + 0.5, 0.5) - 0.5 + 0.5 * grain));
  };
};

/** The product of two textures. */
export const both =
  (first: Texture, second: Texture): Texture =>
  (x, y) =>
    first(x, y) * second(x, y);
