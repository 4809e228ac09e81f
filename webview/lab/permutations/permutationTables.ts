/** What the tab of permutations shows, as tables to copy. */
import { t } from '../../text.js';
import { formatCount } from '../../parts/format.js';
import type { TableSpec } from '../../parts/table/tableSpec.js';
import { comparePositions, countDiffering, type ComparedPosition } from './distances.js';

/** All permutations, with their distance to the one that is compared first. */
export const permutationTable = (
  permutations: readonly (readonly number[])[],
  first: number,
): TableSpec<number> => {
  const compared = permutations[first] ?? [];
  return {
    name: t('Permutations'),
    rows: permutations.map((_, index) => index),
    columns: [
      { header: t('No.'), value: (index) => index, format: formatCount, isNumeric: true },
      {
        header: t('Order of the tiles'),
        value: (index) => (permutations[index] ?? []).map((tile) => tile + 1).join(' '),
      },
      {
        header: t('Distance'),
        fileHeader: t('Hamming distance to permutation {0}', first),
        value: (index) => countDiffering(comparePositions(compared, permutations[index] ?? [])),
        format: formatCount,
        isNumeric: true,
      },
    ],
  };
};

/** Two permutations position by position. */
export const positionTable = (
  positions: readonly ComparedPosition[],
): TableSpec<ComparedPosition & { readonly position: number }> => ({
  name: t('Position by position'),
  rows: positions.map((compared, position) => ({ ...compared, position })),
  columns: [
    { header: t('Position'), value: ({ position }) => position + 1, isNumeric: true },
    { header: t('First shows tile'), value: ({ first }) => first + 1, isNumeric: true },
    { header: t('Second shows tile'), value: ({ second }) => second + 1, isNumeric: true },
    { header: t('Differs'), value: ({ differs }) => (differs ? 1 : 0), isNumeric: true },
  ],
});
