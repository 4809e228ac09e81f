/** Finds points by their place: cells of a grid over the map, so that no search looks at all of them. */
import { boundsOf, type Bounds, type Place } from './mapView.js';

export interface PointGrid {
  readonly bounds: Bounds;
  /**
   * The nearest point, or null where none lies within reach.
   * @param isShown leaves points out
   */
  nearest(place: Place, reach: number, isShown: (point: number) => boolean): number | null;
  /** Numbers of the points within a rectangle; a few around it are among them. */
  around(box: Bounds): number[];
}

/** Points per cell, on average over the whole map. */
const pointsPerCell = 2;

/** @param x and `y` places of the points, as long as each other */
export const createPointGrid = (x: ArrayLike<number>, y: ArrayLike<number>): PointGrid => {
  const bounds = boundsOf(x, y);
  const count = x.length;
  const side = Math.max(1, Math.ceil(Math.sqrt(count / pointsPerCell)));
  const stepX = (bounds.right - bounds.left) / side || 1;
  const stepY = (bounds.bottom - bounds.top) / side || 1;
  const within = (cell: number): number => Math.min(side - 1, Math.max(0, Math.floor(cell)));
  const column = (at: number): number => within((at - bounds.left) / stepX);
  const row = (at: number): number => within((at - bounds.top) / stepY);
  const cellOf = (point: number): number => row(y[point]!) * side + column(x[point]!);

  // The points of cell c are `members[starts[c]]` to `members[starts[c + 1] - 1]`.
  const starts = new Uint32Array(side * side + 1);
  for (let point = 0; point < count; point++) starts[cellOf(point) + 1]!++;
  for (let cell = 0; cell < side * side; cell++) starts[cell + 1]! += starts[cell]!;
  const members = new Uint32Array(count);
  const filled = starts.slice(0, -1);
  for (let point = 0; point < count; point++) members[filled[cellOf(point)]!++] = point;

  const visit = ({ left, top, right, bottom }: Bounds, look: (point: number) => void): void => {
    for (let r = row(top); r <= row(bottom); r++) {
      const first = starts[r * side + column(left)]!;
      const end = starts[r * side + column(right) + 1]!;
      for (let at = first; at < end; at++) look(members[at]!);
    }
  };

  return {
    bounds,
    nearest: (place, reach, isShown) => {
      let best: number | null = null;
      let least = reach ** 2;
      const box = {
        left: place.x - reach,
        top: place.y - reach,
        right: place.x + reach,
        bottom: place.y + reach,
      };
      visit(box, (point) => {
        const squared = (x[point]! - place.x) ** 2 + (y[point]! - place.y) ** 2;
        if (squared > least || !isShown(point)) return;
        least = squared;
        best = point;
      });
      return best;
    },
    around: (box) => {
      const found: number[] = [];
      visit(box, (point) => found.push(point));
      return found;
    },
  };
};
