/** The light of a scene: hour, weather, colours of the sky, and how a surface takes the light. */
import type { Random } from '../random.js';
import { mix, oklch, type Rgb } from './colour.js';
import { between, chance, pick, sign } from './draws.js';

/** Where the light comes from and what it does to colours. */
export interface Mood {
  readonly dark: boolean;
  readonly skyTop: Rgb;
  readonly skyMiddle: Rgb;
  readonly skyLow: Rgb;
  readonly cloudLit: Rgb;
  readonly cloudShade: Rgb;
  /** Share of the sky under clouds, 0 .. 1. */
  readonly cloudCover: number;
  /** Light that comes from everywhere, per channel. */
  readonly ambient: Rgb;
  /** Light that comes from the sun or moon, per channel. */
  readonly direct: Rgb;
  /** Unit vector to the light: x right, y up, z to the viewer. */
  readonly towards: { readonly x: number; readonly y: number; readonly z: number };
  /** The disc in the sky: x in stage units, height above the horizon; null when out of sight. */
  readonly disc: { readonly x: number; readonly height: number; readonly radius: number } | null;
  readonly discColour: Rgb;
  /** Opacity of cast shadows, 0 .. 1. */
  readonly shadow: number;
  /** How fast colours fade into `skyLow` with distance, 0 .. 1. */
  readonly haze: number;
}

type Lch = readonly [lightness: number, chroma: number, hueDegrees: number];

interface Hour {
  readonly dark: boolean;
  readonly top: Lch;
  readonly middle: Lch;
  readonly low: Lch;
  readonly ambient: Rgb;
  readonly direct: Rgb;
  readonly lowSun: boolean;
  readonly shadow: number;
  readonly cover: readonly [number, number];
}

const day = { dark: false, lowSun: false } as const;
const low = { dark: false, lowSun: true } as const;

const hours: readonly [Hour, ...Hour[]] = [
  // Dawn
  {
    ...low,
    top: [0.6, 0.08, 265],
    middle: [0.77, 0.09, 335],
    low: [0.89, 0.09, 60],
    ambient: [0.56, 0.52, 0.62],
    direct: [0.72, 0.5, 0.36],
    shadow: 0.34,
    cover: [0.1, 0.6],
  },
  // Morning
  {
    ...day,
    top: [0.66, 0.11, 242],
    middle: [0.81, 0.07, 225],
    low: [0.93, 0.04, 95],
    ambient: [0.52, 0.54, 0.6],
    direct: [0.62, 0.57, 0.46],
    shadow: 0.42,
    cover: [0.1, 0.6],
  },
  // Noon
  {
    ...day,
    top: [0.5, 0.14, 253],
    middle: [0.68, 0.11, 240],
    low: [0.86, 0.05, 222],
    ambient: [0.46, 0.51, 0.58],
    direct: [0.7, 0.66, 0.56],
    shadow: 0.48,
    cover: [0, 0.55],
  },
  // Golden hour
  {
    ...low,
    top: [0.58, 0.07, 250],
    middle: [0.79, 0.09, 75],
    low: [0.86, 0.14, 68],
    ambient: [0.5, 0.45, 0.5],
    direct: [0.85, 0.55, 0.24],
    shadow: 0.42,
    cover: [0.1, 0.7],
  },
  // Dusk
  {
    ...low,
    top: [0.3, 0.1, 288],
    middle: [0.5, 0.15, 345],
    low: [0.73, 0.16, 45],
    ambient: [0.42, 0.36, 0.5],
    direct: [0.5, 0.24, 0.16],
    shadow: 0.3,
    cover: [0.2, 0.7],
  },
  // Blue hour and night
  {
    ...low,
    dark: true,
    top: [0.17, 0.06, 272],
    middle: [0.25, 0.08, 265],
    low: [0.4, 0.08, 250],
    ambient: [0.31, 0.35, 0.5],
    direct: [0.34, 0.37, 0.42],
    shadow: 0.35,
    cover: [0, 0.6],
  },
  // Overcast
  {
    ...day,
    top: [0.6, 0.025, 250],
    middle: [0.71, 0.02, 240],
    low: [0.83, 0.03, 90],
    ambient: [0.72, 0.73, 0.76],
    direct: [0.2, 0.19, 0.17],
    shadow: 0.16,
    cover: [0.6, 1],
  },
  // Storm with a gap of light
  {
    ...day,
    top: [0.27, 0.035, 262],
    middle: [0.38, 0.04, 245],
    low: [0.6, 0.07, 95],
    ambient: [0.46, 0.48, 0.52],
    direct: [0.55, 0.5, 0.34],
    shadow: 0.35,
    cover: [0.55, 1],
  },
];

/** Draws the hour and the weather of a scene. */
export const createMood = (random: Random): Mood => {
  const hour = pick(random, hours);
  // One scene in six has a sky of quite another colour, so that blue never means up by itself.
  const hueShift = chance(random, 0.17) ? between(random, -70, 70) : between(random, -14, 14);
  const lift = between(random, -0.04, 0.05);
  const chroma = between(random, 0.75, 1.25);
  const sky = (lch: Lch): Rgb => oklch(lch[0] + lift, lch[1] * chroma, lch[2] + hueShift);
  const skyLow = sky(hour.low);
  const skyMiddle = sky(hour.middle);
  const skyTop = sky(hour.top);

  const side = sign(random);
  const elevation = hour.lowSun ? between(random, 0.3, 0.65) : between(random, 0.65, 1.2);
  const inSight = chance(random, 0.45);
  const depth = inSight ? between(random, -0.75, -0.25) : between(random, 0.1, 0.9);
  const flat = Math.cos(elevation);
  const z = flat * depth;
  const x = side * Math.sqrt(Math.max(0, flat * flat - z * z));
  const strength = between(random, 0.8, 1.15);
  const warm: Rgb = hour.dark ? [0.96, 0.95, 0.86] : oklch(0.96, 0.08, hour.lowSun ? 70 : 95);

  return {
    dark: hour.dark,
    skyTop,
    skyMiddle,
    skyLow,
    cloudLit: mix(
      mix(skyLow, [1, 1, 1], hour.dark ? 0.12 : 0.6),
      hour.direct,
      hour.lowSun ? 0.2 : 0.05,
    ),
    cloudShade: mix(mix(skyTop, skyMiddle, 0.6), [0.5, 0.5, 0.55], hour.dark ? 0.1 : 0.25),
    cloudCover: between(random, hour.cover[0], hour.cover[1]),
    ambient: hour.ambient,
    direct: [hour.direct[0] * strength, hour.direct[1] * strength, hour.direct[2] * strength],
    towards: { x, y: Math.sin(elevation), z },
    disc: inSight
      ? {
          x: side * between(random, 0.05, 0.5),
          height: hour.lowSun ? between(random, 0.03, 0.35) : between(random, 0.3, 0.6),
          radius: between(random, 0.03, hour.lowSun ? 0.1 : 0.055),
        }
      : null,
    discColour: warm,
    shadow: hour.shadow,
    haze: chance(random, 0.25) ? between(random, 0.15, 0.35) : between(random, 0.03, 0.12),
  };
};

/**
 * How much of the direct light a surface takes, 0 .. 1 (wrapped Lambert, so that turned-away
 * surfaces keep a trace of form).
 * @param nx, ny, nz unit normal: x right, y up, z to the viewer
 */
export const facing = (mood: Mood, nx: number, ny: number, nz: number): number => {
  const cosine = nx * mood.towards.x + ny * mood.towards.y + nz * mood.towards.z;
  return Math.max(0, (cosine + 0.45) / 1.45);
};

/** The colour of a surface with this albedo and unit normal in this light. */
export const lit = (mood: Mood, albedo: Rgb, nx: number, ny: number, nz: number): Rgb => {
  const share = facing(mood, nx, ny, nz);
  return [
    albedo[0] * (mood.ambient[0] + mood.direct[0] * share),
    albedo[1] * (mood.ambient[1] + mood.direct[1] * share),
    albedo[2] * (mood.ambient[2] + mood.direct[2] * share),
  ];
};
