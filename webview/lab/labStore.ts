/** What the Lab shows: one run, kept up to date by snapshots and deltas. */
import type { AnalysisState } from '../../src/protocol/analysis.js';
import type { Delta, LabEvent, LabTab, Snapshot } from '../../src/protocol/labProtocol.js';
import type { RunStatus } from '../../src/protocol/runStatus.js';
import type { EpochMetrics } from '../../src/protocol/run.js';
import { noSelection, takeNamed, type Selection } from './compare/selection.js';
import { createStepSeries, type StepSeries } from '../../src/protocol/stepSeries.js';

/** Points that a curve keeps at most; longer runs are merged by the series. */
const seriesCapacity = 100_000;

/** The run that is shown. The series is one object that grows; `version` tells that it did. */
export interface LabRun {
  readonly status: RunStatus;
  readonly series: StepSeries;
  readonly epochs: readonly EpochMetrics[];
  /** What cannot be shown of it, in one sentence, or null. */
  readonly problem: string | null;
  /** Rises with each change: lit sees it. */
  readonly version: number;
}

export interface LabState {
  /** Null when there is no run to show. */
  readonly run: LabRun | null;
  /** Why there is none although one was asked for, in one sentence, or null. */
  readonly problem: string | null;
  readonly tab: LabTab;
  /** Where the analyses of the run stand, the last one of each name. */
  readonly analyses: readonly AnalysisState[];
  /** Runs chosen for the comparison. */
  readonly selection: Selection;
  /** A delta did not follow what is here: a snapshot is needed. */
  readonly isBehind: boolean;
}

export const initialLabState = (tab: LabTab, selection: Selection = noSelection): LabState => ({
  run: null,
  problem: null,
  tab,
  analyses: [],
  selection,
  isBehind: false,
});

const takeSnapshot = (state: LabState, snapshot: Snapshot): LabState => {
  const { problem } = snapshot;
  if (snapshot.status === null) return { ...state, run: null, problem, isBehind: false };
  const series = createStepSeries(seriesCapacity);
  series.add(snapshot.steps);
  return {
    ...state,
    run: {
      status: snapshot.status,
      series,
      epochs: snapshot.epochs,
      problem,
      version: (state.run?.version ?? 0) + 1,
    },
    problem: null,
    isBehind: false,
  };
};

/** The epochs known, with new ones in the place of those of the same number. */
const mergeEpochs = (
  known: readonly EpochMetrics[],
  added: readonly EpochMetrics[],
): readonly EpochMetrics[] => {
  if (added.length === 0) return known;
  const byNumber = new Map([...known, ...added].map((metrics) => [metrics.epoch, metrics]));
  return [...byNumber.values()].sort((a, b) => a.epoch - b.epoch);
};

const takeDelta = (state: LabState, delta: Delta): LabState => {
  const { run } = state;
  const isSameRun =
    run !== null &&
    (run.status.runFolder === null || run.status.runFolder === delta.status.runFolder);
  // Portions may overlap, the series leaves out what it has; but a step that is missing stays missing.
  if (!isSameRun || delta.afterStep > run.series.lastStep) return { ...state, isBehind: true };
  run.series.add(delta.steps);
  return {
    ...state,
    run: {
      status: delta.status,
      series: run.series,
      epochs: mergeEpochs(run.epochs, delta.epochs),
      problem: delta.problem,
      version: run.version + 1,
    },
  };
};

/** The state after an event. Only the series, which is too large to copy, is changed in place. */
export const reduceLab = (state: LabState, event: LabEvent): LabState => {
  switch (event.kind) {
    case 'snapshot':
      return takeSnapshot(state, event);
    case 'delta':
      return takeDelta(state, event);
    case 'analyses':
      return { ...state, analyses: event.analyses };
    case 'showTab':
      return { ...state, tab: event.tab };
    case 'compare': {
      const shown = state.run?.status.runFolder ?? null;
      const selection = takeNamed(state.selection, shown, event.runFolders);
      return { ...state, tab: 'compare', selection };
    }
  }
};
