/** A person. */
import type { Brush } from './brush.js';
import { near, oklch, scaled } from './colour.js';
import { between, chance } from './draws.js';
import { ellipse, rectangle, smooth, stroke, type Point } from './outlines.js';
import { ball, boards, brushed, flat, pointwise, round } from './paints.js';
import type { Part, Thing } from './stage.js';

/** A person standing or walking: coat or trousers, hair or hat, perhaps scarf and umbrella. */
export const makeFigure = (brush: Brush): Thing => {
  const { random, mood, noise } = brush;
  const top = between(random, 0.84, 0.94);
  const head = top * between(random, 0.068, 0.08);
  const skin = oklch(between(random, 0.5, 0.84), 0.06, between(random, 45, 65));
  const coat = near(random, between(random, 0.42, 0.78), 0.14, between(random, 0, 360));
  const legs = near(random, between(random, 0.28, 0.5), 0.05, between(random, 200, 290));
  const hair = near(random, between(random, 0.22, 0.65), 0.06, 55);
  const weave = brushed(noise, 34, 22, 0.25);
  const way = chance(random, 0.5) ? 1 : -1;
  const stride = between(random, 0.02, 0.13);
  const hip = top * 0.48;
  const shoulder = top * 0.81;
  const half = top * between(random, 0.095, 0.125);
  const parts: Part[] = [];
  const umbrella = chance(random, 0.3);
  for (const [side, tone] of [
    [-1, 0.78],
    [1, 1],
  ] as const) {
    const foot = side * stride * way;
    const knee: Point = [foot * 0.65 + 0.015 * way, hip * 0.48];
    parts.push({
      outline: stroke(
        [[side * half * 0.3, hip + 0.03], knee, [foot, 0.02]],
        half * 0.85,
        half * 0.5,
      ),
      paint: flat(mood, scaled(legs, tone), weave),
    });
    parts.push({
      outline: smooth(
        [foot - 0.028, 0],
        [foot - 0.02, 0.035],
        [foot + way * 0.03, 0.03],
        [foot + way * 0.065, 0.004],
      ),
      paint: flat(mood, [0.22, 0.16, 0.13]),
    });
  }
  const handY = umbrella ? shoulder - 0.08 : hip - 0.02;
  const hand: Point = [way * (half + 0.05 + (umbrella ? 0.03 : stride * 0.6)), handY];
  const arm = (tip: Point, tone: number, root: number): void => {
    const elbow: Point = [
      (root + tip[0]) / 2 + way * 0.012,
      umbrella && tip === hand ? shoulder - 0.15 : (shoulder + tip[1]) / 2,
    ];
    parts.push({
      outline: stroke([[root, shoulder - 0.02], elbow, tip], 0.062, 0.045),
      paint: flat(mood, scaled(coat, tone), weave),
    });
    parts.push({ outline: ellipse(tip[0], tip[1], 0.024, 0.026), paint: flat(mood, skin) });
  };
  arm([-way * (half + 0.03 + stride * 0.5), hip], 0.72, -way * half * 0.75);
  const hem = chance(random, 0.5) ? hip - top * between(random, 0.12, 0.24) : hip - 0.02;
  const flare = hem < hip - 0.05 ? between(random, 1.1, 1.65) : 1;
  parts.push({
    outline: smooth(
      [-half * flare, hem],
      [half * flare, hem],
      [half * 0.92, (hem + shoulder) / 2],
      [half, shoulder - 0.015],
      [half * 0.4, shoulder + 0.02],
      [-half * 0.4, shoulder + 0.02],
      [-half, shoulder - 0.015],
      [-half * 0.92, (hem + shoulder) / 2],
    ),
    paint: round(mood, coat, 0, half * 1.5, weave),
  });
  if (chance(random, 0.5))
    parts.push({
      outline: rectangle(-half * 0.98, hip + 0.04, half * 0.98, hip + 0.065),
      paint: flat(mood, scaled(coat, 0.5)),
    });
  arm(hand, 0.9, way * half * 0.75);
  const neck = shoulder + 0.02;
  const headY = top - head;
  parts.push({
    outline: rectangle(-head * 0.4, neck - 0.02, head * 0.4, headY),
    paint: flat(mood, scaled(skin, 0.85)),
  });
  const longHair = chance(random, 0.5);
  if (longHair)
    parts.push({
      outline: ellipse(-way * head * 0.3, headY - head * 0.4, head * 0.95, head * 1.6),
      paint: flat(mood, hair, weave),
    });
  parts.push({
    outline: ellipse(0, headY, head * 0.86, head),
    paint: ball(mood, skin, 0, headY, head, head * 1.1),
  });
  if (chance(random, 0.4)) {
    const felt = near(random, 0.45, 0.1, between(random, 0, 360));
    parts.push({
      outline: ellipse(0, headY + head * 0.55, head * 1.5, head * 0.24),
      paint: flat(mood, felt, undefined, 0, 0.7, 0.6),
    });
    parts.push({
      outline: smooth(
        [-head * 0.85, headY + head * 0.55],
        [head * 0.85, headY + head * 0.55],
        [head * 0.6, headY + head * 1.5],
        [-head * 0.6, headY + head * 1.5],
      ),
      paint: round(mood, felt, 0, head, weave),
    });
  } else {
    parts.push({
      outline: smooth(
        [-head * 0.95, headY - head * 0.1],
        [-head * 0.9, headY + head * 0.8],
        [0, headY + head * 1.2],
        [head * 0.9, headY + head * 0.75],
        [head * 0.85, headY + head * 0.2],
        [way * head * 0.2, headY + head * 0.5],
      ),
      paint: flat(mood, hair, weave, 0, 0.6, 0.7),
    });
  }
  if (chance(random, 0.45)) {
    const scarf = near(random, 0.62, 0.18, between(random, 0, 360));
    parts.push({
      outline: ellipse(0, neck + 0.005, head * 0.95, head * 0.42),
      paint: flat(mood, scarf, weave),
    });
    parts.push({
      outline: stroke(
        [
          [-way * head * 0.5, neck],
          [-way * (head * 1.2 + 0.04), neck - 0.1],
          [-way * (head * 1.4 + 0.07), neck - 0.18],
        ],
        0.045,
        0.04,
      ),
      paint: flat(mood, scarf, boards(noise, 40, 0.3, true)),
    });
  }
  if (umbrella) {
    const canopy = near(random, 0.62, 0.18, between(random, 0, 360));
    const cx = hand[0];
    const rim = 0.9;
    const span = between(random, 0.26, 0.33);
    const rise = 0.2;
    parts.push({
      outline: rectangle(cx - 0.007, handY - 0.03, cx + 0.007, rim + rise + 0.03),
      paint: flat(mood, [0.25, 0.22, 0.2]),
    });
    parts.push({
      outline: smooth(
        [cx - span, rim],
        [cx - span * 0.8, rim + rise * 0.6],
        [cx, rim + rise],
        [cx + span * 0.8, rim + rise * 0.6],
        [cx + span, rim],
        [cx + span * 0.5, rim + 0.035],
        [cx, rim + 0.015],
        [cx - span * 0.5, rim + 0.035],
      ),
      paint: round(
        mood,
        canopy,
        cx,
        span * 1.05,
        pointwise(
          (x, y) =>
            (Math.floor(((x - cx) / span) * 2.5 + 10) & 1 ? 0.82 : 1) *
            (0.85 + ((y - rim) / rise) * 0.3),
        ),
      ),
    });
  }
  return { width: half * 2.6, height: umbrella ? 1.12 : top, parts };
};
