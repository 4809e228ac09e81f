/** The blocks of a trunk by name, for owners that let their user choose one. */
import type { PresetName } from './run.js';

/** Blocks of each preset's trunk; `model/presets.ts` is where they are made. */
const blocksOfPreset: Readonly<Record<PresetName, number>> = {
  'rotation-small': 6,
  'rotation-medium': 6,
  'rotation-paper-3': 3,
  'rotation-paper-4': 4,
  'rotation-paper-5': 5,
  'jigsaw-small': 4,
  'jigsaw-paper': 5,
  'jigsaw-paper-plain': 5,
};

/** From the first, which is nearest to the image, to the last. */
export const blockNamesOf = (preset: PresetName): readonly string[] =>
  Array.from({ length: blocksOfPreset[preset] }, (_, i) => `block${i + 1}`);
