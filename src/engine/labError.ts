import { inEnglish, type Sentence, type SentenceValue } from '../protocol/sentence.js';

/** What went wrong, for programs. Nobody matches errors by their text. */
export type LabErrorCode =
  | 'badArgument'
  | 'folderMissing'
  | 'folderUnreadable'
  | 'notWritable'
  | 'diskFull'
  | 'tooFewImages'
  | 'runLocked'
  | 'runUnreadable'
  | 'checkpointCorrupt'
  | 'noCheckpoint'
  | 'lossNotFinite'
  | 'engineMissing'
  | 'deviceLost'
  | 'outOfMemory'
  | 'engineStopped'
  | 'busy'
  | 'internal';

/** An error that is meant for the user: one sentence with the values that caused it and what to do. */
export class LabError extends Error {
  readonly code: LabErrorCode;
  /** What `message` says in English, to be shown in any language. */
  readonly sentence: Sentence;

  constructor(code: LabErrorCode, said: Sentence, options?: ErrorOptions) {
    super(inEnglish(said), options);
    this.name = 'LabError';
    this.code = code;
    this.sentence = said;
  }
}

/** What an error says, to be put into a sentence: only the Lab's own errors can be translated. */
export const reasonOf = (error: unknown): SentenceValue => {
  if (error instanceof LabError) return error.sentence;
  return error instanceof Error ? error.message : String(error);
};
