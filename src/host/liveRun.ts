/** A run as it is shown: its status and its curves. */
import type { EngineEvent } from '../protocol/engineEvents.js';
import type { RunStatus } from '../protocol/runStatus.js';
import type { EpochMetrics } from '../protocol/run.js';
import type { RunHistory } from '../protocol/runContents.js';
import { columnsOfSteps, createStepSeries, type StepSeries } from '../protocol/stepSeries.js';
import { foldEvent } from './runStatus.js';

/** Points of the Lab's curves. */
export const seriesCapacity = 100_000;
/** Points of the small curve in the Training view. */
export const smallCurveCapacity = 200;

/** What cannot be shown. */
export interface ShownProblem {
  /** Why, in one sentence for the user. */
  readonly text: string;
  /** Tries once more. @throws why it failed again */
  retry(): Promise<void>;
}

export interface LiveRun {
  readonly status: RunStatus;
  readonly series: StepSeries;
  /** The same with at most `smallCurveCapacity` points. */
  readonly smallCurve: StepSeries;
  /** Ascending; one entry per finished epoch. */
  readonly epochs: readonly EpochMetrics[];
  /** Rises when what was shown earlier does not hold any more: then a delta will not do. */
  readonly revision: number;
  /** Why its curves have a gap, or null. */
  readonly problem: ShownProblem | null;
}

/** A run together with the right to change it. */
export interface RunRecord extends LiveRun {
  apply(event: EngineEvent): void;
  update(change: (status: RunStatus) => RunStatus): void;
  /** Puts what the run measured earlier before what is known; then nothing is missing any more. */
  prependHistory(history: RunHistory): void;
  /** Says what could not be put there. */
  tellProblem(problem: ShownProblem): void;
}

const withEpoch = (
  epochs: readonly EpochMetrics[],
  epoch: EpochMetrics,
): readonly EpochMetrics[] => {
  const last = epochs.at(-1);
  if (last === undefined || last.epoch < epoch.epoch) return [...epochs, epoch];
  // A resumed run repeats an epoch, with the same figures, if it had not saved after it.
  return [...epochs.filter((known) => known.epoch < epoch.epoch), epoch];
};

export const createRunRecord = (initial: RunStatus): RunRecord => {
  const series = createStepSeries(seriesCapacity);
  const smallCurve = createStepSeries(smallCurveCapacity);
  let status = initial;
  let epochs: readonly EpochMetrics[] = [];
  let revision = 0;
  let problem: ShownProblem | null = null;
  return {
    get status() {
      return status;
    },
    get epochs() {
      return epochs;
    },
    get revision() {
      return revision;
    },
    get problem() {
      return problem;
    },
    series,
    smallCurve,
    apply: (event) => {
      status = foldEvent(status, event);
      if (event.kind === 'steps') {
        const columns = columnsOfSteps(event.steps);
        series.add(columns);
        smallCurve.add(columns);
      }
      if (event.kind === 'epochEnded') epochs = withEpoch(epochs, event.epoch);
    },
    update: (change) => {
      status = change(status);
    },
    prependHistory: (history) => {
      revision += 1;
      status = { ...status, latest: status.latest ?? history.latest };
      problem = null;
      epochs = epochs.reduce(withEpoch, history.epochs);
      const lastStep = history.steps.step.at(-1) ?? 0;
      for (const curve of [series, smallCurve]) {
        const newer = curve.columns(lastStep);
        curve.clear();
        curve.add(history.steps);
        curve.add(newer);
      }
    },
    tellProblem: (told) => {
      problem = told;
    },
  };
};
