/** A boat. */
import type { Brush } from './brush.js';
import { mix, near, oklch } from './colour.js';
import { between, chance, pick } from './draws.js';
import { blob, polygon, rectangle, smooth, stroke } from './outlines.js';
import { boards, both, brushed, flat, glowing, pointwise, round, type Texture } from './paints.js';
import type { Glow, Part, Thing } from './stage.js';

/** A boat: sailing boat, fishing boat with a cabin, or steamer. */
export const makeBoat = (brush: Brush): Thing => {
  const { random, mood, noise } = brush;
  const hull = near(random, between(random, 0.4, 0.9), 0.11, between(random, 0, 360));
  const wood = near(random, 0.6, 0.08, 60);
  const half = between(random, 0.3, 0.5);
  const board = between(random, 0.11, 0.17);
  const parts: Part[] = [];
  const glows: Glow[] = [];
  const planks = boards(noise, 30, 0.14, true);
  const kind = pick(random, ['sail', 'sail', 'fishing', 'steamer'] as const);
  const deck = board + 0.02;
  if (kind === 'sail') {
    const mast = between(random, -0.08, 0.05);
    const cloth = near(random, 0.92, chance(random, 0.5) ? 0.02 : 0.12, between(random, 0, 360));
    const stripes = chance(random, 0.35);
    const fold: Texture = ({ count, x, y, u, v }, factors) => {
      for (let i = 0; i < count; i++) {
        u[i] = x[i]! * 7;
        v[i] = y[i]! * 3;
      }
      noise.fractals(u, v, count, 3, factors);
      for (let i = 0; i < count; i++) {
        const stripe = stripes && Math.floor(y[i]! * 9) % 2 === 0 ? 0.72 : 1;
        factors[i] = stripe * (1 + 0.3 * (factors[i]! - 0.5));
      }
    };
    const boom = half * between(random, 0.75, 1.05);
    parts.push({
      outline: rectangle(mast - 0.011, board * 0.5, mast + 0.011, 1),
      paint: round(mood, wood, mast, 0.012),
    });
    parts.push({
      outline: smooth(
        [mast - 0.015, 0.98],
        [mast - 0.015, 0.6],
        [mast - 0.015, deck + 0.05],
        [mast - boom * 0.5, deck + 0.03],
        [mast - boom, deck + 0.05],
        [mast - boom * 0.62, 0.5],
      ),
      paint: round(mood, cloth, mast - boom * 0.35, boom * 0.9, fold),
    });
    if (chance(random, 0.8)) {
      parts.push({
        outline: smooth(
          [mast + 0.02, 0.88],
          [mast + half * 0.5, 0.45],
          [half * 0.95, deck + 0.05],
          [mast + half * 0.4, deck + 0.05],
          [mast + 0.03, deck + 0.08],
        ),
        paint: round(mood, mix(cloth, [1, 1, 1], 0.35), mast + half * 0.4, half * 0.7, fold),
      });
    }
    parts.push({
      outline: polygon([mast, 1.0], [mast + 0.09, 0.98], [mast, 0.955]),
      paint: flat(mood, near(random, 0.6, 0.2, between(random, 0, 360))),
    });
  } else {
    const cabinHeight = kind === 'steamer' ? 0.26 : 0.3;
    const shift = between(random, -0.15, 0.1);
    const white = near(random, 0.92, 0.03, 90);
    const x0 = shift - half * (kind === 'steamer' ? 0.55 : 0.28);
    const x1 = shift + half * (kind === 'steamer' ? 0.55 : 0.3);
    parts.push({
      outline: rectangle(x0 - 0.3 * half, board * 0.4, x0 - 0.3 * half + 0.02, 0.95),
      paint: round(mood, wood, x0 - 0.3 * half + 0.01, 0.012),
    });
    parts.push({
      outline: stroke(
        [
          [x0 - 0.3 * half + 0.01, 0.93],
          [half * 0.95, deck + 0.02],
        ],
        0.006,
        0.006,
      ),
      paint: flat(mood, [0.3, 0.28, 0.26]),
    });
    parts.push({
      outline: stroke(
        [
          [x0 - 0.3 * half + 0.01, 0.93],
          [-half * 0.98, deck + 0.02],
        ],
        0.006,
        0.006,
      ),
      paint: flat(mood, [0.3, 0.28, 0.26]),
    });
    parts.push({
      outline: rectangle(x0, deck - 0.03, x1, deck + cabinHeight),
      paint: flat(mood, white, planks, 0.1, 0.1, 0.98),
    });
    const top = near(random, 0.55, 0.12, between(random, 0, 360));
    parts.push({
      outline: rectangle(x0 - 0.03, deck + cabinHeight, x1 + 0.03, deck + cabinHeight + 0.035),
      paint: flat(mood, top, undefined, 0, 0.7, 0.6),
    });
    const funnel = (x0 + x1) / 2;
    const funnelTop = deck + cabinHeight + (kind === 'steamer' ? 0.32 : 0.16);
    parts.push({
      outline: polygon(
        [funnel - 0.055, deck + cabinHeight + 0.03],
        [funnel - 0.048, funnelTop],
        [funnel + 0.048, funnelTop],
        [funnel + 0.055, deck + cabinHeight + 0.03],
      ),
      paint: round(
        mood,
        top,
        funnel,
        0.056,
        pointwise((_x, y) => (y > funnelTop - 0.06 ? 0.35 : 1)),
      ),
    });
    for (let puff = 1; puff < 6 && kind === 'steamer'; puff++) {
      parts.push({
        outline: blob(
          random,
          funnel - 0.05 * puff,
          funnelTop + 0.04 * puff,
          0.03 + 0.012 * puff,
          0.025 + 0.01 * puff,
          0.15,
        ),
        paint: glowing(mood.cloudShade, 0.5 - 0.07 * puff),
      });
    }
    const count = Math.max(2, Math.round((x1 - x0) / 0.14));
    for (let i = 0; i < count; i++) {
      const x = x0 + ((x1 - x0) * (i + 0.5)) / count;
      parts.push({
        outline: rectangle(
          x - 0.035,
          deck + cabinHeight * 0.42,
          x + 0.035,
          deck + cabinHeight * 0.82,
        ),
        paint: mood.dark
          ? glowing([1, 0.85, 0.5])
          : flat(mood, oklch(0.42, 0.05, 235), brushed(noise, 20, 20, 0.4)),
      });
      if (mood.dark)
        glows.push({ x, y: deck + cabinHeight * 0.6, radius: 0.12, colour: [1, 0.8, 0.45] });
    }
  }
  parts.push({
    outline: smooth(
      [-half, deck + 0.01],
      [-half * 0.5, board - 0.005],
      [half * 0.3, board],
      [half * 0.8, board + 0.03],
      [half * 1.12, board + 0.06],
      [half * 0.92, 0.02],
      [half * 0.7, -0.025],
      [-half * 0.75, -0.025],
      [-half * 0.93, 0.02],
    ),
    paint: flat(
      mood,
      hull,
      both(
        both(
          planks,
          pointwise((_x, y) => (y > board * 0.72 ? 1.25 : 0.75 + 0.4 * (y / board))),
        ),
        pointwise((_x, y) => (y < 0.02 ? 0.5 : 1)),
      ),
      0.1,
      0.15,
      0.95,
    ),
  });
  return { width: half * 2, height: 1, parts, glows };
};
