/** What the Training view shows of the run under way, from states and progress as they come. */
import type { RunPhase, RunStatus } from '../../src/protocol/runStatus.js';
import type { TrainingEvent } from '../../src/protocol/trainingProtocol.js';
import { emptyColumns } from '../../src/protocol/stepSeries.js';
import { isSameRun } from '../parts/sameRun.js';
import type { StepColumns } from '../../src/protocol/runContents.js';

export interface ShownRun {
  readonly status: RunStatus;
  /** At most 200 points. */
  readonly curve: StepColumns;
}

/** True for the phases after which nothing more happens by itself. */
export const isEnd = (phase: RunPhase): boolean =>
  phase === 'completed' || phase === 'stopped' || phase === 'interrupted' || phase === 'failed';

/** True while a new run would have to wait. */
export const isBusy = (shown: ShownRun | null): boolean =>
  shown !== null && !isEnd(shown.status.phase);

/** The run to show after an event. The host names one that has ended until it is deleted or followed. */
export const takeEvent = (shown: ShownRun | null, event: TrainingEvent): ShownRun | null => {
  if (event.kind === 'progress') return { status: event.run, curve: event.curve };
  const status = event.run;
  if (status === null) return null;
  const curve = shown !== null && isSameRun(shown.status, status) ? shown.curve : emptyColumns();
  return { status, curve };
};
