/** Round numbers along an axis. */

/** The least of 1, 2, 5, 10 ... times a power of ten that is not below the value. */
const roundUp = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= value * 0.999) ?? 10;
  return factor * power;
};

export interface Axis {
  readonly from: number;
  readonly to: number;
  /** Rising, within the axis. */
  readonly ticks: readonly number[];
  /** Decimals that tell the ticks apart. */
  readonly decimals: number;
}

/**
 * An axis that holds the range.
 * @param parts about as many steps as are wanted
 * @param widens whether it begins and ends at a tick, not at the range itself
 */
export const axisOver = (least: number, greatest: number, parts: number, widens = true): Axis => {
  const span = greatest > least ? greatest - least : Math.max(Math.abs(least), 1);
  const step = roundUp(span / parts);
  const first = widens ? Math.floor(least / step + 1e-9) : Math.ceil(least / step - 1e-9);
  const last = widens
    ? Math.ceil((least + span) / step - 1e-9)
    : Math.floor((least + span) / step + 1e-9);
  const decimals = Math.min(20, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toFixed(decimals)),
  );
  return {
    from: widens ? first * step : least,
    to: widens ? last * step : least + span,
    ticks,
    decimals,
  };
};
