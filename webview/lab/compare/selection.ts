/** Which runs are compared: the run that is shown, unless it was left out, and those that were picked. */
import * as z from 'zod';

import { mostCompared } from '../../../src/protocol/runListing.js';

export const selectionSchema = z.object({
  /** Run folders that the user ticked or named, in that order. */
  picked: z.array(z.string()).max(mostCompared),
  /** The run that was left out while it was shown, or null. */
  leftOut: z.string().nullable(),
});
export type Selection = z.infer<typeof selectionSchema>;

export const noSelection: Selection = { picked: [], leftOut: null };

/**
 * The runs to compare, at most `mostCompared`; where the run shown was not picked it comes first.
 * @param shown the run folder that the Lab shows, or null
 */
export const chosenRuns = (
  { picked, leftOut }: Selection,
  shown: string | null,
): readonly string[] => {
  if (shown === null || shown === leftOut || picked.includes(shown)) return picked;
  return [shown, ...picked].slice(0, mostCompared);
};

/** Ticks a run, and picks all that are ticked: they stay when another run is shown. */
export const withRun = (
  selection: Selection,
  shown: string | null,
  runFolder: string,
): Selection => {
  const others = chosenRuns(selection, shown).filter((other) => other !== runFolder);
  return {
    picked: [...others, runFolder].slice(0, mostCompared),
    leftOut: runFolder === shown ? null : selection.leftOut,
  };
};

export const withoutRun = (
  selection: Selection,
  shown: string | null,
  runFolder: string,
): Selection => ({
  picked: chosenRuns(selection, shown).filter((other) => other !== runFolder),
  leftOut: runFolder === shown ? runFolder : selection.leftOut,
});

/** Takes in runs that a command named: one alone comes beside the others, several take their place. */
export const takeNamed = (
  selection: Selection,
  shown: string | null,
  named: readonly string[],
): Selection => {
  const [only] = named;
  if (only === undefined) return selection;
  if (named.length === 1) return withRun(selection, shown, only);
  return {
    picked: named.slice(0, mostCompared),
    leftOut: shown === null || named.includes(shown) ? null : shown,
  };
};
