/** How fast a run trains, without the outliers. */
import type { EngineEvent } from '../protocol/engineEvents.js';
import { speedKey, type Speed } from '../protocol/trainingProtocol.js';
import type { LiveRun } from './liveRun.js';

const mostSamples = 200;
const fewestSamples = 5;

/**
 * Tells the median speed of a run at the end of each epoch and of the run.
 * @returns what takes each event of the run; null stands for a change without one
 */
export const createSpeedWatch = (
  record: LiveRun,
  remember: (speed: Speed) => void,
): ((event: EngineEvent | null) => void) => {
  const samples = createRunningMedian(mostSamples);
  let isFirst = true;
  return (event) => {
    if (event?.kind === 'steps') {
      // The first step also makes the engine's plans.
      const newest = event.steps.at(-1);
      if (!isFirst && newest !== undefined) samples.add(newest.imagesPerSecond);
      isFirst = false;
    }
    const isMilestone = event === null ? !record.status.live : event.kind === 'epochEnded';
    if (!isMilestone || samples.length < fewestSamples) return;
    remember({ key: speedKey(record.status.config), imagesPerSecond: samples.median() });
  };
};

/** The middle of the last values. */
export interface RunningMedian {
  add(value: number): void;
  /** How many values it holds. */
  readonly length: number;
  /** NaN while there is none. */
  median(): number;
}

/** @param capacity values that are kept, the newest */
export const createRunningMedian = (capacity: number): RunningMedian => {
  const values: number[] = [];
  return {
    add: (value) => {
      values.push(value);
      if (values.length > capacity) values.shift();
    },
    get length() {
      return values.length;
    },
    median: () => {
      const sorted = values.toSorted((a, b) => a - b);
      const middle = sorted.length / 2;
      const low = sorted[Math.ceil(middle) - 1] ?? NaN;
      return (low + (sorted[Math.floor(middle)] ?? NaN)) / 2;
    },
  };
};
