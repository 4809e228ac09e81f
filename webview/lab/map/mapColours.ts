/** Colours of points: twelve that are told apart by colour-blind eyes too, and an even scale. */
import type { Rgb } from '../permutations/colourScale.js';

/**
 * Found by a search over OKLab for twelve colours that lie farthest apart, under normal sight and
 * under the three kinds of colour blindness at full strength (Machado et al. 2009), among those with
 * a contrast of at least 3 against the editor's background.
 */
const onDark = [
  '#1069da',
  '#d1ed6a',
  '#ee7746',
  '#67abb2',
  '#b8437b',
  '#8bf4e8',
  '#cc7cf9',
  '#6f6d1c',
  '#30d697',
  '#eeb318',
  '#b2c3f3',
  '#897abd',
] as const;
const onLight = [
  '#451b9e',
  '#f46622',
  '#058dfa',
  '#8a0700',
  '#b34f60',
  '#573454',
  '#784fd0',
  '#478498',
  '#1e5c8c',
  '#7e5d07',
  '#7d9d73',
  '#d05fc8',
] as const;

const channels = (hex: string): Rgb => {
  const at = (place: number): number => Number.parseInt(hex.slice(place, place + 2), 16);
  return [at(1), at(3), at(5)];
};

/** How light a colour is, 0..1, as the eye takes it. */
const lightness = ([r, g, b]: Rgb): number => (0.299 * r + 0.587 * g + 0.114 * b) / 255;

export const isDark = (background: Rgb): boolean => lightness(background) < 0.5;

/** Colours of classes on a background. */
export const classColours = (background: Rgb): readonly Rgb[] =>
  (isDark(background) ? onDark : onLight).map(channels);

const gamma = (linear: number): number => {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(1, Math.max(0, value)) * 255);
};

/** OKLab (Ottosson 2020) as sRGB. */
const fromOklab = (L: number, a: number, b: number): Rgb => {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
};

/**
 * Colours from the lowest value to the highest, from blue by green to yellow, or back where the
 * background is light: the highest stand out most. A screw line through OKLab, so equal steps of the
 * value are equal steps to the eye, and lightness alone tells the order.
 */
export const scaleColours = (steps: number, background: Rgb): Rgb[] => {
  const dark = isDark(background);
  return Array.from({ length: steps }, (_, step) => {
    const share = step / Math.max(1, steps - 1);
    const shade = dark ? share : 1 - share;
    const L = (dark ? 0.48 : 0.36) + (dark ? 0.45 : 0.44) * shade;
    const hue = ((265 - 155 * shade) * Math.PI) / 180;
    const chroma = 0.1;
    return fromOklab(L, chroma * Math.cos(hue), chroma * Math.sin(hue));
  });
};

export const cssColour = ([r, g, b]: Rgb): string =>
  `#${[r, g, b].map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
