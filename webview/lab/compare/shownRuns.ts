/** The runs of a comparison that are shown, by the numbers under which they are told apart. */
import type { ComparedRun, Comparison } from '../../../src/protocol/comparison.js';
import { lastPart } from '../../parts/pathText.js';

export interface ShownRun {
  readonly run: ComparedRun;
  /** From 1, in the order in which the runs were chosen. */
  readonly number: number;
  /** Place in the comparison. */
  readonly place: number;
}

export const runName = (runFolder: string): string => lastPart(runFolder);

/** Those that are still chosen. */
export const shownRuns = (
  { runs }: Pick<Comparison, 'runs'>,
  chosen: readonly string[],
): readonly ShownRun[] =>
  runs
    .flatMap((run, place) => {
      const at = chosen.indexOf(run.summary.runFolder);
      return at < 0 ? [] : [{ run, number: at + 1, place }];
    })
    .toSorted((a, b) => a.number - b.number);
