/** Lets one piece of work after the other run, in the order in which they came. */
export type TakeTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** @returns what runs work after all that it was given before has ended, in whatever way */
export const createTurns = (): TakeTurn => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
};
