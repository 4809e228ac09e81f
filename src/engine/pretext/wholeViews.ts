/**
 * What a trunk sees of a whole image once pretraining is over: one upright view, as large as the trunk
 * is used to, and normalised as in its pretraining. Probes, supervised training and exports use it.
 */
import { normaliseChannels, tileStdFloor } from './normaliseChannels.js';
import type { ViewMaker } from './pretextViews.js';
import { fixedScale, pixelsOfSize } from './sourceImage.js';
import { cutUpright, planUprightCut, type UprightCutSpec } from './uprightCut.js';

/** Plain data that crosses to a loader worker. */
export interface WholeViewsSpec extends UprightCutSpec {
  readonly task: 'whole';
  /**
   * `fixed`: each value becomes `(value / 255 - 0.5) / 0.25`; `perImage`: each channel of the view gets
   * mean 0 and standard deviation 1, as tiles of a jigsaw do.
   */
  readonly normalisation: 'fixed' | 'perImage';
}

/** The floor of tiles on the scale of fixed normalisation, which the view has when it is applied. */
const stdFloor = tileStdFloor * fixedScale;

/**
 * Makes the view maker of whole images: one view, float32 [1, viewSizePx, viewSizePx, 3], and no label.
 * Sizes are those that a task has checked. Where to cut is said at `planUprightCut`.
 */
export const createWholeViews = (spec: WholeViewsSpec): ViewMaker => ({
  layout: {
    sourceSizePx: spec.sourceSizePx,
    viewSizePx: spec.viewSizePx,
    viewsPerImage: 1,
    labelsPerImage: 0,
    classes: 1,
  },
  render(image, mode, random, views) {
    const pixels = pixelsOfSize(image, spec.sourceSizePx);
    cutUpright(pixels, spec, planUprightCut(spec, mode, random), views);
    if (spec.normalisation === 'perImage') normaliseChannels(views, 0, views.length, stdFloor);
  },
});
