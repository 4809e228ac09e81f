/** The jigsaw task of a configuration. */
import type { PermutationSet, RunConfig } from '../../../protocol/run.js';
import { sentence } from '../../../protocol/sentence.js';
import { trunkOutputShape } from '../../model/trunk.js';
import type { PretextTask } from '../pretextTask.js';
import { createJigsawHead } from './jigsawHead.js';
import type { JigsawViewsSpec } from './jigsawSpec.js';
import { createJigsawViews } from './jigsawViews.js';
import { jigsawGeometry } from './tiles.js';

/** @throws LabError `badArgument` when the tiles do not fit into the image */
export const createJigsawTask = (
  config: RunConfig,
  { permutations }: PermutationSet,
): PretextTask => {
  const { jigsaw } = config;
  const geometry = jigsawGeometry(config.imageSizePx, jigsaw.grid);
  const spec: JigsawViewsSpec = {
    task: 'jigsaw',
    grid: jigsaw.grid,
    permutations: jigsaw.permutations,
    permutationsPerImage: jigsaw.permutationsPerImage,
    sourceSizePx: geometry.sourceSizePx,
    cropSizePx: geometry.cropSizePx,
    tileSizePx: geometry.tileSizePx,
    randomGap: jigsaw.randomGap,
    normaliseTiles: jigsaw.normaliseTiles,
    grayShare: jigsaw.grayShare,
    channelShiftPx: jigsaw.channelShiftPx,
    augment: config.overfitImages === null,
  };
  const { layout } = createJigsawViews(spec);
  return {
    name: 'jigsaw',
    title: sentence('jigsaw'),
    spec,
    // The trunk is convolutional, so it takes the whole source image in one piece (the paper's practice
    // for transfer, section 4.2), at the scale at which it saw tiles.
    wholeViews: {
      task: 'whole',
      sourceSizePx: geometry.sourceSizePx,
      viewSizePx: geometry.sourceSizePx,
      shrink: 1,
      shiftPx: Math.round(geometry.sourceSizePx / 8),
      augment: true,
      normalisation: jigsaw.normaliseTiles ? 'perImage' : 'fixed',
    },
    layout,
    normalisesEachView: jigsaw.normaliseTiles,
    // Thousands of permutations: the table would take gigabytes, and nobody could read it.
    countsConfusion: false,
    // An image's labels are permutations of the same tiles.
    sampledLabels: 1,
    viewsOfLabel: (_, label) => permutations[label] ?? [],
    plateauAdvice: (batchNorm) =>
      batchNorm
        ? sentence(
            'try fewer permutations, a lower learning rate, or an overfit check (--overfit 16) to see whether the network can learn these images at all',
          )
        : sentence(
            'try fewer permutations, a lower learning rate, a preset with batch norm (which rarely gets stuck), or an overfit check (--overfit 16) to see whether the network can learn these images at all',
          ),
    headMultiplyAdds: ({ trunk, jigsawHead }) => {
      const features = trunkOutputShape(trunk, geometry.tileSizePx);
      const { tileUnits, puzzleUnits } = jigsawHead;
      const perTile = features.height * features.width * features.channels * tileUnits;
      const perPuzzle = (layout.viewsPerImage * tileUnits + layout.classes) * puzzleUnits;
      return layout.viewsPerImage * perTile + layout.labelsPerImage * perPuzzle;
    },
    createHead: ({ trunk, jigsawHead }, parameters) =>
      createJigsawHead(
        {
          spec: jigsawHead,
          features: trunkOutputShape(trunk, geometry.tileSizePx),
          permutations,
          labelsPerImage: jigsaw.permutationsPerImage,
        },
        parameters,
      ),
  };
};
