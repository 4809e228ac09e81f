/**
 * What the engine says to its user: an English template and its values, so that whoever shows it can
 * say it in the user's language. The template is the key of the translation, as it is for every other
 * visible text, and nobody has to recognise a finished sentence by its words.
 */
import * as z from 'zod';

/** Translates a text, whose English is the key, and fills in its values: `{0}` is the first. */
export type Translate = (english: string, ...values: (string | number)[]) => string;

/** What stands in a place of a template; a sentence is shown in the language of the one around it. */
export type SentenceValue = string | number | Sentence;

export interface Sentence {
  /** English, with `{0}` where the first value belongs. */
  readonly text: string;
  readonly values: readonly SentenceValue[];
}

/** Longer texts are cut: a value may be the last words of a library. */
const longestText = 4000;
const mostValues = 16;
/** Sentences in sentences: a refused run names a refused checkpoint, which names what is wrong with it. */
const deepest = 5;

const shorten = (text: string): string =>
  text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text;

/** JSON has no word for a number that is not finite. */
const asValue = (value: SentenceValue): SentenceValue => {
  if (typeof value === 'string') return shorten(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
};

/**
 * A sentence to be shown to the user.
 * @param text English; a plain literal, so that a translation can be required of it
 */
export const sentence = (text: string, ...values: readonly SentenceValue[]): Sentence => ({
  text,
  values: values.map(asValue),
});

const sentenceOfDepth = (depth: number): z.ZodType<Sentence> => {
  const plainValue = z.union([z.string().max(longestText), z.number()]);
  const value: z.ZodType<SentenceValue> =
    depth <= 1 ? plainValue : z.union([plainValue, sentenceOfDepth(depth - 1)]);
  return z.object({
    text: z.string().max(longestText),
    values: z.array(value).max(mostValues),
  });
};

/** Files of earlier versions hold finished English sentences, which are shown as they are. */
const finishedSentence = z
  .string()
  .transform((text): Sentence => ({ text: shorten(text), values: [] }));

export const sentenceSchema: z.ZodType<Sentence> = z.union([
  finishedSentence,
  sentenceOfDepth(deepest),
]);

/**
 * Puts values into their places. Each is put in once and literally, whatever it holds; a text without
 * values is taken as it is. The editor's own translation follows the same rules.
 */
export const fillIn: Translate = (text, ...values) =>
  text.replace(/\{(\d+)\}/g, (place, index: string) => String(values[Number(index)] ?? place));

/** The sentence in a language. @param translate into that language */
export const inLanguage = ({ text, values }: Sentence, translate: Translate): string =>
  translate(
    text,
    ...values.map((value) => (typeof value === 'object' ? inLanguage(value, translate) : value)),
  );

/** The sentence for logs and for programs. */
export const inEnglish = (said: Sentence): string => inLanguage(said, fillIn);
