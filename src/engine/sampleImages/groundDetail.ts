/** What grows or lies on the ground: blades, blossoms, stones, footprints. */
import { mix, near, oklch, scaled, type Rgb } from './colour.js';
import { between, chance, integerBetween, pick, repeat } from './draws.js';
import { blob, ellipse, polygon, stroke } from './outlines.js';
import { flat, glowing } from './paints.js';
import type { Stage } from './stage.js';
import type { GroundColours } from './ground.js';
import type { GroundKind } from './groundSurface.js';
import type { Random } from '../random.js';

const drawBlades = (stage: Stage, random: Random, colours: GroundColours, count: number): void => {
  const { mood, camera } = stage;
  const lowest = Math.min(-stage.halfHeight, camera.horizon - 0.1);
  const tones = [colours.light, colours.dark, mix(colours.light, [0.95, 0.9, 0.5], 0.35)] as const;
  const paints = tones.map((tone) => flat(mood, tone, undefined, 0, 0.8, 0.6));
  // Far blades first, so that near ones overlap them.
  const drops = repeat(count, () => random.uniform() ** 0.8).sort((a, b) => a - b);
  for (const share of drops) {
    const y = camera.horizon + (lowest - camera.horizon) * (0.12 + 0.95 * share);
    const x = between(random, -stage.halfWidth, stage.halfWidth);
    const size = (0.05 + 0.95 * share) * between(random, 0.025, 0.07);
    const lean = size * between(random, -0.6, 0.6);
    const paint = paints[random.below(paints.length)];
    if (!paint) continue;
    const width = size * 0.16;
    stage.fill(polygon([x - width, y], [x + width, y], [x + lean, y + size]), paint, 0.8);
  }
};

const drawBlossoms = (stage: Stage, random: Random, count: number): void => {
  const { mood, camera } = stage;
  const hue = between(random, 0, 360);
  const colours = [
    near(random, 0.85, 0.12, hue),
    near(random, 0.8, 0.15, hue + 60),
    [1, 1, 0.95] as Rgb,
  ];
  for (let i = 0; i < count; i++) {
    const share = random.uniform();
    const y = camera.horizon - (camera.horizon + stage.halfHeight) * (0.1 + 0.92 * share);
    const x = between(random, -stage.halfWidth, stage.halfWidth);
    const size = (0.1 + 0.9 * share) * between(random, 0.006, 0.014);
    const colour = colours[random.below(3)] ?? colours[0] ?? [1, 1, 1];
    const paint = flat(mood, colour, undefined, 0, 0.7, 0.7);
    for (let petal = 0; petal < 3; petal++) {
      const angle = (petal * 2 * Math.PI) / 3;
      const dx = size * 0.6 * Math.cos(angle);
      stage.fill(ellipse(x + dx, y + size * 0.5 * Math.sin(angle), size * 0.6, size * 0.5), paint);
    }
  }
};

const drawStones = (stage: Stage, random: Random, count: number, albedo: Rgb): void => {
  const { mood, camera } = stage;
  for (let i = 0; i < count; i++) {
    const share = random.uniform();
    const y = camera.horizon - (camera.horizon + stage.halfHeight) * (0.08 + 0.95 * share);
    const x = between(random, -stage.halfWidth, stage.halfWidth);
    const size = (0.08 + 0.92 * share) * between(random, 0.01, 0.04);
    const tone = scaled(albedo, between(random, 0.55, 0.95));
    stage.fill(
      ellipse(x - mood.towards.x * size * 0.5, y - size * 0.25, size * 1.2, size * 0.35),
      glowing(scaled(tone, 0.25)),
      mood.shadow,
    );
    stage.fill(
      blob(random, x, y, size, size * 0.6, 0.12),
      flat(mood, tone, undefined, 0, 0.5, 0.8),
    );
    stage.fill(
      blob(random, x - size * 0.15, y + size * 0.15, size * 0.65, size * 0.35, 0.12),
      flat(mood, scaled(tone, 1.1), undefined, 0, 1, 0),
      0.8,
    );
  }
};

/** A line of footprints that winds away. */
const drawTracks = (stage: Stage, random: Random, colours: GroundColours): void => {
  const { camera, mood } = stage;
  const paint = flat(mood, scaled(colours.dark, 0.8), undefined, 0, 0.7, 0.3);
  let x = between(random, -0.4, 0.4);
  const drift = between(random, -0.06, 0.06);
  let drop = camera.horizon + stage.halfHeight + 0.05;
  for (let step = 0; step < 26 && drop > 0.02; step++) {
    const size = drop * 0.035;
    const y = camera.horizon - drop;
    const aside = (step & 1 ? 1 : -1) * size * 1.1;
    stage.fill(
      stroke(
        [
          [x + aside - size, y],
          [x + aside, y + size * 0.35],
          [x + aside + size, y],
        ],
        size * 0.6,
        size * 0.5,
      ),
      paint,
      0.55,
    );
    drop *= 0.86;
    x += drift * drop * 2 + 0.3 * size * random.normal();
  }
};

/** Scatters what grows or lies on the ground. */
export const drawGroundDetail = (
  stage: Stage,
  kind: GroundKind,
  random: Random,
  colours: GroundColours,
): void => {
  switch (kind) {
    case 'grass':
    case 'meadow':
    case 'autumn':
      drawBlades(stage, random.split('blades'), colours, integerBetween(random, 60, 220));
      if (kind === 'meadow')
        drawBlossoms(stage, random.split('blossoms'), integerBetween(random, 30, 90));
      break;
    case 'field':
      drawBlades(stage, random.split('blades'), colours, integerBetween(random, 20, 120));
      break;
    case 'sand':
    case 'snow':
      drawStones(
        stage,
        random.split('stones'),
        integerBetween(random, 2, 9),
        pick(random, [colours.dark, oklch(0.6, 0.04, 60)]),
      );
      if (chance(random, 0.5)) drawTracks(stage, random.split('tracks'), colours);
      break;
    case 'road':
    case 'paving':
    case 'water':
      break;
  }
};
