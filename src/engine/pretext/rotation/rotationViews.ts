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
import { pixelsOfSize } from '../sourceImage.js';
import { cutUpright, planUprightCut, type UprightCut, type UprightCutSpec } from '../uprightCut.js';
import { rotateQuarter, type Quarter } from './rotateQuarter.js';

/** Plain data that crosses to a loader worker. */
export interface RotationViewsSpec extends UprightCutSpec {
  readonly task: 'rotation';
  /** `all`: classes 0, 90, 180, 270 degrees; `half`: 0, 180; `quarter`: 90, 270. */
  readonly turns: QuarterTurns;
}

/** A view maker that can also say what it is about to cut. */
export interface RotationViewMaker extends ViewMaker {
  /** The cut that `render` makes with the same stream. */
  plan(mode: ViewMode, random: Random): UprightCut;
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
  if (sourceSizePx < viewSizePx * shrink || viewSizePx < 1 || shiftPx < 0) {
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

  const plan = (mode: ViewMode, random: Random): UprightCut => planUprightCut(spec, mode, random);

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
      cutUpright(pixels, spec, plan(mode, random), upright);
      for (const [label, quarter] of quarters.entries()) {
        rotateQuarter(upright, viewSizePx, quarter, views, label * upright.length);
        labels[label] = label;
      }
    },
  };
};
