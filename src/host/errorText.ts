/** What went wrong, for the user. */
import { RpcError } from '../protocol/rpc.js';
import { inLanguage } from '../protocol/sentence.js';
import type { Words } from './outside.js';
import { SpokenError } from './spokenError.js';

/**
 * What went wrong, in one sentence for the user. What nobody meant for a user, as the error of a
 * library, has no sentence; its own text is put in brackets.
 */
export const errorText = (error: unknown, { t }: Words): string => {
  if (error instanceof SpokenError) return error.message;
  if (error instanceof RpcError && error.sentence !== null) return inLanguage(error.sentence, t);
  return t('Something went wrong ({0}).', error instanceof Error ? error.message : String(error));
};
