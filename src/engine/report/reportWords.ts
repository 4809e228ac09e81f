/** The words and numbers of a report in its reader's language. */
import { fillIn, inLanguage, type Sentence, type Translate } from '../../protocol/sentence.js';

export interface ReportWords {
  readonly language: string;
  readonly t: Translate;
  readonly say: (said: Sentence) => string;
  /** 12345 -> `12,345` */
  readonly count: (value: number) => string;
  /** 0.7123 -> `71.2 %` */
  readonly percent: (share: number) => string;
  /** Four significant digits. */
  readonly loss: (value: number) => string;
  /** 3_456_000 -> `3.46M` */
  readonly large: (value: number) => string;
  readonly duration: (durationMs: number) => string;
  /** To the minute, in UTC. */
  readonly time: (iso: string) => string;
}

/**
 * @param language a language, perhaps with a region, such as `ko` or `pt-br`
 * @param translations by English text; what is missing stays English
 */
export const createReportWords = (
  language: string,
  translations: Readonly<Record<string, string>>,
): ReportWords => {
  const known = new Map(Object.entries(translations));
  const t: Translate = (english, ...values) => fillIn(known.get(english) ?? english, ...values);
  const counts = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const percents = new Intl.NumberFormat(language, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const losses = new Intl.NumberFormat(language, {
    minimumSignificantDigits: 4,
    maximumSignificantDigits: 4,
  });
  const larges = new Intl.NumberFormat(language, {
    notation: 'compact',
    maximumSignificantDigits: 3,
  });
  return {
    language,
    t,
    say: (said) => inLanguage(said, t),
    count: (value) => counts.format(value),
    percent: (share) => `${percents.format(share * 100)} %`,
    loss: (value) => losses.format(value),
    large: (value) => larges.format(value),
    duration: (durationMs) => {
      const seconds = Math.round(durationMs / 1000);
      if (seconds < 60) return t('{0} s', seconds);
      const minutes = Math.floor(seconds / 60);
      if (minutes < 60) return t('{0} min {1} s', minutes, seconds % 60);
      return t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
    },
    time: (iso) => `${iso.slice(0, 16).replace('T', ' ')} UTC`,
  };
};
