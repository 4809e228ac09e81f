/** Values with one leading digit of 1, 2 or 5 within a range of positive numbers, ascending. */
export const logTicks = (from: number, to: number): number[] => {
  if (!(from > 0) || !(to >= from)) return [];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(from)); power <= Math.ceil(Math.log10(to)); power++) {
    for (const digit of [1, 2, 5]) {
      // Negative powers of ten are not exact, quotients of whole numbers are the nearest value.
      const tick = power < 0 ? digit / 10 ** -power : digit * 10 ** power;
      if (tick >= from && tick <= to) ticks.push(tick);
    }
  }
  return ticks;
};
