/** What the operating system, or Node, calls an error. */
import { sentence, type SentenceValue } from '../protocol/sentence.js';

/** The system's code of an error, for example `ENOENT`, or null. */
export const systemCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

/** The same, to be put into a sentence. */
export const systemReason = (error: unknown): SentenceValue =>
  systemCode(error) ?? sentence('unknown error');
