/** Numbers and times as the user reads them, in the page's language. */
import { language, t } from '../text.js';

/** A number with just so many decimals, such as an AUROC. */
export const formatFixed = (value: number, digits: number): string =>
  new Intl.NumberFormat(language(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);

/** A whole number with thousands separators. */
export const formatCount = (value: number): string =>
  new Intl.NumberFormat(language(), { maximumFractionDigits: 0 }).format(value);

/** A share of 0..1 as `73.1 %`. */
export const formatPercent = (share: number): string => `${formatFixed(share * 100, 1)} %`;

/** A loss in nats, with three decimals. */
export const formatLoss = (loss: number): string => formatFixed(loss, 3);

/** A number with at most so many significant digits, such as a speed. */
export const formatSignificant = (value: number, digits = 3): string =>
  Math.abs(value) >= 1000
    ? formatCount(value)
    : new Intl.NumberFormat(language(), { maximumSignificantDigits: digits }).format(value);

/** A learning rate: plain down to 0.001, below that as `3.2e-4`. */
export const formatLearningRate = (rate: number): string =>
  rate === 0 || Math.abs(rate) >= 0.001
    ? new Intl.NumberFormat(language(), { maximumSignificantDigits: 3 }).format(rate)
    : Number(rate.toPrecision(2)).toExponential();

/** A length of time in ms as its two largest units: `4 min 19 s`, `2 h 5 min`, `0.8 s`. */
export const formatDuration = (ms: number): string => {
  if (ms < 1000) return t('{0} s', formatFixed(Math.max(0, ms) / 1000, 1));
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return t('{0} s', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t('{0} min {1} s', minutes, seconds % 60);
  const hours = Math.floor(minutes / 60);
  return t('{0} h {1} min', formatCount(hours), minutes % 60);
};

/** A number of bytes in the largest decimal unit that keeps it at 1 or more: `4 GB`, `12.5 MB`. */
export const formatBytes = (bytes: number): string => {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
  let value = bytes;
  let place = 0;
  while (value >= 1000 && place < units.length - 1) {
    value /= 1000;
    place += 1;
  }
  const number = new Intl.NumberFormat(language(), { maximumSignificantDigits: 3 }).format(value);
  return `${number} ${units[place] ?? 'B'}`;
};

/** A point in time given in ISO 8601, in the user's date format and time zone. */
export const formatDateTime = (iso: string): string => {
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? iso
    : new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(date);
};
