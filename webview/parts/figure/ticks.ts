/** Round numbers along an axis. */

/** Multiples of 1, 2 or 5 times a power of ten within a range, ascending, at most so many. */
export const roundTicks = (from: number, to: number, most: number): number[] => {
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span) || most < 2) return Number.isFinite(from) ? [from] : [];
  const power = Math.floor(Math.log10(span / most));
  for (const [digit, exponent] of [
    [1, power],
    [2, power],
    [5, power],
    [1, power + 1],
    [2, power + 1],
    [5, power + 1],
  ] as const) {
    // Negative powers of ten are not exact, quotients of whole numbers are the nearest value.
    const at = (k: number): number =>
      exponent < 0 ? (k * digit) / 10 ** -exponent : k * digit * 10 ** exponent;
    const gap = at(1);
    const first = Math.ceil(from / gap - 1e-9);
    const last = Math.floor(to / gap + 1e-9);
    if (last - first + 1 > most) continue;
    return Array.from({ length: last - first + 1 }, (_, k) => at(first + k));
  }
  return [from, to];
};
