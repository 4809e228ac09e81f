/** The rotation task of a configuration. */
import type { RunConfig } from '../../../protocol/run.js';
import { sentence } from '../../../protocol/sentence.js';
import { trunkOutputShape } from '../../model/trunk.js';
import type { PretextTask } from '../pretextTask.js';
import type { UprightCutSpec } from '../uprightCut.js';
import { createRotationHead } from './rotationHead.js';
import { createRotationViews, type RotationViewsSpec } from './rotationViews.js';

/** Shift of the random crop as a share of the view: 4 of 32 px, as RotNet's padding on CIFAR-10. */
const shiftShare = 1 / 8;

/**
 * @param shared size of the source images where another task decides it, or null
 * @throws LabError `badArgument` when the view does not fit into the source
 */
export const createRotationTask = (
  config: RunConfig,
  shared: { readonly sourceSizePx: number } | null,
): PretextTask => {
  // Beside a jigsaw the source is large: views are random crops of it at half resolution.
  const viewSizePx = shared === null ? config.imageSizePx : Math.floor(config.imageSizePx / 2);
  const cut: UprightCutSpec = {
    sourceSizePx: shared?.sourceSizePx ?? config.imageSizePx,
    viewSizePx,
    shrink: shared === null ? 1 : 2,
    shiftPx: shared === null ? Math.round(config.imageSizePx * shiftShare) : 0,
    augment: config.overfitImages === null,
  };
  const spec: RotationViewsSpec = { task: 'rotation', turns: config.rotation.turns, ...cut };
  const { layout } = createRotationViews(spec);
  return {
    name: 'rotation',
    title: sentence('rotation'),
    spec,
    // What it saw in training at no turn.
    wholeViews: { task: 'whole', normalisation: 'fixed', ...cut, augment: true },
    layout,
    normalisesEachView: false,
    countsConfusion: true,
    sampledLabels: layout.labelsPerImage,
    viewsOfLabel: (place) => [place],
    plateauAdvice: () =>
      sentence(
        'try a lower learning rate, or an overfit check (--overfit 16) to see whether the network can learn these images at all; images without an up (coins, aerial or microscope views) have no rotation to predict, so use the jigsaw for them',
      ),
    headMultiplyAdds: ({ trunk }) =>
      layout.viewsPerImage * trunkOutputShape(trunk, viewSizePx).channels * layout.classes,
    createHead: ({ trunk }, parameters) =>
      createRotationHead(trunkOutputShape(trunk, viewSizePx), layout.classes, parameters),
  };
};
