/** Something that is worth waiting for only so long. */
import type { Clock } from './outside.js';

/** What the promise gives, or `otherwise` when it takes longer. @throws what the promise throws in time */
export const waitAtMost = <T, U>(
  clock: Clock,
  limitMs: number,
  promise: Promise<T>,
  otherwise: U,
): Promise<T | U> =>
  new Promise((resolve, reject) => {
    const timer = clock.after(limitMs, () => {
      resolve(otherwise);
    });
    promise.then(resolve, reject).finally(() => {
      timer.dispose();
    });
  });
