/**
 * What the engine says, for the user. The engine speaks English; another language gets a headline of
 * its own, and the English sentence with its values in brackets.
 */
import { RpcError } from '../protocol/rpc.js';
import type { Translate } from '../protocol/runWords.js';
import type { Words } from './outside.js';
import { SpokenError } from './spokenError.js';

const headline = (code: string, t: Translate): string => {
  switch (code) {
    case 'badArgument':
      return t('This cannot be done with these settings.');
    case 'folderMissing':
      return t('The folder does not exist.');
    case 'folderUnreadable':
      return t('The folder cannot be read.');
    case 'notWritable':
      return t('The folder cannot be written to.');
    case 'diskFull':
      return t('The disk is full.');
    case 'tooFewImages':
      return t('There are too few images.');
    case 'runLocked':
      return t('Another process trains this run.');
    case 'runUnreadable':
      return t('The run cannot be read.');
    case 'checkpointCorrupt':
      return t('A checkpoint is damaged.');
    case 'noCheckpoint':
      return t('The run has no checkpoint.');
    case 'lossNotFinite':
      return t('The loss is not a finite number any more.');
    case 'engineMissing':
      return t('The engine is missing.');
    case 'engineStopped':
      return t('The engine was stopped.');
    case 'busy':
      return t('The engine is busy.');
    case 'portClosed':
      return t('The engine has ended.');
    case 'protocolMismatch':
    case 'badMessage':
      return t('The extension and the engine are of different versions.');
    default:
      return t('The engine failed.');
  }
};

/** True where the engine's own sentences are in the user's language. */
const isEnglish = (language: string): boolean => /^en\b/i.test(language);

/** A sentence of the engine under a headline that is in the user's language. */
export const underHeadline = (translated: string, sentence: string, words: Words): string =>
  isEnglish(words.language) ? sentence : `${translated} (${sentence})`;

/** What went wrong, in one sentence for the user. */
export const errorText = (error: unknown, words: Words): string => {
  if (error instanceof SpokenError) return error.message;
  const sentence = error instanceof Error ? error.message : String(error);
  const code = error instanceof RpcError ? error.code : 'internal';
  return underHeadline(headline(code, words.t), sentence, words);
};
