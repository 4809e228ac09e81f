/** A balloon. */
import type { Brush } from './brush.js';
import { near, scaled } from './colour.js';
import { between, chance, integerBetween } from './draws.js';
import { ellipse, polygon, rectangle, smooth, stroke } from './outlines.js';
import { ball, boards, brushed, chosen, flat, round } from './paints.js';
import type { Glow, Part, Thing } from './stage.js';

/** A hot-air balloon with gores in two or three colours, ropes and a basket. */
export const makeBalloon = (brush: Brush): Thing => {
  const { random, mood, noise } = brush;
  const radius = between(random, 0.33, 0.4);
  const cy = 1 - radius;
  const hue = between(random, 0, 360);
  const first = near(random, 0.68, 0.18, hue);
  const second = near(
    random,
    chance(random, 0.5) ? 0.92 : 0.6,
    chance(random, 0.5) ? 0.03 : 0.16,
    hue + between(random, 60, 200),
  );
  const third = near(random, 0.8, 0.12, hue + 120);
  const gores = integerBetween(random, 3, 6);
  const banded = chance(random, 0.4);
  const bandAt = between(random, -0.35, 0.3);
  const formA = ball(mood, first, 0, cy, radius * 1.04, radius * 1.08, brushed(noise, 16, 5, 0.14));
  const formB = ball(
    mood,
    second,
    0,
    cy,
    radius * 1.04,
    radius * 1.08,
    brushed(noise, 16, 5, 0.14),
  );
  const formC = ball(
    mood,
    third,
    0,
    cy,
    radius * 1.04,
    radius * 1.08,
    brushed(noise, 12, 12, 0.14),
  );
  const spiral = chance(random, 0.3) ? between(random, -1.6, 1.6) : 0;
  const cloth = chosen([formA, formB, formC], (x, y) => {
    const v = (y - cy) / radius;
    const wide = v < 0 ? Math.max(0.2, 1 - 0.55 * v * v) : Math.sqrt(Math.max(0.02, 1 - v * v));
    // Longitude of the point on the envelope, so that gores narrow towards the rim.
    const longitude = Math.asin(Math.max(-1, Math.min(1, x / (radius * wide))));
    const gore = Math.floor((longitude / Math.PI) * gores * 2 + spiral * v + 100);
    if (banded && Math.abs(v - bandAt) < 0.16) return 2;
    return gore & 1 ? 0 : 1;
  });
  const mouth = cy - radius * 1.32;
  const basketTop = 0.15;
  const envelope = smooth(
    [0, 1],
    [radius * 0.7, cy + radius * 0.72],
    [radius, cy + radius * 0.05],
    [radius * 0.8, cy - radius * 0.62],
    [radius * 0.2, mouth],
    [-radius * 0.2, mouth],
    [-radius * 0.8, cy - radius * 0.62],
    [-radius, cy + radius * 0.05],
    [-radius * 0.7, cy + radius * 0.72],
  );
  const rope = flat(mood, [0.35, 0.3, 0.25]);
  const wicker = near(random, 0.58, 0.09, 65);
  const parts: Part[] = [{ outline: envelope, paint: cloth }];
  for (const side of [-1, -0.35, 0.35, 1])
    parts.push({
      outline: stroke(
        [
          [side * 0.06, basketTop],
          [side * radius * 0.24, mouth + 0.01],
        ],
        0.008,
        0.008,
      ),
      paint: rope,
    });
  parts.push({
    outline: polygon([-0.05, 0.02], [0.05, 0.02], [0.066, basketTop], [-0.066, basketTop]),
    paint: round(mood, wicker, 0, 0.068, boards(noise, 55, 0.3, true)),
  });
  parts.push({
    outline: rectangle(-0.072, basketTop - 0.012, 0.072, basketTop + 0.014),
    paint: flat(mood, scaled(wicker, 0.65)),
  });
  for (const x of [-0.03, 0.028])
    parts.unshift({
      outline: ellipse(x, basketTop + 0.035, 0.02, 0.024),
      paint: flat(mood, near(random, 0.7, 0.07, 55)),
    });
  const glows: Glow[] = mood.dark
    ? [{ x: 0, y: mouth + 0.1, radius: radius * 0.9, colour: [1, 0.75, 0.35] }]
    : [];
  return { width: radius * 1.6, height: 1, parts, glows };
};
