/** A castle. */
import type { Brush } from './brush.js';
import { near, oklch, scaled } from './colour.js';
import { between, chance, integerBetween, pick } from './draws.js';
import { arch, polygon, rectangle } from './outlines.js';
import { boards, both, brushed, flat, glowing, masonry, round } from './paints.js';
import type { Glow, Part, Thing } from './stage.js';
import { lampLight } from './brush.js';

/** A castle: towers with battlements or pointed roofs, walls between them, a gate, flags. */
export const makeCastle = (brush: Brush): Thing => {
  const { random, mood, noise } = brush;
  const stone = near(random, 0.74, 0.035, pick(random, [75, 40, 250, 100]));
  const texture = both(
    masonry(noise, between(random, 0.05, 0.09), between(random, 0.03, 0.045), 0.16),
    brushed(noise, 5, 4, 0.2),
  );
  const roof = near(random, 0.5, 0.12, pick(random, [30, 255, 160, 340]));
  const flag = near(random, 0.62, 0.2, between(random, 0, 360));
  const pointed = chance(random, 0.6);
  const parts: Part[] = [];
  const glows: Glow[] = [];
  const battlements = (x0: number, x1: number, y: number, paint: Part['paint']): void => {
    const count = Math.max(2, Math.round((x1 - x0) / 0.05));
    const step = (x1 - x0) / (count - 0.5);
    for (let i = 0; i < count; i++)
      parts.push({
        outline: rectangle(x0 + i * step, y - 0.002, x0 + (i + 0.5) * step, y + 0.038),
        paint,
      });
  };
  const slit = (x: number, y: number, size: number): void => {
    const bright = mood.dark && chance(random, 0.6);
    parts.push({
      outline: arch(x, y, size, size * 2.3),
      paint: bright ? glowing(lampLight) : flat(mood, [0.2, 0.18, 0.2]),
    });
    if (bright) glows.push({ x, y: y + size, radius: size * 3.2, colour: lampLight });
  };
  const tower = (x: number, half: number, top: number): void => {
    const paint = round(mood, scaled(stone, between(random, 0.93, 1.05)), x, half * 1.03, texture);
    parts.push({
      outline: polygon(
        [x - half * 1.08, 0],
        [x - half, 0.06],
        [x - half, top],
        [x + half, top],
        [x + half, 0.06],
        [x + half * 1.08, 0],
      ),
      paint,
    });
    const brim = half * 1.18;
    const crown = round(mood, stone, x, brim * 1.03, texture);
    parts.push({
      outline: polygon(
        [x - half, top - 0.03],
        [x + half, top - 0.03],
        [x + brim, top],
        [x + brim, top + 0.03],
        [x - brim, top + 0.03],
        [x - brim, top],
      ),
      paint: crown,
    });
    if (pointed) {
      const tip = top + 0.03 + half * between(random, 1.8, 2.6);
      parts.push({
        outline: polygon([x - brim * 1.12, top + 0.025], [x + brim * 1.12, top + 0.025], [x, tip]),
        paint: round(mood, roof, x, brim * 1.15, masonry(noise, 0.035, 0.03, 0.25)),
      });
      if (chance(random, 0.7)) addFlag(x, tip);
    } else {
      battlements(x - brim, x + brim, top + 0.03, crown);
      if (chance(random, 0.3)) addFlag(x, top + 0.03);
    }
    const windows = integerBetween(random, 1, 3);
    for (let i = 0; i < windows; i++)
      slit(x + half * between(random, -0.3, 0.3), top * (0.35 + (0.5 * i) / windows), half * 0.26);
  };
  const addFlag = (x: number, y: number): void => {
    const length = between(random, 0.07, 0.12);
    const way = mood.towards.x > 0 ? 1 : -1;
    parts.push({
      outline: rectangle(x - 0.004, y - 0.02, x + 0.004, y + 0.1),
      paint: flat(mood, [0.4, 0.35, 0.3]),
    });
    parts.push({
      outline: polygon(
        [x, y + 0.1],
        [x + way * length * 0.5, y + 0.088],
        [x + way * length, y + 0.075],
        [x + way * length * 0.5, y + 0.058],
        [x, y + 0.052],
      ),
      paint: flat(mood, flag, brushed(noise, 30, 6, 0.3)),
    });
  };
  const half = between(random, 0.3, 0.48);
  const wall = between(random, 0.28, 0.4);
  if (chance(random, 0.75)) {
    for (const x of chance(random, 0.5) ? [0] : [-half * 0.4, half * 0.35])
      tower(x, between(random, 0.09, 0.15), between(random, 0.58, 0.72));
  }
  const wallPaint = flat(mood, stone, texture, 0.1, 0, 0.99);
  parts.push({ outline: rectangle(-half, 0, half, wall), paint: wallPaint });
  battlements(-half, half, wall, wallPaint);
  const gate = between(random, 0.14, 0.2);
  parts.push({
    outline: arch(0, 0, gate * 1.3, gate * 1.5),
    paint: flat(mood, scaled(stone, 0.75), masonry(noise, 0.03, 0.03, 0.2)),
  });
  parts.push({
    outline: arch(0, 0, gate, gate * 1.3),
    paint: flat(mood, oklch(0.36, 0.05, 50), boards(noise, 45, 0.25, false)),
  });
  for (const x of [-half, half])
    tower(x, between(random, 0.085, 0.13), between(random, 0.42, 0.68));
  return { width: half * 2, height: 1, parts, glows };
};
