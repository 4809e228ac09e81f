/** Where a panel gets the run that it shows. */
import type { LiveRun } from './liveRun.js';
import type { Subscription } from './outside.js';

export interface RunSource {
  /** The run to show now, or null. */
  current(): LiveRun | null;
  /** Tells that `current()` is another run or has grown. */
  onChange(listener: () => void): Subscription;
}
