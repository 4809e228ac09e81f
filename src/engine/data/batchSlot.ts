/** How a batch lies in its shared memory, for the worker that fills it and the loader that hands it out. */
import type { ViewLayout } from '../pretext/pretextViews.js';
import type { BatchPart } from './batch.js';

const valuesPerImage = (layout: ViewLayout): number =>
  layout.viewsPerImage * layout.viewSizePx * layout.viewSizePx * 3;

/** Bytes of a batch: for each task its views, then its labels, four bytes per value. */
export const slotBytesOf = (layouts: readonly ViewLayout[], batchSize: number): number =>
  layouts.reduce(
    (sum, layout) => sum + batchSize * 4 * (valuesPerImage(layout) + layout.labelsPerImage),
    0,
  );

/**
 * The parts of some consecutive images of a batch, as views of the slot's memory.
 * @param batchSize images that the slot is laid out for
 * @param first place of the first image in the batch
 * @param count images, at most `batchSize - first`
 */
export const slotParts = (
  slot: SharedArrayBuffer,
  layouts: readonly ViewLayout[],
  batchSize: number,
  first: number,
  count: number,
): BatchPart[] => {
  let start = 0;
  const take = (perImage: number): { at: number; length: number } => {
    const at = start + first * perImage * 4;
    start += batchSize * perImage * 4;
    return { at, length: count * perImage };
  };
  return layouts.map((layout) => {
    const views = take(valuesPerImage(layout));
    const labels = take(layout.labelsPerImage);
    return {
      views: new Float32Array(slot, views.at, views.length),
      labels: new Int32Array(slot, labels.at, labels.length),
    };
  });
};
