/** A car. */
import type { Brush } from './brush.js';
import type { Paint } from './canvas.js';
import { mix, near, oklch, scaled, type Rgb } from './colour.js';
import { between, chance, pick } from './draws.js';
import { ellipse, polygon, rectangle, smooth, stroke, type Point } from './outlines.js';
import { ball, boards, brushed, flat, glowing, pointwise } from './paints.js';
import type { Glow, Part, Thing } from './stage.js';

/** A car from the side: saloon, van, pick-up or small car. */
export const makeCar = (brush: Brush): Thing => {
  const { random, mood, noise } = brush;
  const colour = near(
    random,
    between(random, 0.45, 0.85),
    between(random, 0.03, 0.17),
    between(random, 0, 360),
  );
  const kind = pick(random, ['saloon', 'van', 'pickup', 'small'] as const);
  const long = kind === 'small' ? between(random, 0.85, 1) : between(random, 1.05, 1.3);
  const sill = 0.16;
  const belt = between(random, 0.5, 0.58);
  const roof = 1;
  // Half-length `long`; the nose points to the right.
  const cabin: readonly Point[] =
    kind === 'van'
      ? [
          [-long, belt],
          [-long * 0.98, roof * 0.97],
          [-long * 0.8, roof],
          [long * 0.35, roof],
          [long * 0.72, belt],
        ]
      : kind === 'pickup'
        ? [
            [-long * 0.12, belt],
            [-long * 0.1, roof * 0.95],
            [0, roof],
            [long * 0.34, roof],
            [long * 0.6, belt],
          ]
        : kind === 'small'
          ? [
              [-long * 0.86, belt],
              [-long * 0.55, roof * 0.93],
              [-long * 0.1, roof],
              [long * 0.25, roof * 0.95],
              [long * 0.62, belt],
            ]
          : [
              [-long * 0.68, belt],
              [-long * 0.36, roof * 0.95],
              [-long * 0.05, roof],
              [long * 0.2, roof * 0.96],
              [long * 0.56, belt],
            ];
  const shade: Paint = (span) => {
    const { count, x, y, u, v, colours } = span;
    body(span);
    for (let i = 0; i < count; i++) {
      u[i] = x[i]! * 3;
      v[i] = y[i]! * 9;
    }
    noise.fractals(u, v, count, 3, u);
    for (let i = 0; i < count; i++) {
      // The upper half of the side mirrors the sky, the lower half the ground.
      const height = (y[i]! - sill) / (belt - sill);
      const mirrored = height > 0.55 ? 1.12 : 0.82 + 0.25 * height;
      const bright = mirrored * (1 + 0.3 * (u[i]! - 0.5));
      colours[4 * i]! *= bright;
      colours[4 * i + 1]! *= bright;
      colours[4 * i + 2]! *= bright;
    }
  };
  const body = flat(mood, colour, undefined, 0.15, 0.35, 0.9);
  const parts: Part[] = [];
  const dark: Rgb = [0.14, 0.14, 0.16];
  parts.push({
    outline: rectangle(-long * 0.9, sill - 0.06, long * 0.9, sill + 0.08),
    paint: flat(mood, dark),
  });
  parts.push({ outline: polygon(...cabin), paint: flat(mood, colour, undefined, 0, 0.6, 0.7) });
  const glassTone = mix(mood.skyMiddle, oklch(0.3, 0.03, 230), 0.45);
  const shrink = (point: Point): Point => {
    const cx = cabin.reduce((sum, p) => sum + p[0], 0) / cabin.length;
    return [cx + (point[0] - cx) * 0.88, belt + (point[1] - belt) * 0.86 + 0.01];
  };
  parts.push({
    outline: polygon(...cabin.map(shrink)),
    paint: flat(
      mood,
      glassTone,
      pointwise((x, y) => 0.8 + 0.5 * noise.at((x + y) * 5, 3)),
    ),
  });
  for (const share of kind === 'pickup' ? [0.16] : [-0.22, 0.16]) {
    const x = share * long;
    parts.push({
      outline: polygon(
        [x - 0.03, belt],
        [x + 0.03, belt],
        [x + 0.01, roof * 0.96],
        [x - 0.05, roof * 0.96],
      ),
      paint: body,
    });
  }
  const back = kind === 'van' ? belt + 0.02 : belt - 0.03;
  parts.push({
    outline: smooth(
      [-long, sill + 0.03],
      [-long * 1.01, belt - 0.12],
      [-long * 0.97, back],
      [-long * 0.5, belt + 0.01],
      [0, belt + 0.015],
      [long * 0.5, belt + 0.01],
      [long * 0.92, belt - 0.09],
      [long * 1.01, belt - 0.22],
      [long, sill + 0.03],
      [long * 0.5, sill],
      [-long * 0.5, sill],
    ),
    paint: shade,
  });
  for (const x of [-0.2 * long, 0.2 * long])
    parts.push({
      outline: rectangle(x - 0.006, sill + 0.05, x + 0.006, belt),
      paint: flat(mood, scaled(colour, 0.55)),
    });
  parts.push({
    outline: rectangle(-0.02 * long, belt - 0.09, 0.07 * long, belt - 0.065),
    paint: flat(mood, [0.85, 0.85, 0.85]),
  });
  if (chance(random, 0.5))
    parts.push({
      outline: rectangle(-long * 0.97, sill + 0.12, long * 0.97, sill + 0.155),
      paint: flat(mood, chance(random, 0.5) ? [0.9, 0.9, 0.9] : scaled(colour, 0.6)),
    });
  const wheel = between(random, 0.185, 0.225);
  for (const x of [-long * 0.6, long * 0.6]) {
    parts.push({
      outline: ellipse(x, wheel + 0.02, wheel * 1.18, wheel * 1.18),
      paint: flat(mood, scaled(colour, 0.3)),
    });
    parts.push({
      outline: ellipse(x, wheel, wheel, wheel),
      paint: flat(mood, dark, brushed(noise, 30, 30, 0.5)),
    });
    parts.push({
      outline: ellipse(x, wheel, wheel * 0.6, wheel * 0.6),
      paint: ball(mood, [0.78, 0.78, 0.8], x, wheel, wheel * 0.7, wheel * 0.7),
    });
    for (let spoke = 0; spoke < 5; spoke++) {
      const angle = spoke * 1.257 + 0.3;
      parts.push({
        outline: stroke(
          [
            [x, wheel],
            [x + wheel * 0.55 * Math.cos(angle), wheel + wheel * 0.55 * Math.sin(angle)],
          ],
          0.03,
          0.02,
        ),
        paint: flat(mood, [0.35, 0.35, 0.38]),
      });
    }
  }
  const glows: Glow[] = [];
  parts.push({
    outline: ellipse(long * 0.95, belt - 0.2, 0.045, 0.05),
    paint: mood.dark ? glowing([1, 0.97, 0.8]) : flat(mood, [0.98, 0.96, 0.85]),
  });
  parts.push({
    outline: rectangle(-long * 1.005, belt - 0.2, -long * 0.95, belt - 0.11),
    paint: mood.dark ? glowing([1, 0.25, 0.15]) : flat(mood, [0.75, 0.12, 0.1]),
  });
  if (mood.dark)
    glows.push(
      { x: long * 1.02, y: belt - 0.22, radius: 0.55, colour: [1, 0.95, 0.7] },
      { x: -long, y: belt - 0.15, radius: 0.25, colour: [1, 0.2, 0.1] },
    );
  if (chance(random, 0.3)) {
    const load = near(random, 0.6, 0.1, between(random, 0, 360));
    const [x0, x1, y] =
      kind === 'pickup' ? [-long * 0.85, -long * 0.25, belt] : [-long * 0.3, long * 0.15, roof];
    parts.unshift({
      outline: rectangle(x0, y - 0.05, x1, y + 0.18),
      paint: flat(mood, load, boards(noise, 9, 0.25, false)),
    });
  }
  return { width: long * 2, height: 1, parts, glows };
};
