/** Numbers and times as the user reads them. */
import type { Words } from './outside.js';

export interface NumberText {
  /** `12,345` */
  readonly count: (value: number) => string;
  /** A share of 0..1 as `73.1 %`. */
  readonly percent: (share: number) => string;
  /** A share whose decimal is left out where it is zero: `25 %`, `1.6 %`. */
  readonly shortPercent: (share: number) => string;
  /** A length of time by its two largest units: `4 min 19 s`. */
  readonly duration: (ms: number) => string;
  /** How long ago: `3 hours ago`. */
  readonly age: (iso: string, now: Date) => string;
}

const agePortions = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

export const createNumberText = ({ t, language }: Words): NumberText => {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const oneDecimal = new Intl.NumberFormat(language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const atMostOneDecimal = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return {
    count: (value) => whole.format(value),
    percent: (share) => `${oneDecimal.format(share * 100)} %`,
    shortPercent: (share) => `${atMostOneDecimal.format(share * 100)} %`,
    duration: (ms) => {
      const seconds = Math.round(Math.max(0, ms) / 1000);
      if (seconds < 1) return t('{0} s', oneDecimal.format(Math.max(0, ms) / 1000));
      if (seconds < 60) return t('{0} s', seconds);
      const minutes = Math.floor(seconds / 60);
      if (minutes < 60) return t('{0} min {1} s', minutes, seconds % 60);
      return t('{0} h {1} min', whole.format(Math.floor(minutes / 60)), minutes % 60);
    },
    age: (iso, now) => {
      const ms = now.getTime() - Date.parse(iso);
      if (Number.isNaN(ms)) return iso;
      const portion = agePortions.find((candidate) => ms >= candidate.ms);
      if (portion === undefined) return relative.format(0, 'minute');
      return relative.format(-Math.floor(ms / portion.ms), portion.unit);
    },
  };
};
