/** Bounded concurrency within one worker. */

/** Images in flight in one worker: enough to hide the hops through the thread pool that decodes them. */
const imagesInFlight = 4;

/** Does `task` for each item, `imagesInFlight` at a time, started in order. */
export const forEachInFlight = async <T>(
  items: Iterable<T>,
  task: (item: T) => Promise<void>,
): Promise<void> => {
  const queue = items[Symbol.iterator]();
  const run = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) await task(next.value);
  };
  await Promise.all(Array.from({ length: imagesInFlight }, run));
};
