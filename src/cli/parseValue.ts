/** Option values from text. Each function throws a sentence that says what would be right. */
import { InvalidArgumentError } from 'commander';

const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const parseNumber = (text: string, wanted: string): number => {
  const value = numberPattern.test(text.trim()) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new InvalidArgumentError(`It must be ${wanted}.`);
  return value;
};

/** Bounds of a number, both included. */
export interface Bounds {
  readonly min: number;
  readonly max?: number;
}

const describeBounds = ({ min, max }: Bounds): string =>
  max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;

const isInside = (value: number, { min, max }: Bounds): boolean =>
  value >= min && (max === undefined || value <= max);

/** A parser of whole numbers within bounds. */
export const wholeNumber =
  (bounds: Bounds) =>
  (text: string): number => {
    const wanted = `a whole number ${describeBounds(bounds)}`;
    const value = parseNumber(text, wanted);
    if (!Number.isSafeInteger(value) || !isInside(value, bounds)) {
      throw new InvalidArgumentError(`It must be ${wanted}.`);
    }
    return value;
  };

/** A parser of numbers within bounds. */
export const realNumber =
  (bounds: Bounds) =>
  (text: string): number => {
    const wanted = `a number ${describeBounds(bounds)}`;
    const value = parseNumber(text, wanted);
    if (!isInside(value, bounds)) throw new InvalidArgumentError(`It must be ${wanted}.`);
    return value;
  };

/** A number above 0. */
export const positiveNumber = (text: string): number => {
  const value = parseNumber(text, 'a number above 0');
  if (value <= 0) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
};

/** A share from 0 up to, but without, 1. */
export const shareBelowOne = (text: string): number => {
  const wanted = 'a number from 0 to below 1';
  const value = parseNumber(text, wanted);
  if (value < 0 || value >= 1) throw new InvalidArgumentError(`It must be ${wanted}.`);
  return value;
};

const unitsMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };

/**
 * A length of time such as `10m`, `90s`, `1h`, `1h30m` or `1.5h`.
 * @returns ms, above 0
 */
export const durationMs = (text: string): number => {
  const compact = text.replaceAll(' ', '').toLowerCase();
  const wanted = 'a length of time above 0 such as 90s, 10m, 1h or 1h30m';
  if (!/^(\d+(\.\d+)?h)?(\d+(\.\d+)?m)?(\d+(\.\d+)?s)?$/.test(compact)) {
    throw new InvalidArgumentError(`It must be ${wanted}.`);
  }
  let total = 0;
  for (const [, amount, unit] of compact.matchAll(/([\d.]+)([hms])/g)) {
    total += Number(amount) * (unitsMs[unit ?? ''] ?? 0);
  }
  if (total <= 0 || !Number.isFinite(total)) {
    throw new InvalidArgumentError(`It must be ${wanted}.`);
  }
  return total;
};

const scales: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/**
 * A parser of large whole numbers, plain or with a decimal suffix: `4000000000`, `4e9`, `4G`, `4GB`.
 * @param min the smallest that is accepted
 */
export const largeNumber =
  (min: number) =>
  (text: string): number => {
    const wanted = `a whole number of at least ${min}, such as 200M or 4e9`;
    const match = /^(.*?)\s*([kmgt]?)b?$/i.exec(text.trim());
    const scale = scales[(match?.[2] ?? '').toLowerCase()] ?? 1;
    const value = Math.round(parseNumber(match?.[1] ?? '', wanted) * scale);
    if (!Number.isSafeInteger(value) || value < min) {
      throw new InvalidArgumentError(`It must be ${wanted}.`);
    }
    return value;
  };

/** Collects names separated by commas; an option that is given again adds to them. */
export const nameList = (text: string, before: readonly string[] = []): readonly string[] => {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) {
    throw new InvalidArgumentError('It must be names separated by commas, such as cat,dog.');
  }
  return [...before, ...names];
};
