/** A confusion matrix as a table to copy: a row for each true angle. */
import { formatCount } from '../../parts/format.js';
import type { TableSpec } from '../../parts/table/tableSpec.js';
import { t } from '../../text.js';
import type { Confusion } from './confusion.js';
import { degrees } from './rotationCard.js';

/** @param angles degrees of the classes, as many as the matrix has rows */
export const confusionCounts = (
  confusion: Confusion,
  angles: readonly number[],
): TableSpec<number> => ({
  name: t('Confusion matrix'),
  rows: angles.map((_, truth) => truth),
  columns: [
    { header: t('True'), value: (truth) => degrees(angles[truth] ?? 0) },
    ...angles.map((angle, prediction) => ({
      header: t('Predicted {0}', degrees(angle)),
      value: (truth: number) => confusion[truth]?.[prediction] ?? 0,
      format: formatCount,
      isNumeric: true,
    })),
  ],
});
