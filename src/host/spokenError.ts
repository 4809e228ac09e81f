/** A failure whose message is a sentence in the user's language already. */
export class SpokenError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SpokenError';
  }
}
