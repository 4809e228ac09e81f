/**
 * Rotation prediction (Gidaris et al. 2018, section 2): every image is seen in all its rotations in
 * the same batch, and the network tells which one it sees. Crop and flip come before the rotations,
 * so the views of one image differ in nothing but their angle.
 */
import type { QuarterTurns } from '../../../protocol/run.js';
import { sentence } from '../../../protocol/sentence.js';
import { LabError } from '../../labError.js';
import type { Random } from '../../random.js';
import type { ViewMaker, ViewMode } from '../pretextViews.js';
import { fixedOffset, fixedScale, pixelsOfSize } from '../sourceImage.js';
import { rotateQuarter, type Quarter } from './rotateQuarter.js';

/** Plain data that crosses to a loader worker. */
export interface RotationViewsSpec {
  readonly task: 'rotation';
  /** `all`: classes 0, 90, 180, 270 degrees; `half`: 0, 180; `quarter`: 90, 270. */
  readonly turns: QuarterTurns;
  readonly sourceSizePx: number;
  readonly viewSizePx: number;
  /** Each view pixel is the mean of `shrink * shrink` source pixels; 2 where a jigsaw shares the source. */
  readonly shrink: 1 | 2;
  /** Largest random shift in view px against zero padding, for sources with no room to crop. */
  readonly shiftPx: number;
  /** False takes the centre, unflipped, in train mode too (for checks that overfit on purpose). */
  readonly augment: boolean;
}

/** What is cut from a source image before it is turned. */
export interface RotationPlan {
  /** Left and top edge in the source in px; negative where the view starts in the padding. */
  readonly leftPx: number;
  readonly topPx: number;
  /** The cut-out is mirrored left to right. */
  readonly flip: boolean;
}

/** A view maker that can also say what it is about to cut. */
export interface RotationViewMaker extends ViewMaker {
  /** The cut that `render` makes with the same stream. */
  plan(mode: ViewMode, random: Random): RotationPlan;
}

/** The rotation of each class in counter-clockwise quarter turns; the index is the label. */
export const rotationClasses = (turns: QuarterTurns): readonly Quarter[] => {
  switch (turns) {
    case 'all':
      return [0, 1, 2, 3];
    case 'half':
      return [0, 2];
    case 'quarter':
      return [1, 3];
  }
};

/**
 * Makes the view maker of the rotation task.
 *
 * `render` writes one view per class, float32 [classes, viewSizePx, viewSizePx, 3], each value
 * `(value / 255 - 0.5) / 0.25`; view r has label r. In train mode the source is cropped at random
 * where it is larger than the view, else shifted by up to `shiftPx` against padding that is zero after
 * normalisation (the paper's protocol on CIFAR-10, section 4.1), and flipped left to right half the
 * time. In validation mode the centre is taken and nothing is drawn.
 * @throws LabError `badArgument` when the view does not fit into the source
 */
export const createRotationViews = (spec: RotationViewsSpec): RotationViewMaker => {
  const { sourceSizePx, viewSizePx, shrink, shiftPx } = spec;
  const sideInSourcePx = viewSizePx * shrink;
  const roomPx = sourceSizePx - sideInSourcePx;
  if (roomPx < 0 || viewSizePx < 1 || shiftPx < 0) {
    throw new LabError(
      'badArgument',
      sentence(
        'A rotation view of {0} px, shrunk {1} times and shifted by up to {2} px, does not fit into a source image of {3} px; choose a smaller view.',
        viewSizePx,
        shrink,
        shiftPx,
        sourceSizePx,
      ),
    );
  }
  const quarters = rotationClasses(spec.turns);
  const upright = new Float32Array(viewSizePx * viewSizePx * 3);

  const plan = (mode: ViewMode, random: Random): RotationPlan => {
    const centrePx = Math.floor(roomPx / 2);
    if (mode === 'validation' || !spec.augment) {
      return { leftPx: centrePx, topPx: centrePx, flip: false };
    }
    const edgePx = (): number =>
      roomPx > 0 ? random.below(roomPx + 1) : (random.below(2 * shiftPx + 1) - shiftPx) * shrink;
    return { leftPx: edgePx(), topPx: edgePx(), flip: random.below(2) === 1 };
  };

  return {
    layout: {
      sourceSizePx,
      viewSizePx,
      viewsPerImage: quarters.length,
      labelsPerImage: quarters.length,
      classes: quarters.length,
    },
    plan,
    render(image, mode, random, views, labels) {
      const pixels = pixelsOfSize(image, sourceSizePx);
      cutUpright(pixels, sourceSizePx, plan(mode, random), shrink, viewSizePx, upright);
      for (const [label, quarter] of quarters.entries()) {
        rotateQuarter(upright, viewSizePx, quarter, views, label * upright.length);
        labels[label] = label;
      }
    },
  };
};

/**
 * Cuts, shrinks, mirrors and normalises.
 * @param pixels uint8 [sourceSizePx, sourceSizePx, 3]
 * @param upright float32 [viewSizePx, viewSizePx, 3], overwritten
 */
const cutUpright = (
  pixels: Uint8Array,
  sourceSizePx: number,
  plan: RotationPlan,
  shrink: 1 | 2,
  viewSizePx: number,
  upright: Float32Array,
): void => {
  const { leftPx, topPx, flip } = plan;
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
