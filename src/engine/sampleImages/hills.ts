/** What lies behind the scene: mountain peaks, rows of hills, a distant wood. */
import type { Random } from '../random.js';
import type { Paint } from './canvas.js';
import { mix, near, oklch, smoothStep, type Rgb } from './colour.js';
import { between, chance, integerBetween, repeat } from './draws.js';
import { lit } from './mood.js';
import { polygon, type Point } from './outlines.js';
import type { Stage } from './stage.js';

const hazy = (stage: Stage, colour: Rgb, distance: number): Rgb =>
  mix(colour, stage.mood.skyLow, Math.min(0.85, distance * (0.35 + 2 * stage.mood.haze)));

/**
 * A mountain with a ridge down its face: one side takes the light, the other lies in shade.
 * @param height in stage units above `base`
 */
const drawPeak = (
  stage: Stage,
  random: Random,
  cx: number,
  base: number,
  height: number,
  distance: number,
): void => {
  const { mood, noise } = stage;
  const halfBase = height * between(random, 0.75, 1.35);
  const roughness = between(random, 0.04, 0.1);
  const seed = between(random, 0, 60);
  const side = (direction: -1 | 1): Point[] =>
    repeat(15, (i) => {
      const t = i / 14;
      const wobble = noise.fractal(seed + direction * 9 + t * 9, seed, 3) - 0.5;
      const bulge = t ** between(random, 0.95, 1.05);
      return [
        cx + direction * halfBase * (bulge + roughness * wobble * Math.min(1, 4 * t)),
        base + height * (1 - t) + height * roughness * 1.6 * wobble * (t > 0 ? 1 : 0),
      ];
    });
  const rock = near(random, 0.55, 0.035, between(random, 30, 290));
  const snow: Rgb = [0.95, 0.96, 1];
  const snowLine = base + height * between(random, 0.35, 1.05);
  const bright = hazy(
    stage,
    lit(mood, rock, mood.towards.x > 0 ? 0.75 : -0.75, 0.4, 0.5),
    distance,
  );
  const dim = hazy(stage, lit(mood, rock, mood.towards.x > 0 ? -0.8 : 0.8, 0.2, 0.4), distance);
  const brightSnow = hazy(
    stage,
    lit(mood, snow, mood.towards.x > 0 ? 0.7 : -0.7, 0.6, 0.4),
    distance * 0.7,
  );
  const dimSnow = hazy(stage, lit(mood, [0.74, 0.8, 0.95], 0, 0.3, 0.1), distance * 0.7);
  const wander = between(random, -0.25, 0.25);
  const crags = between(random, 9, 15);
  const ridges = new Float64Array(stage.canvas.widthPx);
  const paint: Paint = ({ count, x, y, u, v, colours }) => {
    for (let i = 0; i < count; i++) {
      u[i] = seed + y[i]! * 9;
      v[i] = 3;
    }
    noise.fractals(u, v, count, 3, ridges);
    for (let i = 0; i < count; i++) {
      const fall = (base + height - y[i]!) / height;
      const ridge = cx + halfBase * fall * (wander + 0.7 * (ridges[i]! - 0.5));
      ridges[i] = ridge;
      u[i] = x[i]! * crags + seed;
      v[i] = (y[i]! + 0.6 * Math.abs(x[i]! - ridge)) * crags * 0.7;
    }
    noise.fractals(u, v, count, 3, u);
    for (let i = 0; i < count; i++) {
      const fall = (base + height - y[i]!) / height;
      const facet = u[i]! - 0.5;
      // Gullies run down from the ridge, so light and shade break up towards the foot.
      const right = smoothStep(-0.014, 0.014, x[i]! - ridges[i]! + 0.42 * facet * fall * height);
      const light = mood.towards.x > 0 ? right : 1 - right;
      const white = smoothStep(-0.02, 0.03, y[i]! - snowLine + 0.32 * facet * height);
      const grain = 1 + 0.75 * facet;
      const red = (dim[0] + (bright[0] - dim[0]) * light) * grain;
      const green = (dim[1] + (bright[1] - dim[1]) * light) * grain;
      const blue = (dim[2] + (bright[2] - dim[2]) * light) * grain;
      const redCap = dimSnow[0] + (brightSnow[0] - dimSnow[0]) * light;
      const greenCap = dimSnow[1] + (brightSnow[1] - dimSnow[1]) * light;
      const blueCap = dimSnow[2] + (brightSnow[2] - dimSnow[2]) * light;
      colours[4 * i] = red + (redCap - red) * white;
      colours[4 * i + 1] = green + (greenCap - green) * white;
      colours[4 * i + 2] = blue + (blueCap - blue) * white;
    }
  };
  stage.fill(polygon(...side(-1).reverse(), ...side(1)), paint);
};

/** A range of peaks along the horizon; `height` of the largest in stage units. */
export const drawPeaks = (stage: Stage, random: Random, height: number, count: number): void => {
  const base = stage.camera.horizon - 0.02;
  const slots = repeat(count, (i) => ({
    x: (((i + between(random, 0.2, 0.8)) / count) * 2 - 1) * stage.halfWidth * 1.1,
    share: i === count >> 1 ? 1 : between(random, 0.45, 0.85),
  }));
  // The high ones stand behind.
  slots.sort((a, b) => b.share - a.share);
  for (const [i, slot] of slots.entries()) {
    const distance = 0.75 * (1 - i / count) + 0.1;
    drawPeak(stage, random.split(i), slot.x, base, height * slot.share, distance);
  }
};

/** A row of rolling hills with brush texture and, on near ones, the dots of bushes. */
const drawHills = (
  stage: Stage,
  random: Random,
  height: number,
  albedo: Rgb,
  distance: number,
): void => {
  const { mood, noise, camera, halfWidth } = stage;
  const wave = between(random, 0.8, 2.2);
  const shift = between(random, 0, 50);
  const ridge: Point[] = repeat(49, (i) => {
    const x = ((i / 48) * 2 - 1) * (halfWidth + 0.25);
    return [x, camera.horizon + height * (0.15 + 1.1 * noise.fractal(x * wave + shift, shift, 3))];
  });
  const top = hazy(stage, lit(mood, albedo, 0.3 * mood.towards.x, 0.9, 0.3), distance);
  const foot = hazy(
    stage,
    lit(mood, mix(albedo, oklch(0.4, 0.05, 180), 0.3), 0, 0.5, 0.6),
    distance + 0.1,
  );
  const paint: Paint = ({ count, x, y, u, v, colours }) => {
    for (let i = 0; i < count; i++) {
      u[i] = x[i]! * 8 + shift;
      v[i] = y[i]! * 22;
    }
    noise.fractals(u, v, count, 3, u);
    for (let i = 0; i < count; i++) {
      const patch = u[i]! - 0.5;
      const rise = smoothStep(-0.1, 1, (y[i]! - camera.horizon) / height + patch);
      const grain = 1 + (0.55 - 0.4 * distance) * patch;
      colours[4 * i] = (foot[0] + (top[0] - foot[0]) * rise) * grain;
      colours[4 * i + 1] = (foot[1] + (top[1] - foot[1]) * rise) * grain;
      colours[4 * i + 2] = (foot[2] + (top[2] - foot[2]) * rise) * grain;
    }
  };
  const edge = halfWidth + 0.25;
  stage.fill(
    polygon(...ridge, [edge, camera.horizon - 0.05], [-edge, camera.horizon - 0.05]),
    paint,
  );
};

/** A far wood: pointed or rounded tops side by side. */
const drawWood = (stage: Stage, random: Random, height: number, distance: number): void => {
  const { mood, noise, camera, halfWidth } = stage;
  const pointed = chance(random, 0.5);
  const points: Point[] = [];
  const step = height * between(random, 0.3, 0.5);
  for (let x = -halfWidth - 0.25; x < halfWidth + 0.25; x += step * between(random, 0.6, 1.4)) {
    const top =
      camera.horizon + height * (0.35 + 0.9 * noise.at(x * 3, 20)) * between(random, 0.8, 1.1);
    points.push([x, top - height * (pointed ? 0.5 : 0.2)], [x + step * 0.45, top]);
    if (!pointed) points.push([x + step * 0.7, top - height * 0.03]);
  }
  const green = hazy(stage, lit(mood, near(random, 0.42, 0.07, 150), 0, 0.7, 0.5), distance);
  const paint: Paint = ({ count, x, y, u, v, colours }) => {
    for (let i = 0; i < count; i++) {
      u[i] = x[i]! * 30;
      v[i] = y[i]! * 18;
    }
    noise.fractals(u, v, count, 2, u);
    for (let i = 0; i < count; i++) {
      const bright = 0.72 + 0.56 * u[i]!;
      colours[4 * i] = green[0] * bright;
      colours[4 * i + 1] = green[1] * bright;
      colours[4 * i + 2] = green[2] * bright;
    }
  };
  const edge = halfWidth + 0.3;
  stage.fill(
    polygon(...points, [edge, camera.horizon - 0.04], [-edge, camera.horizon - 0.04]),
    paint,
  );
};

/** Draws one to four layers behind the scene, far to near. */
export const drawBackdrop = (stage: Stage, random: Random, ground: Rgb): void => {
  const peaks = random.split('peaks');
  if (chance(peaks, 0.3)) {
    drawPeaks(stage, peaks, between(peaks, 0.12, 0.32), integerBetween(peaks, 3, 6));
  }
  const hills = random.split('hills');
  const layers = integerBetween(hills, 0, 3);
  for (let i = 0; i < layers; i++) {
    const distance = 0.85 - (0.6 * i) / Math.max(1, layers - 1);
    const albedo = mix(near(hills, 0.58, 0.09, between(hills, 90, 170)), ground, 0.45);
    drawHills(stage, hills.split(i), between(hills, 0.05, 0.16) * (1 - 0.2 * i), albedo, distance);
  }
  const wood = random.split('wood');
  if (chance(wood, 0.35))
    drawWood(stage, wood, between(wood, 0.03, 0.08), between(wood, 0.2, 0.55));
};
