/** A lamp post. */
import type { Brush } from './brush.js';
import { near } from './colour.js';
import { between, chance, pick, repeat, sign } from './draws.js';
import { ellipse, polygon, rectangle, stroke, type Point } from './outlines.js';
import { brushed, flat, glowing, round } from './paints.js';
import type { Glow, Part, Thing } from './stage.js';
import { lampLight } from './brush.js';

/** A lamp post with one or two lanterns, shining when it is dark. */
export const makeLamp = (brush: Brush): Thing => {
  const { random, mood, noise } = brush;
  const iron = near(random, 0.36, 0.03, between(random, 0, 360));
  const metal = (cx: number, radius: number) =>
    round(mood, iron, cx, radius, brushed(noise, 20, 20, 0.3));
  const half = between(random, 0.014, 0.024);
  const kind = pick(random, ['top', 'arm', 'double'] as const);
  const shining = mood.dark || chance(random, 0.12);
  const parts: Part[] = [
    {
      outline: polygon(
        [-half * 3.4, 0],
        [-half * 3.2, 0.04],
        [-half * 1.6, 0.09],
        [half * 1.6, 0.09],
        [half * 3.2, 0.04],
        [half * 3.4, 0],
      ),
      paint: metal(0, half * 3.4),
    },
    {
      outline: polygon(
        [-half * 1.2, 0.05],
        [-half * 0.8, 0.86],
        [half * 0.8, 0.86],
        [half * 1.2, 0.05],
      ),
      paint: metal(0, half * 1.3),
    },
    { outline: rectangle(-half * 1.7, 0.2, half * 1.7, 0.225), paint: metal(0, half * 1.7) },
  ];
  const glows: Glow[] = [];
  const lantern = (x: number, bottom: number, size: number): void => {
    const glass = shining
      ? glowing([1, 0.92, 0.66])
      : flat(mood, [0.88, 0.9, 0.86], brushed(noise, 12, 8, 0.3));
    parts.push({
      outline: polygon(
        [x - size * 0.55, bottom],
        [x + size * 0.55, bottom],
        [x + size * 0.85, bottom + size * 1.7],
        [x - size * 0.85, bottom + size * 1.7],
      ),
      paint: glass,
    });
    for (const side of [-0.7, 0, 0.7])
      parts.push({
        outline: stroke(
          [
            [x + side * size * 0.8, bottom],
            [x + side * size * 1.2, bottom + size * 1.7],
          ],
          size * 0.14,
          size * 0.14,
        ),
        paint: metal(x, size),
      });
    parts.push({
      outline: polygon(
        [x - size * 1.15, bottom + size * 1.65],
        [x + size * 1.15, bottom + size * 1.65],
        [x + size * 0.25, bottom + size * 2.5],
        [x - size * 0.25, bottom + size * 2.5],
      ),
      paint: metal(x, size * 1.15),
    });
    parts.push({
      outline: rectangle(x - size * 0.65, bottom - size * 0.22, x + size * 0.65, bottom),
      paint: metal(x, size * 0.7),
    });
    if (shining) {
      glows.push({ x, y: bottom + size, radius: 0.34, colour: lampLight });
      glows.push({ x, y: bottom + size, radius: 0.12, colour: [1, 0.95, 0.8] });
    }
  };
  const size = between(random, 0.05, 0.07);
  const reach = between(random, 0.13, 0.2);
  if (kind === 'top') lantern(0, 0.84, size * 1.05);
  else {
    for (const side of kind === 'double' ? [-1, 1] : [sign(random)]) {
      const curve = repeat(6, (i): Point => [
        side * reach * Math.sin((i / 5) * Math.PI * 0.5),
        0.84 + 0.1 * Math.sin((i / 5) * Math.PI * 0.75),
      ]);
      const [first, second, ...rest] = curve;
      if (first && second)
        parts.push({
          outline: stroke([first, second, ...rest], half * 1.3, half),
          paint: metal(side * reach * 0.5, reach),
        });
      lantern(side * reach, 0.905 - size * 2.5, size);
    }
    parts.push({ outline: ellipse(0, 0.88, half * 1.9, half * 1.9), paint: metal(0, half * 2) });
  }
  return { width: 0.14, height: 1, parts, glows };
};
