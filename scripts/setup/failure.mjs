/** A set-up step that cannot go on: one sentence that says what happened and what to do. */
export class SetupFailure extends Error {
  /** @param {string} sentence @param {ErrorOptions} [options] */
  constructor(sentence, options) {
    super(sentence, options);
    this.name = 'SetupFailure';
  }
}

/**
 * What an unknown thrown value says, with the cause that `fetch` hides one level down.
 * @param {unknown} error
 * @returns {string}
 */
export function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
