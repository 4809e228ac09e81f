/** Numbers as they are typed. */
import { formatCount } from './format.js';
import { t } from '../text.js';

/** A value, or what is wrong with the text in one sentence. */
export type Parsed<T> =
  { readonly value: T; readonly error: null } | { readonly value: null; readonly error: string };

const right = <T>(value: T): Parsed<T> => ({ value, error: null });
const wrong = (error: string): Parsed<never> => ({ value: null, error });

/** A whole number from `min` to `max` (null: without end). */
export const parseWholeNumber = (text: string, min: number, max: number | null): Parsed<number> => {
  const value = Number(text.trim());
  const fits =
    /^\d+$/.test(text.trim()) &&
    Number.isSafeInteger(value) &&
    value >= min &&
    value <= (max ?? value);
  if (fits) return right(value);
  return wrong(
    max === null
      ? t('Write a whole number of at least {0}.', formatCount(min))
      : t('Write a whole number from {0} to {1}.', formatCount(min), formatCount(max)),
  );
};

/** A number in a range, or above a bound. A comma is taken as a decimal point. */
export const parseNumber = (
  text: string,
  range: { readonly min: number; readonly max: number } | { readonly above: number },
): Parsed<number> => {
  const plain = text.trim().replace(',', '.');
  const value = plain === '' ? Number.NaN : Number(plain);
  if ('above' in range) {
    return Number.isFinite(value) && value > range.above
      ? right(value)
      : wrong(t('Write a number above {0}.', range.above));
  }
  return Number.isFinite(value) && value >= range.min && value <= range.max
    ? right(value)
    : wrong(t('Write a number from {0} to {1}.', range.min, range.max));
};
