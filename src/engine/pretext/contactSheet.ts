/**
 * Draws what the network is fed: a contact sheet with one row per image. The pictures are the numbers
 * that the view maker wrote, turned back into colours, never computed a second time.
 */
import type { PermutationSet } from '../../protocol/run.js';
import { sentence } from '../../protocol/sentence.js';
import { LabError } from '../labError.js';
import { createRandom } from '../random.js';
import type { SquareImage, ViewMode } from './pretextViews.js';
import { jigsawPanels } from './sheet/jigsawPanels.js';
import { layOutSheet, type ContactSheet } from './sheet/layOutSheet.js';
import type { Panel } from './sheet/panel.js';
import { rotationPanels } from './sheet/rotationPanels.js';
import type { TaskViewsSpec } from './viewMakers.js';

/** What to draw. */
export interface ContactSheetOptions {
  /** At least one image, each of the spec's source size; the path's last part is shown. */
  readonly images: readonly { readonly path: string; readonly image: SquareImage }[];
  readonly spec: TaskViewsSpec;
  /** Needed for the jigsaw, with as many members as the spec has permutations. */
  readonly permutationSet: PermutationSet | null;
  readonly seed: number;
  readonly mode: ViewMode;
  /** Images side by side; by default as many as bring the sheet closest to a screen's proportions. */
  readonly columns?: number;
}

/**
 * Draws a contact sheet: per image the source with the cut marked, then what the network is fed.
 *
 * - rotation: the views with their angles, counter-clockwise;
 * - jigsaw: the tiles in shuffled places for up to three of the drawn permutations, each tile with its
 *   number in reading order. Tiles normalised on their own are shown around middle grey.
 * @throws LabError `badArgument` without images, or without a permutation set that fits the puzzle
 */
export const renderContactSheet = async (options: ContactSheetOptions): Promise<ContactSheet> => {
  const rows: Panel[][] = [];
  for (const index of options.images.keys()) rows.push(await panelsOf(options, index));
  return layOutSheet(rows, titleOf(options), options.columns);
};

const panelsOf = async (options: ContactSheetOptions, index: number): Promise<Panel[]> => {
  const { spec, permutationSet, mode } = options;
  const entry = options.images[index];
  if (entry === undefined) return [];
  const name = entry.path.split('/').at(-1) ?? entry.path;
  const makeStream = () => createRandom(options.seed).split('contactSheet', index);
  if (spec.task === 'rotation') return rotationPanels(spec, entry.image, name, mode, makeStream);
  if (
    permutationSet?.grid !== spec.grid ||
    permutationSet.permutations.length < spec.permutations
  ) {
    throw new LabError(
      'badArgument',
      sentence(
        'A {0}x{0} puzzle with {1} permutations cannot be shown without its permutation set; make one with the same grid and count.',
        spec.grid,
        spec.permutations,
      ),
    );
  }
  return jigsawPanels(spec, permutationSet, entry.image, name, mode, makeStream);
};

/** The title, from its longest form to its shortest. */
const titleOf = ({ spec, permutationSet, mode }: ContactSheetOptions): string[] => {
  const mark = mode === 'validation' ? ' (validation)' : '';
  if (spec.task === 'rotation') {
    const name = `Rotation${mark}`;
    return [`${name} · what the network sees`, name];
  }
  const { grid, permutations } = spec;
  const name = `Jigsaw ${grid}×${grid}${mark}`;
  const size = `${name} · ${permutations} permutations`;
  const distance = `${size}, Hamming distance at least ${permutationSet?.minHamming ?? 0}`;
  return [`${distance} · what the network sees`, distance, size, name];
};
