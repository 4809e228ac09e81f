/**
 * The jigsaw puzzle (Noroozi & Favaro 2016): nine tiles of an image are shuffled by one permutation of
 * a fixed set, and the network tells which. This half cuts the tiles, and draws the permutations.
 *
 * Tiles leave here in reading order, **unshuffled**. The trunk sees each tile alone, so its features
 * are computed once per image and the network shuffles the features for each of several permutations:
 * position p shows tile `permutation[p]`.
 */
import { sentence } from '../../../protocol/sentence.js';
import { LabError } from '../../labError.js';
import type { Random } from '../../random.js';
import type { ViewMaker, ViewMode } from '../pretextViews.js';
import { pixelsOfSize } from '../sourceImage.js';
import { drawLabels } from './drawLabels.js';
import { planJigsaw, type JigsawPlan } from './jigsawPlan.js';
import type { JigsawViewsSpec } from './jigsawSpec.js';
import { createTileCutter } from './tileCutter.js';

export type { JigsawViewsSpec } from './jigsawSpec.js';

/** A view maker that can also say where it is about to cut. */
export interface JigsawViewMaker extends ViewMaker {
  /** The cuts that `render` makes with the same stream. */
  plan(mode: ViewMode, random: Random): JigsawPlan;
}

/**
 * Makes the view maker of the jigsaw task.
 *
 * `render` writes the tiles, float32 [grid * grid, tileSizePx, tileSizePx, 3], and
 * `permutationsPerImage` labels, each an index into the permutation set, without repetition while the
 * set lasts. What is drawn in which mode is said at `planJigsaw`, how tiles are normalised at
 * `createTileCutter`.
 * @throws LabError `badArgument` when the sizes do not fit into each other
 */
export const createJigsawViews = (spec: JigsawViewsSpec): JigsawViewMaker => {
  requireFittingSizes(spec);
  const tiles = spec.grid * spec.grid;
  const cutTiles = createTileCutter(spec);
  const permutationOrder = Int32Array.from({ length: spec.permutations }, (_, i) => i);
  return {
    layout: {
      sourceSizePx: spec.sourceSizePx,
      viewSizePx: spec.tileSizePx,
      viewsPerImage: tiles,
      labelsPerImage: spec.permutationsPerImage,
      classes: spec.permutations,
    },
    plan: (mode, random) => planJigsaw(spec, mode, random),
    render(image, mode, random, views, labels) {
      const pixels = pixelsOfSize(image, spec.sourceSizePx);
      cutTiles(pixels, planJigsaw(spec, mode, random), views);
      drawLabels(permutationOrder, random, labels, spec.permutationsPerImage);
    },
  };
};

const requireFittingSizes = (spec: JigsawViewsSpec): void => {
  const { grid, sourceSizePx, cropSizePx, tileSizePx, permutations, permutationsPerImage } = spec;
  if (
    cropSizePx % grid !== 0 ||
    cropSizePx > sourceSizePx ||
    tileSizePx < 1 ||
    tileSizePx * grid > cropSizePx
  ) {
    throw new LabError(
      'badArgument',
      sentence(
        'A puzzle of {0}x{0} tiles of {1} px in a crop of {2} px does not fit into a source image of {3} px; the crop must be a multiple of {0}, at least {4} px and at most the source.',
        grid,
        tileSizePx,
        cropSizePx,
        sourceSizePx,
        grid * tileSizePx,
      ),
    );
  }
  if (permutations < 2 || permutationsPerImage < 1) {
    throw new LabError(
      'badArgument',
      sentence(
        'A puzzle with {0} permutations, {1} of them per image, has nothing to tell apart; choose at least 2 permutations and 1 per image.',
        permutations,
        permutationsPerImage,
      ),
    );
  }
};
