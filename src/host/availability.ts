/** Which commands make sense now, as the context keys that the manifest asks for. Pure. */
import type { RunStatus } from '../protocol/panelProtocol.js';
import { isUnderWay } from './runStatus.js';

export interface Surroundings {
  /** Why no run can be started at all, or null. */
  readonly obstacle: string | null;
  /** The run under way in this window, or the last one that ended here, or null. */
  readonly current: RunStatus | null;
  /** True while an engine trains or measures a speed. */
  readonly isBusy: boolean;
  readonly queueLength: number;
  readonly isQueueHeld: boolean;
  /** True while a Lab is open. */
  readonly hasLab: boolean;
}

export type ContextKey = `pretextLab.${
  | 'canTrain'
  | 'running'
  | 'paused'
  | 'busy'
  | 'canPause'
  | 'canResume'
  | 'canStop'
  | 'hasRun'
  | 'hasRunFolder'
  | 'hasQueue'
  | 'queueHeld'
  | 'hasLab'}`;

export const availability = (now: Surroundings): Readonly<Record<ContextKey, boolean>> => {
  const { current } = now;
  const isRunning = current !== null && isUnderWay(current);
  const phase = isRunning ? current.phase : null;
  const hasEndedResumable = !now.isBusy && current !== null && !isRunning && current.resumable;
  return {
    'pretextLab.canTrain': now.obstacle === null,
    'pretextLab.running': isRunning,
    'pretextLab.paused': phase === 'paused',
    'pretextLab.busy': now.isBusy,
    'pretextLab.canPause': phase === 'training',
    // A paused run goes on, an ended one is taken up again: one word for both.
    'pretextLab.canResume': now.obstacle === null && (phase === 'paused' || hasEndedResumable),
    'pretextLab.canStop': isRunning && phase !== 'stopping',
    'pretextLab.hasRun': current !== null,
    'pretextLab.hasRunFolder': current !== null && current.runFolder !== null,
    'pretextLab.hasQueue': now.queueLength > 0,
    'pretextLab.queueHeld': now.isQueueHeld,
    'pretextLab.hasLab': now.hasLab,
  };
};
