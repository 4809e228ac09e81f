/** Which steps the charts show: all of them, or a part that the user zoomed into. */

/** Steps from `from` to `to`, both included; they need not be whole. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A part of the run, or null for all of it, however long it grows. */
export type Zoom = Range | null;

/** A range narrower than this shows nothing more. */
const smallestSpan = 10;

export const rangeOf = (zoom: Zoom, all: Range): Range => zoom ?? all;

/** Moves a range into the bounds without changing its span; as wide as they are, it becomes null. */
const fit = (from: number, span: number, all: Range): Zoom => {
  const whole = all.to - all.from;
  if (span >= whole) return null;
  const start = Math.min(Math.max(from, all.from), all.to - span);
  return { from: start, to: start + span };
};

/**
 * Shows a `factor` of the steps shown so far: below 1 zooms in.
 * @param anchor the step that stays where it is
 */
export const zoomBy = (zoom: Zoom, all: Range, factor: number, anchor: number): Zoom => {
  const { from, to } = rangeOf(zoom, all);
  const span = Math.max(Math.min(smallestSpan, all.to - all.from), (to - from) * factor);
  const share = to === from ? 0.5 : (anchor - from) / (to - from);
  return fit(anchor - share * span, span, all);
};

/** Moves by a number of steps. */
export const panBy = (zoom: Zoom, all: Range, steps: number): Zoom => {
  const { from, to } = rangeOf(zoom, all);
  return fit(from + steps, to - from, all);
};

/** A part that reaches the end of the run goes on reaching it as the run grows. */
export const followEnd = (zoom: Zoom, before: Range, now: Range): Zoom =>
  zoom === null || zoom.to < before.to ? zoom : fit(now.to, zoom.to - zoom.from, now);
