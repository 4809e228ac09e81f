/** What a line drawn around points holds, and which point lies next in a direction. */
import { boundsOf, type Place } from './mapView.js';
import type { PointGrid } from './pointGrid.js';

/** Whether a place lies within a closed line: the parity of the edges to its right. */
export const isWithin = (line: readonly Place[], { x, y }: Place): boolean => {
  let isInside = false;
  for (let at = 0; at < line.length; at++) {
    const from = line[at]!;
    const to = line[(at + 1) % line.length]!;
    if (from.y > y === to.y > y) continue;
    if (x < from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x)) isInside = !isInside;
  }
  return isInside;
};

export interface Points {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** Numbers of the shown points within a closed line, ascending. */
export const pointsWithin = (
  { x, y }: Points,
  grid: PointGrid,
  line: readonly Place[],
  isShown: (point: number) => boolean,
): number[] => {
  if (line.length < 3) return [];
  const box = boundsOf(
    line.map((place) => place.x),
    line.map((place) => place.y),
  );
  return grid
    .around(box)
    .filter((point) => isShown(point) && isWithin(line, { x: x[point]!, y: y[point]! }))
    .sort((a, b) => a - b);
};

/** How much a point beside the direction counts as farther away. */
const sideways = 2;

/**
 * The shown point that an arrow key leads to: the nearest one within 45 degrees of the direction.
 * @param direction of length 1
 * @returns null where there is none
 */
export const pointTowards = (
  { x, y }: Points,
  from: number,
  direction: Place,
  isShown: (point: number) => boolean,
): number | null => {
  let best: number | null = null;
  let least = Infinity;
  for (let point = 0; point < x.length; point++) {
    const byX = x[point]! - x[from]!;
    const byY = y[point]! - y[from]!;
    const along = byX * direction.x + byY * direction.y;
    const beside = Math.abs(byX * direction.y - byY * direction.x);
    if (along <= 0 || beside > along || along + sideways * beside >= least) continue;
    if (!isShown(point)) continue;
    least = along + sideways * beside;
    best = point;
  }
  return best;
};
