/** Which commands make sense now, as the context keys that the manifest asks for. Pure. */
import type { RunStatus } from '../protocol/runStatus.js';
import type { RunGroup } from './runsList.js';
import { isUnderWay } from './runStatus.js';

export interface Surroundings {
  /** Why this workspace allows no run, or null. A missing engine is none: it is told when it is asked for. */
  readonly obstacle: string | null;
  /** The run under way in this window, or the last one that ended here, or null. */
  readonly current: RunStatus | null;
  /** True while an engine trains. */
  readonly isTraining: boolean;
  /** True while an engine is there, or was there and ended by itself. */
  readonly hasEngine: boolean;
  readonly isQueueHeld: boolean;
  /** True while a Lab is open. */
  readonly hasLab: boolean;
}

export type ContextKey = `pretextLab.${
  | 'running'
  | 'canPause'
  | 'canResume'
  | 'canStop'
  | 'canRestartEngine'
  | 'hasRun'
  | 'hasRunFolder'
  | 'queueHeld'
  | 'hasLab'}`;

export const availability = (now: Surroundings): Readonly<Record<ContextKey, boolean>> => {
  const { current } = now;
  const isRunning = current !== null && isUnderWay(current);
  const phase = isRunning ? current.phase : null;
  const hasEndedResumable = !now.isTraining && current !== null && !isRunning && current.resumable;
  return {
    'pretextLab.running': isRunning,
    'pretextLab.canPause': phase === 'training',
    // A paused run goes on, an ended one is taken up again: one word for both.
    'pretextLab.canResume': now.obstacle === null && (phase === 'paused' || hasEndedResumable),
    'pretextLab.canStop': isRunning && phase !== 'stopping',
    'pretextLab.canRestartEngine': now.hasEngine,
    'pretextLab.hasRun': current !== null,
    'pretextLab.hasRunFolder': current !== null && current.runFolder !== null,
    'pretextLab.queueHeld': now.isQueueHeld,
    'pretextLab.hasLab': now.hasLab,
  };
};

export type RunsContextKey = `pretextLab.${'hasRuns' | 'hasResumableRuns' | 'hasDeletableRuns'}`;

/** Whether a run may be deleted: not while somebody trains it. */
export const isDeletable = ({ state }: RunGroup['runs'][number]): boolean => state !== 'running';

/**
 * What the list of runs offers.
 * @param groups the runs that were listed. What could not be listed may hold anything, and is told when
 *   it is asked for
 */
export const runsAvailability = (
  groups: readonly Pick<RunGroup, 'runs' | 'problem'>[],
): Readonly<Record<RunsContextKey, boolean>> => {
  const runs = groups.flatMap((group) => group.runs);
  const isUnsure = groups.some(({ problem }) => problem !== null);
  return {
    'pretextLab.hasRuns': isUnsure || runs.length > 0,
    'pretextLab.hasResumableRuns': isUnsure || runs.some(({ resumable }) => resumable),
    'pretextLab.hasDeletableRuns': isUnsure || runs.some(isDeletable),
  };
};

/** What runs offer that nobody has listed since they changed: to list them takes an engine. */
export const unlistedRunsAvailability = (
  hasRuns: boolean,
): Readonly<Record<RunsContextKey, boolean>> => ({
  'pretextLab.hasRuns': hasRuns,
  'pretextLab.hasResumableRuns': hasRuns,
  'pretextLab.hasDeletableRuns': hasRuns,
});
