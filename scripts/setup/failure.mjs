/** A set-up step that cannot go on: one sentence that says what happened and what to do. */
export class SetupFailure extends Error {
  /** @param {string} sentence @param {ErrorOptions} [options] */
  constructor(sentence, options) {
    super(sentence, options);
    this.name = 'SetupFailure';
  }
}
