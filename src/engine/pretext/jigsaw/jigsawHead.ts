/**
 * The context-free network's head (Noroozi & Favaro 2016, section 3.2): fc6 for each tile on its own,
 * fc7 and the logits over all tiles of a puzzle. Tiles do not meet before fc7, so the features of the
 * tiles are computed once and then shuffled by as many permutations as there are labels.
 */
import * as tf from '@tensorflow/tfjs';

import { cast, gatherRows } from '../../backend/networkOps.js';
import { createDense, type ActivationShape } from '../../model/layers.js';
import type { Parameters } from '../../model/parameters.js';
import type { JigsawHeadSpec } from '../../model/presets.js';
import type { PretextHead } from '../pretextHead.js';

/**
 * For each puzzle and position, the row of the tile that is shown there.
 * Position p of label k's puzzle shows tile `permutations[k][p]` of its image.
 * @param labels [B*L], permutation indices, L per image
 * @returns int32 [B*L*T], rows of a [B*T, D] matrix
 */
export const shuffledTileRows = (
  labels: Int32Array,
  permutations: readonly (readonly number[])[],
  labelsPerImage: number,
): Int32Array => {
  const tiles = permutations[0]?.length ?? 0;
  const rows = new Int32Array(labels.length * tiles);
  labels.forEach((label, puzzle) => {
    const permutation = permutations[label];
    if (permutation === undefined) throw new Error(`There is no permutation ${label}.`);
    const firstTile = Math.floor(puzzle / labelsPerImage) * tiles;
    permutation.forEach((tile, position) => {
      rows[puzzle * tiles + position] = firstTile + tile;
    });
  });
  return rows;
};

export interface JigsawHeadOptions {
  readonly spec: JigsawHeadSpec;
  /** Shape of the trunk's output for one tile. */
  readonly features: ActivationShape;
  readonly permutations: readonly (readonly number[])[];
  readonly labelsPerImage: number;
}

export const createJigsawHead = (
  options: JigsawHeadOptions,
  parameters: Parameters,
): PretextHead => {
  const { spec, features, permutations, labelsPerImage } = options;
  const tiles = permutations[0]?.length ?? 0;
  const flat = features.height * features.width * features.channels;
  const perTile = createDense('jigsaw.fc6', flat, spec.tileUnits, spec.activation, parameters);
  const perPuzzle = createDense(
    'jigsaw.fc7',
    tiles * spec.tileUnits,
    spec.puzzleUnits,
    spec.activation,
    parameters,
  );
  const classify = createDense(
    'jigsaw.logits',
    spec.puzzleUnits,
    permutations.length,
    'bias',
    parameters,
  );
  return {
    logits: (x, labels, mode, precision) => {
      const flattened = tf.reshape(x, [-1, flat]); // [B*T, h*w*C]
      const tileFeatures = cast(perTile(flattened, mode), precision, 'float32'); // [B*T, D]
      const rows = shuffledTileRows(labels, permutations, labelsPerImage);
      const shuffled = gatherRows(tileFeatures, rows); // [B*L*T, D]
      const puzzles = tf.reshape(shuffled, [labels.length, tiles * spec.tileUnits]);
      const units = perPuzzle(cast(puzzles, 'float32', precision), mode);
      return classify(cast(units, precision, 'float32'), mode); // [B*L, P]
    },
  };
};
