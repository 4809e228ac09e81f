/** How finely the ticks of an axis are written. */

/** Significant digits that tell the ticks of an axis apart, at least three. */
export const tickDigits = (ticks: readonly number[]): number => {
  const largest = Math.max(...ticks.map(Math.abs));
  const gap = Math.min(...ticks.slice(1).map((tick, i) => tick - (ticks[i] ?? 0)));
  if (!(largest > 0 && gap > 0)) return 3;
  return Math.min(
    12,
    Math.max(3, Math.floor(Math.log10(largest)) - Math.floor(Math.log10(gap)) + 1),
  );
};
