/** Colours as display-coded sRGB triples in 0 .. 1, chosen in OKLCH so that palettes stay in harmony. */
import type { Random } from '../random.js';
import { between } from './draws.js';

/** Red, green and blue, display-coded, 0 .. 1 (more than 1 is clipped at the end). */
export type Rgb = readonly [red: number, green: number, blue: number];

const encode = (linear: number): number => {
  const clipped = Math.min(1, Math.max(0, linear));
  return clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
};

/**
 * A colour from OKLCH (Ottosson 2020), clipped to sRGB.
 * @param lightness 0 .. 1
 * @param chroma 0 .. about 0.3
 * @param hueDegrees any angle; 30 is red, 90 yellow, 140 green, 250 blue
 */
export const oklch = (lightness: number, chroma: number, hueDegrees: number): Rgb => {
  const a = chroma * Math.cos((hueDegrees * Math.PI) / 180);
  const b = chroma * Math.sin((hueDegrees * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
};

/** The colour `share` (0 .. 1) of the way from `from` to `to`. */
export const mix = (from: Rgb, to: Rgb, share: number): Rgb => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

/** The colour with each channel multiplied. */
export const scaled = (colour: Rgb, factor: number): Rgb => [
  colour[0] * factor,
  colour[1] * factor,
  colour[2] * factor,
];

/** A colour near an OKLCH one: `spread` 1 moves lightness by up to 0.06 and hue by up to 14 degrees. */
export const near = (
  random: Random,
  lightness: number,
  chroma: number,
  hueDegrees: number,
  spread = 1,
): Rgb =>
  oklch(
    lightness + spread * between(random, -0.06, 0.06),
    chroma * between(random, 0.85, 1.2),
    hueDegrees + spread * between(random, -14, 14),
  );

/** 0 below `low`, 1 above `high`, a smooth cubic between. */
export const smoothStep = (low: number, high: number, value: number): number => {
  const t = (value - low) / (high - low);
  // Neighbours mostly take the same branch, which costs less than `Math.min` and `Math.max`.
  if (t <= 0) return 0;
  return t >= 1 ? 1 : t * t * (3 - 2 * t);
};
