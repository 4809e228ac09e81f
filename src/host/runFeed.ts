/**
 * Tells a page of a run: everything at first, then what came since, at most ten times a second. The
 * source keeps the history; the feed only remembers how far the page was told.
 */
import type { LabEvent, Snapshot } from '../protocol/labProtocol.js';
import { emptyColumns } from '../protocol/stepSeries.js';
import type { LiveRun, ShownProblem } from './liveRun.js';
import type { Clock, Subscription } from './outside.js';
import type { RunSource } from './runSource.js';
import { createThrottle } from './throttle.js';

/** Shortest time between two messages of growth. */
export const deltaEveryMs = 100;

export interface RunFeed {
  /** Everything up to now; what is sent later follows it. */
  takeSnapshot(): Snapshot;
  /** Takes another source. A page that listens gets a snapshot of it. */
  show(source: RunSource): void;
  /** Starts with a snapshot, or falls silent. */
  setListening(isListening: boolean): void;
  readonly run: LiveRun | null;
  /** What cannot be shown of the run, or why there is none; null when nothing is missing. */
  readonly problem: ShownProblem | null;
  dispose(): void;
}

/** What the page was told last. */
interface Told {
  readonly run: LiveRun | null;
  readonly revision: number;
  readonly lastStep: number;
  readonly lastEpoch: number;
  readonly status: LiveRun['status'] | null;
  readonly problem: ShownProblem | null;
}

const toldOf = (run: LiveRun | null, problem: ShownProblem | null): Told => ({
  run,
  revision: run?.revision ?? 0,
  lastStep: run?.series.lastStep ?? 0,
  lastEpoch: run?.epochs.at(-1)?.epoch ?? 0,
  status: run?.status ?? null,
  problem,
});

export const createRunFeed = (
  initial: RunSource,
  clock: Clock,
  send: (event: LabEvent) => void,
): RunFeed => {
  let source = initial;
  let subscription: Subscription | null = null;
  let told: Told | null = null;

  const problemNow = (): ShownProblem | null => (source.current() ?? source).problem;

  const takeSnapshot = (): Snapshot => {
    const run = source.current();
    told = toldOf(run, problemNow());
    return {
      kind: 'snapshot',
      status: told.status,
      steps: run?.series.columns() ?? emptyColumns(),
      epochs: [...(run?.epochs ?? [])],
      problem: told.problem?.text ?? null,
    };
  };

  const sendGrowth = (): void => {
    const run = source.current();
    if (run === null || told?.run !== run || told.revision !== run.revision) {
      if (run !== null || told === null || told.run !== null) send(takeSnapshot());
      return;
    }
    const before = told;
    const now = toldOf(run, problemNow());
    const isSame =
      now.status === before.status &&
      now.lastStep === before.lastStep &&
      now.problem === before.problem;
    if (isSame) return;
    told = now;
    send({
      kind: 'delta',
      afterStep: before.lastStep,
      steps: run.series.columns(before.lastStep),
      epochs: run.epochs.filter(({ epoch }) => epoch > before.lastEpoch),
      status: run.status,
      problem: now.problem?.text ?? null,
    });
  };
  const growth = createThrottle(clock, deltaEveryMs, sendGrowth);

  const listen = (): void => {
    subscription?.dispose();
    subscription = source.onChange(() => growth.request());
  };
  const fallSilent = (): void => {
    subscription?.dispose();
    subscription = null;
    growth.cancel();
    told = null;
  };

  return {
    takeSnapshot,
    show: (shown) => {
      source = shown;
      told = null;
      if (subscription === null) return;
      growth.cancel();
      listen();
      send(takeSnapshot());
    },
    setListening: (isListening) => {
      if (!isListening) fallSilent();
      else if (subscription === null) {
        listen();
        if (told === null) send(takeSnapshot());
      }
    },
    get run() {
      return source.current();
    },
    get problem() {
      return problemNow();
    },
    dispose: () => {
      fallSilent();
      growth.dispose();
    },
  };
};
