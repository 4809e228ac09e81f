/** One upright view of a source image: what rotations turn, and what a trunk sees of a whole image. */
import type { Random } from '../random.js';
import type { ViewMode } from './pretextViews.js';
import { fixedOffset, fixedScale } from './sourceImage.js';

/** Sizes of an upright view. */
export interface UprightCutSpec {
  readonly sourceSizePx: number;
  readonly viewSizePx: number;
  /** Each view pixel is the mean of `shrink * shrink` source pixels; 2 where a jigsaw shares the source. */
  readonly shrink: 1 | 2;
  /** Largest random shift in view px against zero padding, for sources with no room to crop. */
  readonly shiftPx: number;
  /** False takes the centre, unflipped, in train mode too (for checks that overfit on purpose). */
  readonly augment: boolean;
}

/** What is cut from a source image. */
export interface UprightCut {
  /** Left and top edge in the source in px; negative where the view starts in the padding. */
  readonly leftPx: number;
  readonly topPx: number;
  /** The cut-out is mirrored left to right. */
  readonly flip: boolean;
}

/**
 * Where to cut. In train mode the source is cropped at random where it is larger than the view, else
 * shifted by up to `shiftPx`, and flipped left to right half the time. In validation mode, or without
 * augmentation, the centre is taken and nothing is drawn.
 */
export const planUprightCut = (
  { sourceSizePx, viewSizePx, shrink, shiftPx, augment }: UprightCutSpec,
  mode: ViewMode,
  random: Random,
): UprightCut => {
  const roomPx = sourceSizePx - viewSizePx * shrink;
  const centrePx = Math.floor(roomPx / 2);
  if (mode === 'validation' || !augment) return { leftPx: centrePx, topPx: centrePx, flip: false };
  const edgePx = (): number =>
    roomPx > 0 ? random.below(roomPx + 1) : (random.below(2 * shiftPx + 1) - shiftPx) * shrink;
  return { leftPx: edgePx(), topPx: edgePx(), flip: random.below(2) === 1 };
};

/**
 * Cuts, shrinks, mirrors and normalises: each value becomes `(value / 255 - 0.5) / 0.25`.
 * @param pixels uint8 [sourceSizePx, sourceSizePx, 3]
 * @param upright float32 [viewSizePx, viewSizePx, 3], overwritten
 */
export const cutUpright = (
  pixels: Uint8Array,
  spec: Pick<UprightCutSpec, 'sourceSizePx' | 'viewSizePx' | 'shrink'>,
  { leftPx, topPx, flip }: UprightCut,
  upright: Float32Array,
): void => {
  const { sourceSizePx, viewSizePx, shrink } = spec;
  const scale = fixedScale / (shrink * shrink);
  const rowBytes = sourceSizePx * 3;
  // View columns that lie inside the source; outside them is padding.
  const firstColumn = Math.max(0, Math.ceil(-leftPx / shrink));
  const endColumn = Math.min(viewSizePx, Math.floor((sourceSizePx - leftPx) / shrink));
  const padded =
    firstColumn > 0 ||
    endColumn < viewSizePx ||
    topPx < 0 ||
    topPx + viewSizePx * shrink > sourceSizePx;
  if (padded) upright.fill(0);
  for (let row = 0; row < viewSizePx; row++) {
    const sourceRow = topPx + row * shrink;
    if (sourceRow < 0 || sourceRow >= sourceSizePx) continue;
    let from = sourceRow * rowBytes + (leftPx + firstColumn * shrink) * 3;
    const step = flip ? -3 : 3;
    let to = (row * viewSizePx + (flip ? viewSizePx - 1 - firstColumn : firstColumn)) * 3;
    if (shrink === 1) {
      for (let column = firstColumn; column < endColumn; column++) {
        upright[to] = pixels[from]! * scale + fixedOffset;
        upright[to + 1] = pixels[from + 1]! * scale + fixedOffset;
        upright[to + 2] = pixels[from + 2]! * scale + fixedOffset;
        from += 3;
        to += step;
      }
    } else {
      for (let column = firstColumn; column < endColumn; column++) {
        for (let channel = 0; channel < 3; channel++) {
          const at = from + channel;
          const sum =
            pixels[at]! + pixels[at + 3]! + pixels[at + rowBytes]! + pixels[at + rowBytes + 3]!;
          upright[to + channel] = sum * scale + fixedOffset;
        }
        from += 6;
        to += step;
      }
    }
  }
};
