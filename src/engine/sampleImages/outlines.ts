/** Closed outlines as flat coordinate arrays; x to the right, y up, in the units of their thing. */
import type { Random } from '../random.js';
import { between, repeat } from './draws.js';

/** float64 [2N]: x0, y0, x1, y1, ... */
export type Outline = Float64Array;

/** A point: x to the right, y up. */
export type Point = readonly [x: number, y: number];

/** The closed polygon through the points. */
export const polygon = (...points: readonly Point[]): Outline => {
  const outline = new Float64Array(2 * points.length);
  for (let i = 0; i < points.length; i++) {
    const point = points[i]!;
    outline[2 * i] = point[0];
    outline[2 * i + 1] = point[1];
  }
  return outline;
};

/** An upright rectangle between two corners. */
export const rectangle = (x0: number, y0: number, x1: number, y1: number): Outline =>
  polygon([x0, y0], [x1, y0], [x1, y1], [x0, y1]);

/** A scene has hundreds of ellipses, all from these 26 points. */
const unitCircle: Outline = polygon(
  ...repeat(26, (i): Point => [Math.cos((2 * Math.PI * i) / 26), Math.sin((2 * Math.PI * i) / 26)]),
);

/** An ellipse, turned counter-clockwise by `turn` radians. */
export const ellipse = (cx: number, cy: number, rx: number, ry: number, turn = 0): Outline => {
  const outline = new Float64Array(unitCircle.length);
  const cosine = Math.cos(turn);
  const sine = Math.sin(turn);
  for (let i = 0; i < outline.length; i += 2) {
    const u = rx * unitCircle[i]!;
    const v = ry * unitCircle[i + 1]!;
    outline[i] = cx + u * cosine - v * sine;
    outline[i + 1] = cy + u * sine + v * cosine;
  }
  return outline;
};

/** An ellipse with a wavy edge; `roughness` 0 .. 0.4 is the wave height relative to the radius. */
export const blob = (
  random: Random,
  cx: number,
  cy: number,
  rx: number,
  ry: number,
  roughness: number,
): Outline => {
  const count = 30;
  const outline = new Float64Array(2 * count);
  const phases = [between(random, 0, 6.28), between(random, 0, 6.28), between(random, 0, 6.28)];
  for (let i = 0; i < count; i++) {
    const angle = (2 * Math.PI * i) / count;
    let radius = 1;
    for (const [wave, phase] of phases.entries()) {
      radius += (roughness / (1 + wave)) * Math.sin((3 + 2 * wave) * angle + phase);
    }
    outline[2 * i] = cx + rx * radius * Math.cos(angle);
    outline[2 * i + 1] = cy + ry * radius * Math.sin(angle);
  }
  return outline;
};

/** The closed Catmull-Rom curve through the points. */
export const smooth = (...points: readonly Point[]): Outline => {
  const steps = 6;
  const count = points.length;
  const at = (index: number): Point => points[(index + count) % count] ?? [0, 0];
  const outline = new Float64Array(2 * count * steps);
  for (let i = 0; i < count; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      for (const axis of [0, 1] as const) {
        const tangent = c[axis] - a[axis];
        const square = 2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis];
        const cube = 3 * (b[axis] - c[axis]) + d[axis] - a[axis];
        outline[2 * (i * steps + step) + axis] =
          b[axis] + 0.5 * t * (tangent + t * (square + t * cube));
      }
    }
  }
  return outline;
};

/** A line of changing width along the points, with butt ends. */
export const stroke = (
  points: readonly [Point, Point, ...Point[]],
  startWidth: number,
  endWidth: number,
): Outline => {
  const last = points.length - 1;
  const left: Point[] = [];
  const right: Point[] = [];
  for (const [i, point] of points.entries()) {
    const before = points[i - 1] ?? point;
    const after = points[i + 1] ?? point;
    const dx = after[0] - before[0];
    const dy = after[1] - before[1];
    const half = (startWidth + ((endWidth - startWidth) * i) / last) / 2;
    const scale = half / Math.max(1e-9, Math.hypot(dx, dy));
    left.push([point[0] - dy * scale, point[1] + dx * scale]);
    right.push([point[0] + dy * scale, point[1] - dx * scale]);
  }
  return polygon(...left, ...right.reverse());
};

/** An arched opening of the given width, standing on y = `bottom`, `height` high in the middle. */
export const arch = (cx: number, bottom: number, width: number, height: number): Outline => {
  const half = width / 2;
  const points: Point[] = [
    [cx - half, bottom],
    [cx + half, bottom],
  ];
  for (let i = 0; i <= 8; i++) {
    const angle = (Math.PI * i) / 8;
    points.push([cx + half * Math.cos(angle), bottom + height - half + half * Math.sin(angle)]);
  }
  return polygon(...points);
};
