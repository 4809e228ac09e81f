/**
 * Which epoch is shown: the newest one while the user lets it be followed, else the one chosen.
 * Epochs are finished epochs with samples, in ascending order.
 */

/** The epoch that the user chose, or null to follow the newest. */
export type ChosenEpoch = number | null;

/** The epoch to show: the chosen one or the last before it; null while there is none. */
export const shownEpoch = (epochs: readonly number[], chosen: ChosenEpoch): number | null => {
  if (chosen === null) return epochs.at(-1) ?? null;
  return epochs.findLast((epoch) => epoch <= chosen) ?? epochs[0] ?? null;
};

/** What a choice means: whoever moves to the newest epoch follows it from there on. */
export const chooseEpoch = (epochs: readonly number[], epoch: number): ChosenEpoch =>
  epoch === epochs.at(-1) ? null : epoch;

/** The epoch after the shown one, or null at the end. */
export const epochAfter = (epochs: readonly number[], shown: number | null): number | null =>
  shown === null ? null : (epochs.find((epoch) => epoch > shown) ?? null);

/** Where playing starts: at the first epoch when the last one is shown, else where one is. */
export const playFrom = (epochs: readonly number[], shown: number | null): number | null =>
  epochAfter(epochs, shown) === null ? (epochs[0] ?? null) : shown;

/** How long each epoch stays while playing: about twelve seconds for all, 0.25 to 0.9 s for each. */
export const playIntervalMs = (epochs: number): number =>
  Math.min(900, Math.max(250, 12_000 / Math.max(1, epochs)));
