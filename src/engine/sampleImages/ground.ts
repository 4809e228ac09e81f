/** The ground in perspective: grass, snow, sand, fields, roads, paving, and water with reflections. */
import type { Random } from '../random.js';
import type { Paint } from './canvas.js';
import { mix, near, oklch, smoothStep, type Rgb } from './colour.js';
import { between, chance } from './draws.js';
import { lit } from './mood.js';
import type { Stage } from './stage.js';

/** What the scene stands on. */
export type GroundKind =
  'grass' | 'meadow' | 'autumn' | 'snow' | 'sand' | 'field' | 'road' | 'paving' | 'water';

/** Two albedos that a kind of ground mixes. */
export interface GroundColours {
  readonly light: Rgb;
  readonly dark: Rgb;
}

/** Draws the colours of a kind of ground. */
export const groundColours = (kind: GroundKind, random: Random): GroundColours => {
  const pair = (l: number, c: number, h: number, dl: number, dh: number): GroundColours => {
    const light = near(random, l, c, h);
    return { light, dark: mix(light, oklch(l - dl, c, h + dh), 0.9) };
  };
  switch (kind) {
    case 'grass':
    case 'road':
      return pair(0.7, 0.13, 122, 0.2, 25);
    case 'meadow':
      return pair(0.74, 0.13, 115, 0.22, 30);
    case 'autumn':
      return pair(0.68, 0.12, 70, 0.22, -25);
    case 'snow':
      return pair(0.95, 0.015, 240, 0.13, 15);
    case 'sand':
      return pair(0.84, 0.08, 75, 0.14, -15);
    case 'field':
      return pair(0.72, 0.12, 100, 0.24, -45);
    case 'paving':
      return pair(0.72, 0.03, 70, 0.22, 10);
    case 'water':
      return pair(0.62, 0.07, 215, 0.25, 20);
  }
};

/** Brightness and mixture of a ground point; `wx`, `wz` in thing units, `detail` fades with distance. */
type Surface = (wx: number, wz: number, detail: number) => { mixture: number; bright: number };

const surfaceOf = (kind: GroundKind, stage: Stage, random: Random): Surface => {
  const { noise } = stage;
  const result = { mixture: 0, bright: 1 };
  const shift = between(random, 0, 40);
  const turn = between(random, -0.4, 0.4);
  const rows = between(random, 2.5, 6);
  const slab = between(random, 0.12, 0.3);
  return (wx, wz, detail) => {
    const patches = noise.fractal(wx * 1.3 + shift, wz * 0.8, 2);
    const fine = (noise.fractal(wx * 9 + shift, wz * 5, 3) - 0.5) * detail;
    result.mixture = smoothStep(0.28, 0.72, patches + 0.5 * fine);
    result.bright = 1 + 0.42 * fine;
    if (kind === 'sand' || kind === 'snow') {
      const ripple = Math.sin(9 * wz + 5 * turn * wx + 7 * patches) * detail;
      result.bright = 1 + 0.2 * fine + 0.045 * ripple;
    } else if (kind === 'field') {
      const furrow = 0.5 + 0.5 * Math.sin(2 * Math.PI * rows * (wx + turn * wz));
      const far = Math.min(1, detail * 1.4);
      result.mixture = (1 - far) * 0.5 + far * smoothStep(0.2, 0.8, furrow + 0.5 * fine);
    } else if (kind === 'paving') {
      const row = Math.floor(wz / slab);
      const along = wx / slab + (row & 1) * 0.5;
      const stone = Math.floor(along);
      const edge = Math.min(along - stone, stone + 1 - along, wz / slab - row, row + 1 - wz / slab);
      const joint = 1 - 0.3 * (1 - smoothStep(0.03, 0.1, edge)) * detail;
      result.mixture = noise.at(stone * 3.3 + 0.5, row * 5.1 + 0.5) * detail + 0.5 * (1 - detail);
      result.bright = joint * (1 + 0.25 * fine);
    }
    return result;
  };
};

const landPaint = (
  stage: Stage,
  kind: GroundKind,
  random: Random,
  colours: GroundColours,
): Paint => {
  const { mood, camera } = stage;
  const light = lit(mood, colours.light, 0, 1, 0);
  const dark = lit(mood, colours.dark, 0, 0.95, 0.3);
  const asphalt = lit(mood, near(random, 0.5, 0.015, 260), 0, 1, 0);
  const paintLine = lit(
    mood,
    chance(random, 0.5) ? [0.95, 0.95, 0.92] : [0.93, 0.78, 0.3],
    0,
    1,
    0,
  );
  const surface = surfaceOf(kind, stage, random);
  const halfRoad = between(random, 0.5, 0.9);
  const roadAt = between(random, -0.35, 0.35);
  const bend = between(random, -0.12, 0.12);
  const front = between(random, 0.75, 0.95);
  return (x, y, out) => {
    const drop = Math.max(0.004, camera.horizon - y);
    const scale = drop / camera.eye;
    const wx = x / scale;
    const wz = 1 / scale;
    // Detail finer than a pixel would only shimmer: one pixel spans `wz / drop / side` of depth.
    const detail = Math.max(0, Math.min(1, 1.15 - (wz / drop) * 0.03));
    const spot = surface(wx, wz, detail);
    const farness = Math.max(0, camera.mainScale * wz - 1);
    const haze = 1 - Math.exp(-mood.haze * farness * 1.6);
    const depth = smoothStep(0, 1, drop);
    let bright = spot.bright * (1 + (front - 1) * depth);
    let road = 0;
    let line = 0;
    if (kind === 'road') {
      const off = wx - roadAt - bend * wz * wz * 0.3;
      const soft = 0.02 + 0.012 * wz;
      road = 1 - smoothStep(halfRoad - soft, halfRoad + soft, Math.abs(off));
      const dash = smoothStep(-0.1, 0.1, Math.sin(wz * 7)) * (detail > 0.2 ? 1 : 0.5);
      line =
        (1 - smoothStep(0.025, 0.025 + soft, Math.abs(off))) * dash +
        (1 - smoothStep(0.02, 0.02 + soft, Math.abs(Math.abs(off) - halfRoad * 0.9)));
      if (road > 0.5) bright = 1 + 0.5 * (bright - 1);
    }
    for (let channel = 0; channel < 3; channel++) {
      const c = channel as 0 | 1 | 2;
      let colour = dark[c] + (light[c] - dark[c]) * spot.mixture;
      const tar = asphalt[c] + (paintLine[c] - asphalt[c]) * Math.min(1, line);
      colour = (colour + (tar - colour) * road) * bright;
      out[channel] = colour + (mood.skyLow[c] - colour) * haze;
    }
  };
};

const waterPaint = (stage: Stage, random: Random, colours: GroundColours): Paint => {
  const { mood, camera, noise, canvas, toPx } = stage;
  const body = lit(mood, mix(colours.light, colours.dark, 0.6), 0, 0.8, 0.4);
  const glitter = mix(mood.discColour, mood.skyLow, 0.3);
  const shift = between(random, 0, 40);
  const swell = between(random, 0.02, 0.07);
  const clear = between(random, 0.45, 0.8);
  return (x, y, out) => {
    const drop = Math.max(0.003, camera.horizon - y);
    const scale = drop / camera.eye;
    const detail = Math.min(1, drop * 9);
    const wave = noise.fractal((x / scale) * 1.6 + shift, 5 / scale, 3) - 0.5;
    const aside = noise.at((x / scale) * 2.5 + shift, 9 / scale) - 0.5;
    const sx = x + aside * swell * 0.6 * detail;
    const sy = camera.horizon + 0.006 + drop * 0.85 + wave * swell * 3 * detail;
    const column = Math.floor(toPx.xx * sx + toPx.xy * sy + toPx.x0);
    const row = Math.floor(toPx.yx * sx + toPx.yy * sy + toPx.y0);
    const atColumn = Math.max(0, Math.min(canvas.widthPx - 1, column));
    const atRow = Math.max(0, Math.min(canvas.heightPx - 1, row));
    const at = (atRow * canvas.widthPx + atColumn) * 3;
    const share = clear * (1 - 0.45 * smoothStep(0, 0.8, drop)) + 0.25 * wave;
    let sparkle = 0;
    if (mood.disc) {
      const path = Math.exp(-(((x - mood.disc.x) / (0.05 + 0.25 * drop)) ** 2));
      sparkle = path * smoothStep(0.02, 0.16, wave + 0.06) * 0.8;
    }
    const bright = 1 + 0.5 * wave * detail;
    for (let channel = 0; channel < 3; channel++) {
      const c = channel as 0 | 1 | 2;
      const colour = (body[c] + (canvas.pixels[at + channel]! * 0.92 - body[c]) * share) * bright;
      out[channel] = colour + (glitter[c] - colour) * sparkle;
    }
  };
};

/** Fills everything below the horizon. */
export const drawGround = (
  stage: Stage,
  kind: GroundKind,
  random: Random,
  colours: GroundColours,
): void => {
  const paint =
    kind === 'water' ? waterPaint(stage, random, colours) : landPaint(stage, kind, random, colours);
  stage.fillBand(-stage.halfHeight - 0.3, stage.camera.horizon, paint);
};
