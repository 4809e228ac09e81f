/** Figures over the rounds of a measurement. */

/** The middle value; the mean of the two middle ones of an even number; NaN of none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
};

/** How many times as fast one side is as another. */
export interface Ratio {
  /** Of the medians over all rounds. */
  readonly ofMedians: number;
  /** Smallest and largest ratio within one round. */
  readonly min: number;
  readonly max: number;
}

/**
 * Compares two sides that took turns.
 * @param oursMs time of a step in each round
 * @param theirsMs likewise, in the same rounds
 */
export const ratioOf = (oursMs: readonly number[], theirsMs: readonly number[]): Ratio => {
  const perRound = oursMs.flatMap((ours, round) => {
    const theirs = theirsMs[round];
    return theirs === undefined ? [] : [theirs / ours];
  });
  return {
    ofMedians: median(theirsMs) / median(oursMs),
    min: Math.min(...perRound),
    max: Math.max(...perRound),
  };
};
