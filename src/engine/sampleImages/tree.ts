/** A tree. */
import type { Brush } from './brush.js';
import { mix, near, oklch, scaled, type Rgb } from './colour.js';
import { between, chance, integerBetween, pick, repeat } from './draws.js';
import { blob, ellipse, polygon, stroke, type Point } from './outlines.js';
import { ball, boards, both, brushed, flat, round } from './paints.js';
import type { Part, Thing } from './stage.js';

type Bark = readonly [lightness: number, chroma: number, hueDegrees: number];

const barkColours: readonly [Bark, ...Bark[]] = [
  [0.42, 0.05, 55],
  [0.5, 0.04, 70],
  [0.36, 0.03, 30],
  [0.78, 0.02, 80],
];

/** Branches that fork `depth` times, thick to thin, as strokes. */
const branches = (
  brush: Brush,
  from: Point,
  angle: number,
  length: number,
  width: number,
  depth: number,
): Part[] => {
  const { random, mood, noise } = brush;
  const bark = oklch(0.4, 0.04, 50);
  const bend = angle + between(random, -0.2, 0.2);
  const middle: Point = [
    from[0] + length * 0.5 * Math.cos(angle),
    from[1] + length * 0.5 * Math.sin(angle),
  ];
  const tip: Point = [
    middle[0] + length * 0.5 * Math.cos(bend),
    middle[1] + length * 0.5 * Math.sin(bend),
  ];
  const paint = round(
    mood,
    bark,
    (from[0] + tip[0]) / 2,
    Math.max(0.02, Math.abs(tip[0] - from[0])),
    brushed(noise, 40, 14, 0.35),
  );
  const parts: Part[] = [{ outline: stroke([from, middle, tip], width, width * 0.62), paint }];
  if (brush.snowy) {
    const lifted = (point: Point): Point => [point[0], point[1] + width * 0.35];
    parts.push({
      outline: stroke([lifted(from), lifted(middle), lifted(tip)], width * 0.4, width * 0.25),
      paint: flat(mood, [0.95, 0.96, 1], undefined, 0, 1, 0),
    });
  }
  if (depth === 0) return parts;
  const forks = integerBetween(random, 2, 3);
  for (let i = 0; i < forks; i++) {
    const spread = (i / (forks - 1) - 0.5) * between(random, 0.8, 1.5);
    parts.push(
      ...branches(
        brush,
        tip,
        bend + spread,
        length * between(random, 0.6, 0.85),
        width * 0.6,
        depth - 1,
      ),
    );
  }
  return parts;
};

/** A broad-leaved tree: green, blossoming, in autumn colours, or bare. */
export const makeTree = (brush: Brush): Thing => {
  const { random, mood, noise, snowy } = brush;
  const trunkWidth = between(random, 0.06, 0.13);
  const trunkHeight = between(random, 0.28, 0.48);
  const [l, c, h] = pick(random, barkColours);
  const lean = between(random, -0.07, 0.07);
  const trunk: Part = {
    outline: polygon(
      [-trunkWidth * 0.95, 0],
      [-trunkWidth * 0.5, 0.05],
      [lean - trunkWidth * 0.32, trunkHeight + 0.12],
      [lean + trunkWidth * 0.32, trunkHeight + 0.12],
      [trunkWidth * 0.5, 0.05],
      [trunkWidth * 0.95, 0],
    ),
    paint: round(
      mood,
      near(random, l, c, h),
      lean / 2,
      trunkWidth * 0.6,
      both(brushed(noise, 50, 7, 0.5), boards(noise, 26, 0.12, false)),
    ),
  };
  if (snowy || chance(random, 0.08)) {
    const crown = branches(
      brush,
      [lean, trunkHeight * 0.8],
      Math.PI / 2,
      0.26,
      trunkWidth * 0.7,
      4,
    );
    return { width: 0.4, height: 1, parts: [trunk, ...crown] };
  }
  const leaf = pick<() => Rgb>(random, [
    () => near(random, 0.6, 0.13, 130, 1.5),
    () => near(random, 0.52, 0.11, 145, 1.5),
    () => near(random, 0.66, 0.15, 60, 2),
    () => near(random, 0.58, 0.17, 35, 1.2),
    () => near(random, 0.84, 0.08, 355, 1.2),
  ])();
  const tall = between(random, 0.75, 1.35);
  const radius = between(random, 0.24, 0.34);
  const centre = Math.min(1 - radius * tall, trunkHeight + radius * tall * 0.75);
  const limbs: Part[] = repeat(3, () => ({
    outline: stroke(
      [
        [lean, trunkHeight * 0.8],
        [lean + between(random, -0.2, 0.2), centre],
      ],
      trunkWidth * 0.4,
      0.015,
    ),
    paint: flat(mood, oklch(0.38, 0.04, 50)),
  }));
  const clumps = repeat(integerBetween(random, 11, 20), () => {
    const angle = between(random, 0, 2 * Math.PI);
    const out = Math.sqrt(random.uniform()) * 0.8;
    return {
      x: lean + radius * out * Math.cos(angle) * 1.1,
      y: centre + radius * tall * out * Math.sin(angle),
    };
  });
  // Clumps away from the light lie behind and are darker.
  const towardsLight = (clump: { x: number; y: number }): number =>
    clump.y + clump.x * mood.towards.x * 0.5;
  clumps.sort((a, b) => towardsLight(a) - towardsLight(b));
  const crown: Part[] = clumps.map((clump, i) => {
    const share = i / clumps.length;
    const size = radius * between(random, 0.42, 0.62);
    const tone = mix(
      scaled(mix(leaf, oklch(0.35, 0.08, 200), 0.35), 0.75),
      leaf,
      0.25 + 0.75 * share,
    );
    return {
      outline: blob(random, clump.x, clump.y, size, size * 0.9, 0.13),
      paint: ball(
        mood,
        tone,
        clump.x,
        clump.y - size * 0.2,
        size * 1.5,
        size * 1.35,
        brushed(noise, 24, 24, 0.42),
      ),
    };
  });
  const dabs: Part[] = repeat(integerBetween(random, 40, 90), () => {
    const angle = between(random, 0, 2 * Math.PI);
    const out = Math.sqrt(random.uniform()) * 1.15;
    const x = lean + radius * out * Math.cos(angle) * 1.1;
    const y = centre + radius * tall * out * Math.sin(angle);
    const size = between(random, 0.008, 0.02);
    const bright = 0.8 + 0.3 * random.uniform() + 0.25 * ((y - centre) / radius);
    return {
      outline: ellipse(x, y, size * 1.4, size, between(random, 0, 3.1)),
      paint: flat(mood, scaled(leaf, bright), undefined, 0.3 * mood.towards.x, 0.7, 0.6),
    };
  });
  return { width: radius * 1.4, height: 1, parts: [...limbs, trunk, ...crown, ...dabs] };
};
