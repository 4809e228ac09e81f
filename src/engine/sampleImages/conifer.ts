/** A conifer. */
import type { Brush } from './brush.js';
import { mix, near, oklch } from './colour.js';
import { between, chance, integerBetween, repeat } from './draws.js';
import { polygon, type Point } from './outlines.js';
import { brushed, round } from './paints.js';
import type { Part, Thing } from './stage.js';

/** A conifer: a trunk under tiers of drooping boughs, with snow on them in winter. */
export const makeConifer = (brush: Brush): Thing => {
  const { random, mood, noise } = brush;
  const tiers = integerBetween(random, 4, 8);
  const halfWidth = between(random, 0.2, 0.36);
  const foot = between(random, 0.07, 0.17);
  const needle = near(random, 0.46, 0.085, between(random, 140, 185), 1.2);
  const snow = brush.snowy ? between(random, 0.3, 0.8) : chance(random, 0.08) ? 0.4 : 0;
  const parts: Part[] = [
    {
      outline: polygon([-0.04, 0], [-0.025, foot + 0.1], [0.025, foot + 0.1], [0.04, 0]),
      paint: round(mood, near(random, 0.4, 0.05, 50), 0, 0.04, brushed(noise, 40, 9, 0.4)),
    },
  ];
  for (let tier = 0; tier < tiers; tier++) {
    const t = tier / tiers;
    const bottom = foot + (0.97 - foot) * t * 0.93;
    const top = Math.min(1, bottom + ((1 - foot) / tiers) * between(random, 1.6, 2));
    const half = halfWidth * (1 - t) ** 0.85 + 0.035;
    const teeth = integerBetween(random, 4, 7);
    const edge: Point[] = [];
    for (let tooth = 0; tooth <= teeth; tooth++) {
      const x = -half + (2 * half * tooth) / teeth;
      const droop = 0.035 * (1 - Math.abs(x / half));
      edge.push([x, bottom + droop + between(random, -0.012, 0.012)]);
      if (tooth < teeth)
        edge.push([x + half / teeth, bottom + droop + between(random, 0.02, 0.045)]);
    }
    const tone = mix(needle, oklch(0.65, 0.1, 130), 0.25 * t);
    parts.push({
      outline: polygon(...edge, [0.012, top], [-0.012, top]),
      paint: round(mood, tone, 0, half * 1.05, ({ count, x, y, u, v }, factors) => {
        for (let i = 0; i < count; i++) {
          u[i] = x[i]! * 34;
          v[i] = y[i]! * 20 + Math.abs(x[i]!) * 30;
        }
        noise.fractals(u, v, count, 3, factors);
        for (let i = 0; i < count; i++) {
          const shade = 0.68 + 0.4 * Math.min(1, (top - y[i]!) / (top - bottom));
          factors[i] = shade * (1 + 0.8 * (factors[i]! - 0.5));
        }
      }),
    });
    if (snow > 0) {
      const cover: Point[] = repeat(7, (i) => {
        const u = i / 6 - 0.5;
        return [
          u * half * 1.5,
          bottom + (top - bottom) * (0.62 - snow * 0.5 * Math.abs(u) * 1.6) - 0.03 * (i & 1),
        ];
      });
      parts.push({
        outline: polygon(...cover, [0, top]),
        paint: round(mood, [0.95, 0.97, 1], 0, half, brushed(noise, 14, 14, 0.1)),
      });
    }
  }
  return { width: halfWidth, height: 1, parts };
};
