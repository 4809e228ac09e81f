/** Bounds how often something happens, whatever asks for it. */
import type { Clock, Subscription } from './outside.js';

export interface Throttle extends Subscription {
  /** Runs at once, or as soon as the last run is long enough ago; asking twice runs once. */
  request(): void;
  /** Forgets a request that waits. */
  cancel(): void;
}

/** @param everyMs the shortest time between two runs */
export const createThrottle = (clock: Clock, everyMs: number, run: () => void): Throttle => {
  let lastMs = -Infinity;
  let waiting: Subscription | null = null;
  let isDisposed = false;
  const runNow = (): void => {
    waiting = null;
    lastMs = clock.nowMs();
    run();
  };
  const cancel = (): void => {
    waiting?.dispose();
    waiting = null;
  };
  return {
    request: () => {
      if (isDisposed || waiting !== null) return;
      const waitMs = lastMs + everyMs - clock.nowMs();
      if (waitMs <= 0) runNow();
      else waiting = clock.after(waitMs, runNow);
    },
    cancel,
    dispose: () => {
      isDisposed = true;
      cancel();
    },
  };
};
