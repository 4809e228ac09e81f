/** Visible text in the user's language. The English text is the key. */
import type { Translate } from '../src/protocol/runWords.js';

const owned: { translations: Readonly<Record<string, string>>; language: string } = {
  translations: {},
  language: 'en',
};

/** Sets the language of the page; called once, before the first element is drawn. */
export const setLanguage = (
  language: string,
  translations: Readonly<Record<string, string>>,
): void => {
  owned.language = language;
  owned.translations = translations;
};

/** The language of the page, for number and date formats. */
export const language = (): string => owned.language;

/** Translates a text; see `Translate`. */
export const t: Translate = (english, ...values) =>
  (owned.translations[english] ?? english).replace(/\{(\d+)\}/g, (whole, place: string) => {
    const value = values[Number(place)];
    return value === undefined ? whole : String(value);
  });
