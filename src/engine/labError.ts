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
  | 'engineStopped'
  | 'busy'
  | 'internal';

/** An error that is meant for the user: one sentence with the values that caused it and what to do. */
export class LabError extends Error {
  readonly code: LabErrorCode;

  constructor(code: LabErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LabError';
    this.code = code;
  }
}
