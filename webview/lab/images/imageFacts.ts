/** What is shown of a run's images, made of what the engine tells. */
import type { RunImages } from '../../../src/protocol/runContents.js';

export interface Bar {
  readonly label: string;
  readonly count: number;
  /** Of the largest bar, 0..1. */
  readonly share: number;
}

const barsOf = (entries: readonly (readonly [label: string, count: number])[]): Bar[] => {
  const largest = Math.max(1, ...entries.map(([, count]) => count));
  return entries.map(([label, count]) => ({ label, count, share: count / largest }));
};

/** The size histogram as bars named by their range in px; empty bins at both ends are left out. */
export const sizeBars = ({ edgesPx, counts }: RunImages['sizes']): Bar[] => {
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  if (first === -1) return [];
  return barsOf(
    counts.slice(first, last + 1).map((count, k) => {
      const from = edgesPx[first + k] ?? 0;
      const to = edgesPx[first + k + 1];
      // Ranges are from an edge to below the next one, and sides are whole.
      const isLast = to === undefined;
      return [isLast ? `${from}+` : to - 1 > from ? `${from}–${to - 1}` : String(from), count];
    }),
  );
};

/** Subfolders by their number of images, the largest first. */
export const subfolderBars = (subfolders: RunImages['subfolders']): Bar[] =>
  barsOf(Object.entries(subfolders).sort(([, a], [, b]) => b - a));
