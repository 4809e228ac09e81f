/** A cactus. */
import type { Brush } from './brush.js';
import { near, scaled, type Rgb } from './colour.js';
import { between, chance, integerBetween } from './draws.js';
import { blob, ellipse, stroke, type Point } from './outlines.js';
import { ball, brushed, flat, round, type Texture } from './paints.js';
import type { Part, Thing } from './stage.js';

/** A ribbed column with a round top, as one part. */
const cactusLimb = (
  brush: Brush,
  green: Rgb,
  points: readonly [Point, Point, ...Point[]],
  width: number,
): Part[] => {
  const { mood, noise, random } = brush;
  const tip = points.at(-1) ?? points[0];
  const ribs: Texture = ({ count, x, y, u, v }, factors) => {
    for (let i = 0; i < count; i++) {
      u[i] = x[i]! * 30;
      v[i] = y[i]! * 12;
    }
    noise.fractals(u, v, count, 2, factors);
    for (let i = 0; i < count; i++) {
      const rib = Math.cos(((x[i]! - tip[0]) / width) * Math.PI * 7);
      factors[i] = (1 + 0.2 * rib) * (1 + 0.3 * (factors[i]! - 0.5));
    }
  };
  const paint = round(mood, scaled(green, between(random, 0.92, 1.06)), tip[0], width * 0.56, ribs);
  return [
    { outline: stroke(points, width * 0.95, width), paint },
    { outline: ellipse(tip[0], tip[1], width / 2, width * 0.5), paint },
  ];
};

/** A cactus: a column with raised arms, or a stack of prickly pads. */
export const makeCactus = (brush: Brush): Thing => {
  const { random, mood, noise } = brush;
  const green = near(random, 0.56, 0.1, 145, 1.4);
  const bloom = near(random, 0.72, 0.19, between(random, -20, 60));
  const parts: Part[] = [];
  if (chance(random, 0.3)) {
    const grow = (x: number, y: number, size: number, angle: number, depth: number): void => {
      const cx = x + size * 0.85 * Math.cos(angle);
      const cy = y + size * 0.85 * Math.sin(angle);
      parts.push({
        outline: ellipse(cx, cy, size, size * 0.72, angle),
        paint: ball(
          mood,
          scaled(green, between(random, 0.85, 1.1)),
          cx,
          cy,
          size * 1.1,
          size * 1.1,
          brushed(noise, 55, 55, 0.45),
        ),
      });
      const tipX = cx + size * Math.cos(angle);
      const tipY = cy + size * Math.sin(angle);
      if (depth === 0 || chance(random, 0.25)) {
        parts.push({
          outline: blob(random, tipX, tipY, 0.028, 0.028, 0.2),
          paint: flat(mood, bloom),
        });
        if (depth === 0) return;
      }
      for (const side of [-1, 1] as const) {
        grow(
          tipX - size * 0.2 * Math.cos(angle),
          tipY - size * 0.25 * Math.sin(angle),
          size * between(random, 0.7, 0.86),
          angle + side * between(random, 0.25, 0.75),
          depth - 1,
        );
      }
    };
    grow(0, 0, between(random, 0.19, 0.23), Math.PI / 2 + between(random, -0.15, 0.15), 2);
    return { width: 0.3, height: 1, parts };
  }
  const width = between(random, 0.14, 0.21);
  const arms = integerBetween(random, 1, 4);
  for (let arm = 0; arm < arms; arm++) {
    const side = arm & 1 ? 1 : -1;
    const y = between(random, 0.28, 0.55);
    const reach = width * between(random, 1, 1.6);
    const top = Math.min(0.95, y + between(random, 0.18, 0.36));
    const thick = width * between(random, 0.55, 0.72);
    parts.push(
      ...cactusLimb(
        brush,
        green,
        [
          [0, y - 0.04],
          [side * reach * 0.75, y],
          [side * reach, y + 0.07],
          [side * reach, top],
        ],
        thick,
      ),
    );
    if (chance(random, 0.3))
      parts.push({
        outline: blob(random, side * reach, top + thick * 0.5, 0.03, 0.025, 0.25),
        paint: flat(mood, bloom),
      });
  }
  parts.push(
    ...cactusLimb(
      brush,
      green,
      [
        [0, 0],
        [0, 0.5],
        [0, 1 - width / 2],
      ],
      width,
    ),
  );
  if (chance(random, 0.4))
    parts.push({ outline: blob(random, 0, 1, 0.045, 0.035, 0.25), paint: flat(mood, bloom) });
  return { width: 0.3, height: 1, parts };
};
