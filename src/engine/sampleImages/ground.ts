/** The ground in perspective: grass, snow, sand, fields, roads, paving, and water with reflections. */
import type { Random } from '../random.js';
import type { Paint, Span } from './canvas.js';
import { mix, near, oklch, smoothStep, type Rgb } from './colour.js';
import { between, chance } from './draws.js';
import { lit } from './mood.js';
import { createGroundRow, surfaceOf, type GroundKind } from './groundSurface.js';
import type { Stage } from './stage.js';
import { waterPaint } from './water.js';

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

const landPaint = (
  stage: Stage,
  kind: GroundKind,
  random: Random,
  colours: GroundColours,
): Paint => {
  const { mood, camera, noise } = stage;
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
  const shift = between(random, 0, 40);
  const surface = surfaceOf(kind, noise, random);
  const halfRoad = between(random, 0.5, 0.9);
  const roadAt = between(random, -0.35, 0.35);
  const bend = between(random, -0.12, 0.12);
  const front = between(random, 0.75, 0.95);
  const { skyLow } = mood;
  const ground = createGroundRow(stage.canvas.widthPx);

  const survey = ({ count, x, y, u, v }: Span): void => {
    const { wx, wz, detail, patches, fine, mixture, bright } = ground;
    ground.count = count;
    for (let i = 0; i < count; i++) {
      const drop = Math.max(0.004, camera.horizon - y[i]!);
      const scale = drop / camera.eye;
      wx[i] = x[i]! / scale;
      wz[i] = 1 / scale;
      // Detail finer than a pixel would only shimmer: one pixel spans `wz / drop / side` of depth.
      detail[i] = Math.max(0, Math.min(1, 1.15 - (wz[i]! / drop) * 0.03));
      u[i] = wx[i]! * 1.3 + shift;
      v[i] = wz[i]! * 0.8;
    }
    noise.fractals(u, v, count, 2, patches);
    for (let i = 0; i < count; i++) {
      u[i] = wx[i]! * 9 + shift;
      v[i] = wz[i]! * 5;
    }
    noise.fractals(u, v, count, 3, fine);
    for (let i = 0; i < count; i++) {
      fine[i] = (fine[i]! - 0.5) * detail[i]!;
      mixture[i] = smoothStep(0.28, 0.72, patches[i]! + 0.5 * fine[i]!);
      bright[i] = 1 + 0.42 * fine[i]!;
    }
    surface(ground);
    for (let i = 0; i < count; i++) {
      const drop = Math.max(0.004, camera.horizon - y[i]!);
      bright[i]! *= 1 + (front - 1) * smoothStep(0, 1, drop);
    }
  };

  /** How much tar and line a point of the road has: into the row's `tar` and `line`. */
  const surveyRoad = (): void => {
    const { count, wx, wz, detail, bright, tar, line } = ground;
    for (let i = 0; i < count; i++) {
      const off = wx[i]! - roadAt - bend * wz[i]! * wz[i]! * 0.3;
      const soft = 0.02 + 0.012 * wz[i]!;
      tar[i] = 1 - smoothStep(halfRoad - soft, halfRoad + soft, Math.abs(off));
      const dash = smoothStep(-0.1, 0.1, Math.sin(wz[i]! * 7)) * (detail[i]! > 0.2 ? 1 : 0.5);
      const middle = (1 - smoothStep(0.025, 0.025 + soft, Math.abs(off))) * dash;
      const edge = Math.abs(Math.abs(off) - halfRoad * 0.9);
      line[i] = Math.min(1, middle + (1 - smoothStep(0.02, 0.02 + soft, edge)));
      if (tar[i]! > 0.5) bright[i] = 1 + 0.5 * (bright[i]! - 1);
    }
  };

  return (span) => {
    survey(span);
    if (kind === 'road') surveyRoad();
    const { count, colours: out } = span;
    const { wz, mixture, bright, tar, line } = ground;
    for (let i = 0; i < count; i++) {
      const farness = Math.max(0, camera.mainScale * wz[i]! - 1);
      const haze = farness === 0 ? 0 : 1 - Math.exp(-mood.haze * farness * 1.6);
      const share = mixture[i]!;
      const factor = bright[i]!;
      const road = tar[i]!;
      const paint = line[i]!;
      let red = dark[0] + (light[0] - dark[0]) * share;
      let green = dark[1] + (light[1] - dark[1]) * share;
      let blue = dark[2] + (light[2] - dark[2]) * share;
      red += (asphalt[0] + (paintLine[0] - asphalt[0]) * paint - red) * road;
      green += (asphalt[1] + (paintLine[1] - asphalt[1]) * paint - green) * road;
      blue += (asphalt[2] + (paintLine[2] - asphalt[2]) * paint - blue) * road;
      red *= factor;
      green *= factor;
      blue *= factor;
      out[4 * i] = red + (skyLow[0] - red) * haze;
      out[4 * i + 1] = green + (skyLow[1] - green) * haze;
      out[4 * i + 2] = blue + (skyLow[2] - blue) * haze;
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
