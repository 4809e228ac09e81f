/** The sky: a gradient in three colours, sun or moon, stars, clouds, birds. */
import type { Random } from '../random.js';
import type { Paint, Span } from './canvas.js';
import { mix, scaled, smoothStep } from './colour.js';
import { between, chance, integerBetween, repeat } from './draws.js';
import { glowing } from './paints.js';
import { ellipse, stroke, type Point } from './outlines.js';
import type { Stage } from './stage.js';

/** How much of the disc's colour the sky around it takes, 0 .. 1, into `glows`. */
const glowOf = ({ mood, camera }: Stage, { count, x, y }: Span, glows: Float64Array): void => {
  if (!mood.disc) {
    glows.fill(0, 0, count);
    return;
  }
  const strength = 0.55 * (mood.dark ? 0.45 : 1);
  const centreX = mood.disc.x;
  const centreY = camera.horizon + mood.disc.height;
  for (let i = 0; i < count; i++) {
    const dx = x[i]! - centreX;
    const dy = y[i]! - centreY;
    glows[i] = strength * Math.exp((dx * dx + dy * dy) * (-1 / 0.035));
  }
};

const gradientWithGlow = (stage: Stage, random: Random): Paint => {
  const { mood, noise, camera } = stage;
  const middle = between(random, 0.25, 0.5);
  const span = between(random, 0.6, 1);
  const strokesX = between(random, 2, 5);
  const strokesY = between(random, 9, 18);
  const slant = between(random, -0.35, 0.35);
  const { horizon } = camera;
  const [lowRed, lowGreen, lowBlue] = mood.skyLow;
  const [middleRed, middleGreen, middleBlue] = mood.skyMiddle;
  const [topRed, topGreen, topBlue] = mood.skyTop;
  const [discRed, discGreen, discBlue] = mood.discColour;
  return (row) => {
    const { count, x, y, u, v, colours } = row;
    for (let i = 0; i < count; i++) {
      u[i] = x[i]! * strokesX;
      v[i] = (y[i]! + x[i]! * slant) * strokesY;
    }
    noise.fractals(u, v, count, 3, u);
    glowOf(stage, row, v);
    for (let i = 0; i < count; i++) {
      const glow = v[i]!;
      const wash = u[i]! - 0.5;
      const height = (y[i]! - horizon) / span + 0.12 * wash;
      const low = smoothStep(0, middle, height);
      const high = smoothStep(middle, 1, height);
      const bright = 1 + 0.14 * wash;
      let red = lowRed + (middleRed - lowRed) * low;
      let green = lowGreen + (middleGreen - lowGreen) * low;
      let blue = lowBlue + (middleBlue - lowBlue) * low;
      red = (red + (topRed - red) * high) * bright;
      green = (green + (topGreen - green) * high) * bright;
      blue = (blue + (topBlue - blue) * high) * bright;
      colours[4 * i] = red + (discRed - red) * glow;
      colours[4 * i + 1] = green + (discGreen - green) * glow;
      colours[4 * i + 2] = blue + (discBlue - blue) * glow;
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
  const { cloudShade, cloudLit } = mood;
  const densities = new Float64Array(stage.canvas.widthPx);
  const places = new Int32Array(stage.canvas.widthPx);
  return ({ count, x, y, u, v, colours }) => {
    for (let i = 0; i < count; i++) {
      // Clouds shrink towards the horizon, as a ceiling seen in perspective.
      const height = Math.max(0, y[i]! - camera.horizon);
      const shrink = 1 / (0.35 + 0.9 * height);
      u[i] = x[i]! * wide * shrink + shiftX;
      v[i] = (y[i]! + slant * x[i]!) * tall * shrink + shiftY;
    }
    noise.fractals(u, v, count, 4, densities);
    let clouded = 0;
    for (let i = 0; i < count; i++) {
      const cover = smoothStep(threshold, threshold + edge, densities[i]!);
      colours[4 * i + 3] = cover < 0.01 ? 0 : cover * 0.9;
      if (cover < 0.01) continue;
      u[clouded] = u[i]! + aside * 4;
      v[clouded] = v[i]! + upwards * 4;
      densities[clouded] = densities[i]!;
      places[clouded] = i;
      clouded++;
    }
    noise.fractals(u, v, clouded, 3, u);
    for (let i = 0; i < clouded; i++) {
      const bright = smoothStep(-0.12, 0.14, densities[i]! - u[i]!);
      const at = 4 * places[i]!;
      colours[at] = cloudShade[0] + (cloudLit[0] - cloudShade[0]) * bright;
      colours[at + 1] = cloudShade[1] + (cloudLit[1] - cloudShade[1]) * bright;
      colours[at + 2] = cloudShade[2] + (cloudLit[2] - cloudShade[2]) * bright;
    }
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
  const { cloudShade: shade, cloudLit: light } = mood;
  const colour: Paint = ({ count, x, y, u, v, colours }) => {
    for (let i = 0; i < count; i++) {
      u[i] = x[i]! * 14;
      v[i] = y[i]! * 14;
    }
    noise.fractals(u, v, count, 3, u);
    for (let i = 0; i < count; i++) {
      const rise = (y[i]! - cy) / (size * 0.6) + (x[i]! - cx) * mood.towards.x * 1.5;
      const bright = smoothStep(-0.35, 0.75, rise + 1.1 * (u[i]! - 0.5));
      colours[4 * i] = shade[0] + (light[0] - shade[0]) * bright;
      colours[4 * i + 1] = shade[1] + (light[1] - shade[1]) * bright;
      colours[4 * i + 2] = shade[2] + (light[2] - shade[2]) * bright;
      colours[4 * i + 3] = smoothStep(-0.2, -0.08, (y[i]! - cy) / size);
    }
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
