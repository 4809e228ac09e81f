/** A sample that is spread evenly over a list whose length is not known beforehand. */

/** Up to `count` items of a list, evenly spread, in order. */
export const evenlyChosen = <T>(items: readonly T[], count: number): T[] => {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, k) => Math.floor((k * items.length) / count)).flatMap(
    (at) => items.slice(at, at + 1),
  );
};

/** Takes any number of items and keeps at most twice the size of the sample. */
export interface EvenSample<T> {
  add(item: T): void;
  /** The sample, in the order of the list. */
  items(): T[];
}

/** @param size items in the sample, at least 1; all of them while there are fewer */
export const createEvenSample = <T>(size: number): EvenSample<T> => {
  let kept: T[] = [];
  let every = 1;
  let seen = 0;
  return {
    add: (item) => {
      if (seen % every === 0) kept.push(item);
      seen += 1;
      if (kept.length < 2 * size) return;
      kept = kept.filter((_, at) => at % 2 === 0);
      every *= 2;
    },
    items: () => evenlyChosen(kept, size),
  };
};
