/** Visible text in the user's language. The English text is the key. */
import { fillIn, inLanguage, type Sentence, type Translate } from '../src/protocol/sentence.js';

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
  fillIn(
    // A run folder may name any text, also one that every object has.
    Object.hasOwn(owned.translations, english) ? (owned.translations[english] ?? english) : english,
    ...values,
  );

/** What the engine said, in the user's language. */
export const spoken = (sentence: Sentence): string => inLanguage(sentence, t);
