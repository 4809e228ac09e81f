import { describe, expect, it } from 'vitest';

import { isWithin, pointsWithin, pointTowards } from '../../../webview/lab/map/lasso.js';
import {
  boundsOf,
  fitView,
  revealPlace,
  toMap,
  toPage,
  zoomView,
} from '../../../webview/lab/map/mapView.js';
import { createPointGrid } from '../../../webview/lab/map/pointGrid.js';

/** Numbers 0..1 that are the same each time. */
const createNoise = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};
const scatter = (count: number, seed = 7) => {
  const noise = createNoise(seed);
  const column = (): number[] => Array.from({ length: count }, () => 20 * noise() ** 2 - 5);
  return { x: column(), y: column() };
};
const all = (): boolean => true;

describe('the view of a map', () => {
  const size = { width: 400, height: 300 };

  it('shows all of it, undistorted and in the middle', () => {
    const { x, y } = scatter(100);
    const view = fitView(boundsOf(x, y), size);
    for (const [point, atX] of x.entries()) {
      const at = toPage(view, { x: atX, y: y[point]! });
      expect(at.x >= 23.9 && at.x <= 376.1 && at.y >= 23.9 && at.y <= 276.1).toBe(true);
    }
  });

  it('shows no image, one, and several in one place or on a line', () => {
    expect(fitView(boundsOf([], []), size)).toEqual({ scale: 1, shiftX: 200, shiftY: 150 });
    for (const x of [[3], [3, 3]]) {
      const view = fitView(boundsOf(x, x), size);
      expect(toPage(view, { x: 3, y: 3 })).toEqual({ x: 200, y: 150 });
    }
    expect(fitView(boundsOf([0, 1], [2, 2]), size).scale).toBe(352);
  });

  it('is enlarged around a point, and within bounds', () => {
    const fitted = fitView(boundsOf([0, 10], [0, 10]), size);
    const around = { x: 120, y: 80 };
    const before = toMap(fitted, around);
    const view = zoomView(fitted, 3, around, fitted);
    expect(view.scale).toBeCloseTo(3 * fitted.scale);
    expect(toMap(view, around).x).toBeCloseTo(before.x);
    expect(toMap(view, around).y).toBeCloseTo(before.y);
    expect(zoomView(fitted, 1e9, around, fitted).scale).toBeCloseTo(200 * fitted.scale);
    expect(zoomView(fitted, 1e-9, around, fitted).scale).toBeCloseTo(0.5 * fitted.scale);
  });

  it('moves only to what is not seen', () => {
    const view = fitView(boundsOf([0, 10], [0, 10]), size);
    expect(revealPlace(view, { x: 5, y: 5 }, size)).toBe(view);
    const moved = revealPlace(view, { x: 50, y: 5 }, size);
    expect(toPage(moved, { x: 50, y: 5 })).toEqual({ x: 200, y: 150 });
  });
});

describe('finding points', () => {
  it('finds the same nearest one as looking at all of them', () => {
    const { x, y } = scatter(3000);
    const grid = createPointGrid(x, y);
    const noise = createNoise(99);
    for (let round = 0; round < 200; round++) {
      const place = { x: 30 * noise() - 10, y: 30 * noise() - 10 };
      const reach = round % 10 === 0 ? Infinity : 3 * noise();
      const isShown = (point: number): boolean => point % 3 !== 0;
      const far = (point: number): number => Math.hypot(x[point]! - place.x, y[point]! - place.y);
      const near = [...x.keys()].filter((point) => isShown(point) && far(point) <= reach);
      const found = grid.nearest(place, reach, isShown);
      if (near.length === 0) expect(found).toBeNull();
      else expect(far(found!)).toBe(Math.min(...near.map(far)));
    }
  });

  it('looks at few of many', () => {
    const { x, y } = scatter(20_000);
    const looked = { points: 0 };
    createPointGrid(x, y).nearest({ x: 5, y: 5 }, 0.05, () => {
      looked.points += 1;
      return true;
    });
    expect(looked.points).toBeLessThan(200);
  });

  it('finds none among none, and all that lie in one place', () => {
    expect(createPointGrid([], []).nearest({ x: 0, y: 0 }, Infinity, all)).toBeNull();
    const grid = createPointGrid([2, 2, 2], [1, 1, 1]);
    expect(grid.nearest({ x: 2, y: 1 }, 0, all)).not.toBeNull();
    expect(grid.around({ left: 0, top: 0, right: 3, bottom: 3 })).toHaveLength(3);
  });

  it('finds what a line holds, also one that is not convex', () => {
    const line = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
      { x: 5, y: 2 },
      { x: 0, y: 10 },
    ];
    expect(isWithin(line, { x: 1, y: 4 })).toBe(true);
    expect(isWithin(line, { x: 5, y: 6 })).toBe(false);
    const { x, y } = scatter(1000);
    const found = pointsWithin({ x, y }, createPointGrid(x, y), line, (point) => point !== 5);
    const right = [...x.keys()].filter(
      (point) => point !== 5 && isWithin(line, { x: x[point]!, y: y[point]! }),
    );
    expect(found).toEqual(right);
    expect(found.length).toBeGreaterThan(50);
    expect(pointsWithin({ x, y }, createPointGrid(x, y), line.slice(0, 2), all)).toEqual([]);
  });

  it('goes on in the direction of a key', () => {
    const x = [0, 1, 3, -1, 0.2];
    const y = [0, 0.2, 0, 0, -2];
    const right = { x: 1, y: 0 };
    expect(pointTowards({ x, y }, 0, right, all)).toBe(1);
    expect(pointTowards({ x, y }, 0, right, (point) => point !== 1)).toBe(2);
    expect(pointTowards({ x, y }, 0, { x: -1, y: 0 }, all)).toBe(3);
    expect(pointTowards({ x, y }, 0, { x: 0, y: -1 }, all)).toBe(4);
    expect(pointTowards({ x, y }, 2, right, all)).toBeNull();
  });
});
