/** The sky: a gradient in three colours, sun or moon, stars, clouds, birds. */
import type { Random } from '../random.js';
import type { Paint } from './canvas.js';
import { mix, scaled, smoothStep } from './colour.js';
import { between, chance, integerBetween, repeat } from './draws.js';
import { glowing } from './paints.js';
import { ellipse, stroke, type Point } from './outlines.js';
import type { Stage } from './stage.js';

const gradientWithGlow = (stage: Stage, random: Random): Paint => {
  const { mood, noise, camera } = stage;
  const middle = between(random, 0.25, 0.5);
  const span = between(random, 0.6, 1);
  const strokesX = between(random, 2, 5);
  const strokesY = between(random, 9, 18);
  const slant = between(random, -0.35, 0.35);
  return (x, y, out) => {
    const wash = noise.fractal(x * strokesX, (y + x * slant) * strokesY, 3) - 0.5;
    const height = (y - camera.horizon) / span + 0.12 * wash;
    const low = smoothStep(0, middle, height);
    const high = smoothStep(middle, 1, height);
    let glow = 0;
    if (mood.disc) {
      const dx = x - mood.disc.x;
      const dy = y - camera.horizon - mood.disc.height;
      glow = 0.55 * Math.exp(-(dx * dx + dy * dy) / 0.035) * (mood.dark ? 0.45 : 1);
    }
    const bright = 1 + 0.14 * wash;
    for (let channel = 0; channel < 3; channel++) {
      const c = channel as 0 | 1 | 2;
      const lower = mood.skyLow[c] + (mood.skyMiddle[c] - mood.skyLow[c]) * low;
      const colour = (lower + (mood.skyTop[c] - lower) * high) * bright;
      out[channel] = colour + (mood.discColour[c] - colour) * glow;
    }
  };
};

const drawStars = (stage: Stage, random: Random): void => {
  const count = integerBetween(random, 30, 110);
  for (let i = 0; i < count; i++) {
    const x = between(random, -stage.halfWidth, stage.halfWidth);
    const y = between(random, stage.camera.horizon, stage.halfHeight);
    const size = between(random, 0.0018, 0.0048) * (chance(random, 0.08) ? 1.9 : 1);
    const warm = between(random, 0.8, 1);
    stage.fill(ellipse(x, y, size, size), glowing([1, warm, 0.9]), between(random, 0.4, 1));
  }
};

const drawDisc = (stage: Stage, random: Random): void => {
  const { disc, dark, discColour, skyTop } = stage.mood;
  if (!disc) return;
  const y = stage.camera.horizon + disc.height;
  for (const [size, opacity] of [
    [1.9, 0.12],
    [1.4, 0.2],
    [1, 1],
  ] as const) {
    stage.fill(
      ellipse(disc.x, y, disc.radius * size, disc.radius * size),
      glowing(discColour),
      opacity,
    );
  }
  if (!dark) return;
  // A moon: craters, and often a bite that makes it a crescent.
  for (let i = 0; i < 4; i++) {
    const spot = disc.radius * between(random, 0.1, 0.25);
    const dx = disc.radius * between(random, -0.55, 0.55);
    const dy = disc.radius * between(random, -0.55, 0.55);
    stage.fill(ellipse(disc.x + dx, y + dy, spot, spot), glowing([0.7, 0.7, 0.66]), 0.5);
  }
  if (chance(random, 0.5)) {
    const offset = disc.radius * between(random, 0.4, 0.8);
    const shade = glowing(mix(skyTop, stage.mood.skyMiddle, 0.4));
    stage.fill(ellipse(disc.x + offset, y + offset * 0.4, disc.radius, disc.radius), shade, 0.94);
  }
};

/** Cloud fields: noise above a threshold, brighter where the light comes from. */
const cloudField = (stage: Stage, random: Random): Paint => {
  const { mood, noise, camera } = stage;
  const wide = between(random, 1.6, 3.2);
  const tall = wide * between(random, 1.5, 4.5);
  const shiftX = between(random, 0, 40);
  const shiftY = between(random, 0, 40);
  const slant = between(random, -0.25, 0.25);
  const threshold = 0.68 - 0.38 * mood.cloudCover;
  const edge = between(random, 0.04, 0.2);
  const aside = mood.towards.x * 0.12;
  const upwards = 0.16;
  return (x, y, out) => {
    // Clouds shrink towards the horizon, as a ceiling seen in perspective.
    const height = Math.max(0, y - camera.horizon);
    const shrink = 1 / (0.35 + 0.9 * height);
    const u = x * wide * shrink + shiftX;
    const v = (y + slant * x) * tall * shrink + shiftY;
    const density = noise.fractal(u, v, 4);
    const cover = smoothStep(threshold, threshold + edge, density);
    if (cover < 0.01) {
      out[3] = 0;
      return;
    }
    const light = noise.fractal(u + aside * 4, v + upwards * 4, 3);
    const bright = smoothStep(-0.12, 0.14, density - light);
    for (let channel = 0; channel < 3; channel++) {
      const c = channel as 0 | 1 | 2;
      out[channel] = mood.cloudShade[c] + (mood.cloudLit[c] - mood.cloudShade[c]) * bright;
    }
    out[3] = cover * 0.9;
  };
};

/** One heaped cloud with a flat underside: lit puffs over shaded ones. */
const drawHeapedCloud = (stage: Stage, random: Random): void => {
  const { mood, noise } = stage;
  const size = between(random, 0.12, 0.3);
  const cx = between(random, -stage.halfWidth, stage.halfWidth);
  const cy = between(random, Math.max(stage.camera.horizon + 0.12, 0), stage.halfHeight);
  const count = integerBetween(random, 5, 8);
  const puffs = repeat(count, (i) => {
    // Spread evenly, so that neighbours overlap into one cloud.
    const dx = ((i + between(random, 0.25, 0.75)) / count) * 2 - 1;
    return {
      x: cx + dx * size,
      y: cy + size * between(random, 0.02, 0.3) * (1 - dx * dx),
      radius: size * between(random, 0.24, 0.4) * (1 - 0.45 * dx * dx),
    };
  });
  const colour: Paint = (x, y, out) => {
    const rise = (y - cy) / (size * 0.6) + (x - cx) * mood.towards.x * 1.5;
    const bright = smoothStep(-0.35, 0.75, rise + 1.1 * (noise.fractal(x * 14, y * 14, 3) - 0.5));
    for (let channel = 0; channel < 3; channel++) {
      const c = channel as 0 | 1 | 2;
      out[channel] = mood.cloudShade[c] + (mood.cloudLit[c] - mood.cloudShade[c]) * bright;
    }
    out[3] = smoothStep(-0.2, -0.08, (y - cy) / size);
  };
  stage.canvas.fill(
    puffs.map((puff) => ellipse(puff.x, puff.y, puff.radius * 1.25, puff.radius)),
    stage.toPx,
    colour,
    0.92,
  );
};

const drawBirds = (stage: Stage, random: Random): void => {
  const ink = glowing(scaled(mix(stage.mood.skyTop, [0.1, 0.1, 0.12], 0.7), 0.7));
  const cx = between(random, -0.4, 0.4);
  const cy = between(random, Math.max(0.05, stage.camera.horizon + 0.15), stage.halfHeight - 0.05);
  for (let i = integerBetween(random, 3, 9); i > 0; i--) {
    const x = cx + 0.12 * random.normal();
    const y = cy + 0.06 * random.normal();
    const span = between(random, 0.015, 0.035);
    const lift = span * between(random, 0.3, 0.7);
    for (const side of [-1, 1] as const) {
      const tip: Point = [x + side * span, y + lift * 0.6];
      const wrist: Point = [x + side * span * 0.5, y + lift];
      stage.fill(stroke([[x, y], wrist, tip], span * 0.26, span * 0.06), ink);
    }
  }
};

/** Paints the sky over the whole picture (the ground comes later, on top of it). */
export const drawSky = (stage: Stage, random: Random): void => {
  const bottom = Math.min(stage.halfHeight, stage.camera.horizon) - 0.1;
  stage.fillBand(bottom, stage.halfHeight + 0.2, gradientWithGlow(stage, random.split('gradient')));
  if (stage.camera.horizon > stage.halfHeight) return;
  if (stage.mood.dark) drawStars(stage, random.split('stars'));
  drawDisc(stage, random.split('disc'));
  const clouds = random.split('clouds');
  if (chance(clouds, 0.75)) {
    stage.fillBand(bottom, stage.halfHeight + 0.2, cloudField(stage, clouds));
  }
  if (chance(clouds, 0.4) && stage.mood.cloudCover < 0.7) {
    for (let i = integerBetween(clouds, 1, 4); i > 0; i--) drawHeapedCloud(stage, clouds);
  }
  const birds = random.split('birds');
  if (!stage.mood.dark && chance(birds, 0.25)) drawBirds(stage, birds);
};
