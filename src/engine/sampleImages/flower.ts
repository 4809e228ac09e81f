/** A flower. */
import type { Brush } from './brush.js';
import { mix, near, oklch, scaled } from './colour.js';
import { between, integerBetween, pick } from './draws.js';
import { ellipse, smooth, stroke, type Point } from './outlines.js';
import { ball, brushed, flat } from './paints.js';
import type { Part, Thing } from './stage.js';

/** A flower on its stem: daisy, tulip, poppy or sunflower. */
export const makeFlower = (brush: Brush): Thing => {
  const { random, mood, noise } = brush;
  const lean = between(random, -0.14, 0.14);
  const green = near(random, 0.58, 0.13, 132);
  const stemWidth = between(random, 0.022, 0.04);
  const kind = pick(random, ['daisy', 'tulip', 'sunflower', 'poppy'] as const);
  const hue =
    kind === 'sunflower'
      ? between(random, 78, 95)
      : kind === 'poppy'
        ? between(random, 15, 40)
        : between(random, 0, 360);
  const petalColour = near(
    random,
    kind === 'daisy' ? 0.87 : 0.7,
    kind === 'daisy' ? 0.07 : 0.17,
    hue,
    0.6,
  );
  const radius = between(random, 0.15, 0.23);
  const centre: Point = [lean, 1 - radius];
  const veins = brushed(noise, 30, 30, 0.25);
  const parts: Part[] = [
    {
      outline: stroke(
        [[0, 0], [lean * 0.2, 0.3], [lean * 0.6, 0.6], centre],
        stemWidth,
        stemWidth * 0.7,
      ),
      paint: flat(mood, green, brushed(noise, 60, 9, 0.3), 0.4 * mood.towards.x, 0.2, 0.8),
    },
  ];
  for (let i = integerBetween(random, 2, 4); i > 0; i--) {
    const side = i & 1 ? 1 : -1;
    const y = between(random, 0.08, 0.45);
    const reach = between(random, 0.16, 0.3);
    const rise = between(random, 0.05, 0.24);
    const root: Point = [lean * y, y];
    const tip: Point = [lean * y + side * reach, y + rise];
    const bulge = between(random, 0.03, 0.06);
    parts.push(
      {
        outline: smooth(root, [root[0] + side * reach * 0.5, y + rise * 0.35 - bulge], tip, [
          root[0] + side * reach * 0.4,
          y + rise * 0.7 + bulge,
        ]),
        paint: flat(
          mood,
          mix(green, oklch(0.5, 0.1, 150), random.uniform()),
          brushed(noise, 16, 30, 0.35),
          side * 0.4,
          0.7,
          0.5,
        ),
      },
      {
        outline: stroke([root, [root[0] + side * reach * 0.45, y + rise * 0.5], tip], 0.008, 0.002),
        paint: flat(mood, scaled(green, 1.25)),
      },
    );
  }
  if (kind === 'tulip') {
    const height = radius * 1.9;
    const bottom = centre[1] - radius * 0.9;
    for (const [dx, width, tone] of [
      [-0.5, 0.62, 0.78],
      [0.5, 0.62, 0.84],
      [0, 0.72, 1],
    ] as const) {
      const x = lean + dx * radius * 0.75;
      parts.push({
        outline: smooth(
          [lean, bottom],
          [x - radius * width, bottom + height * 0.38],
          [x - radius * 0.22, bottom + height * 0.85],
          [x + dx * radius * 0.4, bottom + height],
          [x + radius * 0.22, bottom + height * 0.85],
          [x + radius * width, bottom + height * 0.38],
        ),
        paint: ball(
          mood,
          scaled(petalColour, tone),
          lean,
          bottom + height * 0.45,
          radius * 1.15,
          height * 0.7,
          brushed(noise, 40, 8, 0.22),
        ),
      });
    }
    return { width: 0.2, height: 1, parts };
  }
  const petals = kind === 'poppy' ? integerBetween(random, 4, 6) : integerBetween(random, 9, 18);
  // The face is tilted to the sky, so it is seen as a flattened ring with long petals below.
  const squash = between(random, 0.62, 0.95);
  const turn = between(random, 0, 6.28);
  const rings = kind === 'poppy' ? 1 : 2;
  for (let ring = 0; ring < rings; ring++) {
    for (let petal = 0; petal < petals; petal++) {
      const angle =
        turn + (2 * Math.PI * (petal + 0.5 * ring)) / petals + between(random, -0.06, 0.06);
      const reach = radius * (ring === 0 ? 1 : 0.82);
      const half = kind === 'poppy' ? radius * 0.55 : (reach * 2.4) / petals;
      const cosine = Math.cos(angle);
      const sine = Math.sin(angle);
      const at = (along: number, aside: number): Point => [
        centre[0] + along * cosine - aside * sine,
        centre[1] + (along * sine + aside * cosine) * squash,
      ];
      const tone = (ring === 0 ? 0.82 : 1) * between(random, 0.9, 1.08) * (1 + 0.16 * sine);
      parts.push({
        outline: smooth(
          at(0.1 * reach, 0),
          at(0.55 * reach, -half),
          at(reach, 0),
          at(0.55 * reach, half),
        ),
        paint: flat(mood, scaled(petalColour, tone), veins, 0.3 * cosine, 0.3 + 0.4 * sine, 0.7),
      });
    }
  }
  const eye = radius * (kind === 'sunflower' ? 0.5 : between(random, 0.22, 0.34));
  const eyeColour = kind === 'daisy' ? near(random, 0.8, 0.15, 85) : oklch(0.34, 0.06, 50);
  parts.push({
    outline: ellipse(centre[0], centre[1], eye, eye * squash),
    paint: ball(
      mood,
      eyeColour,
      centre[0],
      centre[1],
      eye,
      eye * squash,
      brushed(noise, 70, 70, 0.6),
    ),
  });
  return { width: 0.2, height: 1, parts };
};
