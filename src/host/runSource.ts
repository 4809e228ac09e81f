/** Where a panel gets the run that it shows. */
import type { LiveRun, ShownProblem } from './liveRun.js';
import type { Subscription } from './outside.js';

export interface RunSource {
  /** The run to show now, or null. */
  current(): LiveRun | null;
  /** Why there is none although one was asked for, or null. */
  readonly problem: ShownProblem | null;
  /** Tells that `current()` is another run or has grown. */
  onChange(listener: () => void): Subscription;
}
