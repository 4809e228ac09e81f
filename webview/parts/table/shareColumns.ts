/** Columns of shares, such as accuracies, and of their 95 % intervals. */
import { formatPercent } from '../format.js';
import { t } from '../../text.js';
import type { DataColumn } from './tableSpec.js';

/** A column of shares of 0..1. */
export const shareColumn = <R>(
  column: Omit<DataColumn<R>, 'format' | 'isNumeric'>,
): DataColumn<R> => ({
  ...column,
  format: formatPercent,
  isNumeric: true,
});

export interface BoundedValue {
  readonly value: number;
  /** Null where there are no bounds. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/**
 * A value and the bounds of its 95 % interval, in three columns.
 * @param name of the value
 * @param valueOf null where nothing was measured
 * @param format writes all three
 */
export const boundedColumns = <R>(
  name: string,
  valueOf: (row: R) => BoundedValue | null,
  format: (value: number) => string = formatPercent,
): readonly DataColumn<R>[] => [
  { header: name, value: (row) => valueOf(row)?.value ?? null, format, isNumeric: true },
  {
    header: t('from'),
    fileHeader: t('{0}, lower bound', name),
    hint: t('Lower bound of the 95 % interval'),
    value: (row) => valueOf(row)?.interval?.low ?? null,
    ...{ format, isNumeric: true },
  },
  {
    header: t('to'),
    fileHeader: t('{0}, upper bound', name),
    hint: t('Upper bound of the 95 % interval'),
    value: (row) => valueOf(row)?.interval?.high ?? null,
    ...{ format, isNumeric: true },
  },
];
