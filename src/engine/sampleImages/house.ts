/** A house. */
import type { Brush } from './brush.js';
import { mix, near, oklch, scaled, type Rgb } from './colour.js';
import { between, chance, integerBetween, pick, sign } from './draws.js';
import { blob, ellipse, polygon, rectangle, type Point } from './outlines.js';
import {
  ball,
  boards,
  both,
  brushed,
  flat,
  glowing,
  masonry,
  pointwise,
  type Texture,
} from './paints.js';
import type { Glow, Part, Thing } from './stage.js';
import { lampLight } from './brush.js';

interface Opening {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A window with frame, panes and sill; lit from inside in the dark. */
const makeWindow = (brush: Brush, at: Opening, frame: Rgb, glows: Glow[]): Part[] => {
  const { random, mood, noise } = brush;
  const { x, y, width, height } = at;
  const rim = width * 0.14;
  const bright = mood.dark ? chance(random, 0.7) : chance(random, 0.08);
  const sky = mix(mood.skyMiddle, oklch(0.3, 0.04, 240), 0.55);
  const pane = bright
    ? glowing(mix(lampLight, [1, 0.65, 0.3], random.uniform() * 0.5))
    : flat(
        mood,
        sky,
        pointwise((u, v) => 0.75 + 0.5 * noise.at((u + v) * 14, 2) + (v - y) / height / 4),
      );
  if (bright && mood.dark)
    glows.push({ x: x + width / 2, y: y + height / 2, radius: width * 1.5, colour: lampLight });
  const bars = flat(mood, frame);
  return [
    { outline: rectangle(x - rim, y - rim, x + width + rim, y + height + rim), paint: bars },
    { outline: rectangle(x, y, x + width, y + height), paint: pane },
    { outline: rectangle(x + width * 0.45, y, x + width * 0.55, y + height), paint: bars },
    {
      outline: rectangle(x, y + height * 0.5, x + width, y + height * 0.5 + width * 0.09),
      paint: bars,
    },
    {
      outline: rectangle(x - rim * 1.6, y - rim * 1.7, x + width + rim * 1.6, y - rim * 0.6),
      paint: flat(mood, scaled(frame, 0.85), undefined, 0, 0.8, 0.5),
    },
  ];
};

/** A house seen a little from the side: gable front, long wall, two roof faces, chimney, windows, door. */
export const makeHouse = (brush: Brush): Thing => {
  const { random, mood, noise, snowy } = brush;
  const storeys = integerBetween(random, 1, 3);
  const wallTop = between(random, 0.5, 0.68);
  const ridge = 0.92;
  const front = between(random, 0.36, 0.62);
  const side = chance(random, 0.8) ? between(random, 0.25, 0.7) : 0;
  const direction = sign(random);
  const wall = pick<() => Rgb>(random, [
    () => near(random, 0.9, 0.03, 85),
    () => near(random, 0.82, 0.07, between(random, 0, 360)),
    () => near(random, 0.58, 0.1, 35),
    () => near(random, 0.62, 0.05, 60),
    () => near(random, 0.68, 0.09, between(random, 180, 260)),
  ])();
  const roof = pick<() => Rgb>(random, [
    () => near(random, 0.54, 0.12, 35),
    () => near(random, 0.42, 0.03, 255),
    () => near(random, 0.5, 0.06, 60),
    () => near(random, 0.5, 0.07, 165),
  ])();
  const wallTexture = pick<() => Texture>(random, [
    () => masonry(noise, 0.075, 0.034, 0.2),
    () => boards(noise, 22, 0.16, true),
    () => boards(noise, 16, 0.18, false),
    () => brushed(noise, 9, 7, 0.2),
  ])();
  const roofTexture = both(masonry(noise, 0.05, 0.035, 0.24), brushed(noise, 7, 9, 0.16));
  const left = -(front + side) / 2;
  // Built with the gable on the left; `at` mirrors it for the other half of the houses.
  const at = (x: number, y: number): Point => [x * direction, y];
  const box = (x0: number, y0: number, x1: number, y1: number) =>
    polygon(at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1));
  const middle = left + front / 2;
  const corner = left + front;
  const far = corner + side;
  const gableFace = flat(mood, wall, wallTexture, -0.35 * direction, 0, 0.93);
  const sideFace = flat(mood, scaled(wall, 0.95), wallTexture, 0.8 * direction, 0, 0.6);
  const eave = 0.035;
  const white: Rgb = [0.96, 0.97, 1];
  const roofColour = snowy && chance(random, 0.8) ? white : roof;
  const roofPaint = flat(
    mood,
    roofColour,
    snowy ? brushed(noise, 8, 8, 0.12) : roofTexture,
    0.5 * direction,
    0.75,
    0.45,
  );
  const parts: Part[] = [];
  const glows: Glow[] = [];
  if (side > 0) {
    parts.push({ outline: box(corner, 0, far, wallTop), paint: sideFace });
  }
  parts.push({
    outline: polygon(
      at(left, 0),
      at(corner, 0),
      at(corner, wallTop),
      at(middle, ridge),
      at(left, wallTop),
    ),
    paint: gableFace,
  });
  if (chance(random, 0.7)) {
    const cx = side > 0 ? corner + side * between(random, 0.15, 0.7) : middle + front * 0.2;
    const brick = near(random, 0.52, 0.09, 35);
    parts.push({
      outline: box(cx, ridge - 0.12, cx + 0.075, 1),
      paint: flat(mood, brick, masonry(noise, 0.04, 0.02, 0.25), 0.2, 0, 0.95),
    });
    parts.push({
      outline: box(cx - 0.012, 0.98, cx + 0.087, 1.01),
      paint: flat(mood, scaled(brick, 0.8), undefined, 0, 0.8, 0.5),
    });
    if (chance(random, 0.5)) {
      const drift = between(random, -0.09, 0.09);
      for (let puff = 1; puff < 7; puff++) {
        const size = 0.018 + 0.011 * puff;
        const smoke = glowing(mix(mood.cloudLit, mood.cloudShade, 0.3), 0.5 - 0.06 * puff);
        const px = (cx + 0.04) * direction + drift * puff * 0.8;
        parts.push({
          outline: blob(random, px, 1 + 0.055 * puff, size * 1.2, size, 0.15),
          paint: smoke,
        });
      }
    }
  }
  if (side > 0) {
    const inset = (ridge - wallTop) * between(random, 0, 0.35);
    parts.push({
      outline: polygon(
        at(middle, ridge + 0.015),
        at(corner - 0.02 + eave, wallTop - eave),
        at(far + eave, wallTop - eave),
        at(far - inset, ridge + 0.015),
      ),
      paint: roofPaint,
    });
  }
  const trim = snowy ? white : scaled(roof, 0.78);
  for (const end of [left - eave, corner + eave]) {
    const low = wallTop - eave * 1.3;
    parts.push({
      outline: polygon(
        at(end, low),
        at(middle, ridge - 0.01),
        at(middle, ridge + 0.035),
        at(end, low + 0.045),
      ),
      paint: flat(mood, trim, undefined, 0, 0.6, 0.7),
    });
  }
  const frame = chance(random, 0.7) ? ([0.95, 0.95, 0.92] as const) : scaled(wall, 0.5);
  const storeyHeight = wallTop / storeys;
  const doorWidth = Math.min(0.14, front * 0.28);
  const doorHeight = Math.min(storeyHeight * 0.78, 0.26);
  const doorX = left + front * pick(random, [0.2, 0.5, 0.76]);
  const pane = Math.min(0.1, front * 0.19);
  for (let storey = 0; storey < storeys; storey++) {
    const y = storeyHeight * (storey + 0.36);
    const height = Math.min(pane * 1.35, storeyHeight * 0.46);
    for (const share of [0.24, 0.76]) {
      const x = left + front * share;
      if (storey === 0 && Math.abs(x - doorX) < doorWidth * 1.3) continue;
      const start = direction > 0 ? x - pane / 2 : -x - pane / 2;
      parts.push(...makeWindow(brush, { x: start, y, width: pane, height }, frame, glows));
    }
    const count = Math.floor(side / 0.2);
    for (let i = 0; i < count; i++) {
      const x = corner + (side * (i + 0.5)) / count;
      const start = direction > 0 ? x - pane * 0.4 : -x - pane * 0.4;
      parts.push(...makeWindow(brush, { x: start, y, width: pane * 0.8, height }, frame, glows));
    }
  }
  if (chance(random, 0.55)) {
    const size = pane * 0.42;
    parts.push({
      outline: ellipse(middle * direction, wallTop + 0.09, size * 1.3, size * 1.3),
      paint: flat(mood, frame),
    });
    parts.push({
      outline: ellipse(middle * direction, wallTop + 0.09, size, size),
      paint: mood.dark ? glowing(lampLight) : flat(mood, oklch(0.35, 0.04, 240)),
    });
  }
  const door = near(random, 0.5, 0.12, between(random, 0, 360));
  parts.push({
    outline: box(
      doorX - doorWidth * 0.62,
      0,
      doorX + doorWidth * 0.62,
      doorHeight + doorWidth * 0.12,
    ),
    paint: flat(mood, frame),
  });
  parts.push({
    outline: box(doorX - doorWidth / 2, 0, doorX + doorWidth / 2, doorHeight),
    paint: flat(mood, door, boards(noise, 40, 0.2, false)),
  });
  parts.push({
    outline: ellipse((doorX + doorWidth * 0.33) * direction, doorHeight * 0.45, 0.01, 0.01),
    paint: flat(mood, [0.95, 0.85, 0.4]),
  });
  parts.push({
    outline: box(doorX - doorWidth * 0.75, -0.01, doorX + doorWidth * 0.75, 0.022),
    paint: flat(mood, [0.7, 0.68, 0.65], undefined, 0, 0.8, 0.5),
  });
  if (chance(random, 0.5)) {
    // Bushes along the wall.
    const green = near(random, 0.52, 0.11, 138);
    for (let i = integerBetween(random, 2, 5); i > 0; i--) {
      const x = between(random, left, far) * direction;
      const size = between(random, 0.04, 0.075);
      if (Math.abs(x - doorX * direction) < doorWidth) continue;
      parts.push({
        outline: blob(random, x, size * 0.6, size * 1.3, size, 0.12),
        paint: ball(
          mood,
          green,
          x,
          size * 0.5,
          size * 1.6,
          size * 1.3,
          brushed(noise, 40, 40, 0.5),
        ),
      });
    }
  }
  return { width: (front + side) * 0.95, height: 1, parts, glows };
};
