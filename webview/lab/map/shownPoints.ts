/** Which points of a map are shown. */
import type { ImageMap } from '../../../src/protocol/embedding.js';
import type { Colouring } from './colouring.js';
import { createPointGrid, type PointGrid } from './pointGrid.js';
import { mixedOrder } from './pointLooks.js';
import type { ScatterPoints } from './scatterMap.js';

/** What of a map never changes. */
export interface LaidOut {
  readonly grid: PointGrid;
  readonly order: Uint32Array;
}

export const layOut = ({ x, y }: ImageMap): LaidOut => ({
  grid: createPointGrid(x, y),
  order: mixedOrder(x.length),
});

/**
 * @param hidden places of classes that are not shown
 * @param gone paths of images that are not in the folder any more
 */
export const shownPoints = (
  { x, y, paths }: ImageMap,
  { grid, order }: LaidOut,
  colouring: Colouring | null,
  hidden: ReadonlySet<number>,
  gone: ReadonlySet<string>,
): ScatterPoints => {
  const classOf = colouring?.kind === 'classes' ? colouring.of : null;
  const isShown = Uint8Array.from(paths, (path, point) =>
    gone.has(path) || (classOf !== null && hidden.has(classOf[point] ?? 0)) ? 0 : 1,
  );
  return { x, y, grid, order: order.filter((point) => isShown[point] === 1), isShown };
};

/** A set in which each of these is when it was not before. */
export const flipped = (known: ReadonlySet<number>, flips: readonly number[]): Set<number> => {
  const all = new Set(known);
  for (const one of flips) if (!all.delete(one)) all.add(one);
  return all;
};
