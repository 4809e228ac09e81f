/** What programs read of the command line. */
import { inEnglish, sentenceSchema } from '../protocol/sentence.js';

const withPlainValues = (_: string, value: unknown): unknown => {
  if (value instanceof Float32Array || value instanceof Uint32Array) return [...value];
  if (typeof value !== 'object' || value === null || !('text' in value)) return value;
  const said = sentenceSchema.safeParse(value);
  return said.success ? inEnglish(said.data) : value;
};

/**
 * A value as one line of JSON, in which each sentence of the engine is a text in English, and each
 * column of numbers a list.
 */
export const jsonLine = (value: object): string => JSON.stringify(value, withPlainValues);
