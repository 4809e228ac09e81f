/**
 * A single look at a page, for what must not have happened: who asks again until it is so would miss that
 * it had been otherwise.
 */
export const atThisMoment = async <T>(read: Promise<T>): Promise<T> => read;
