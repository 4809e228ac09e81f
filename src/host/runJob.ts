/** What a training engine is asked to do. */
import type { QueuedRun } from '../protocol/trainingProtocol.js';
import type { RunConfig } from '../protocol/run.js';

interface JobBase {
  readonly id: string;
  /** Absolute path of the folder of images. */
  readonly folder: string;
  readonly config: RunConfig;
}
/** A new run. `runsFolder` is null for the place inside the folder of images. */
export interface NewRunJob extends JobBase {
  readonly kind: 'new';
  readonly runsFolder: string | null;
}
/** A run that goes on. */
export interface ResumeJob extends JobBase {
  readonly kind: 'resume';
  readonly runFolder: string;
}
export type RunJob = NewRunJob | ResumeJob;

/** A job as the queue shows it. */
export const queuedRunOf = ({ id, folder, config, kind }: RunJob): QueuedRun => ({
  id,
  folder,
  task: config.task,
  preset: config.preset,
  isResume: kind === 'resume',
});

/** The list with one element at another place; a place beyond the end is the end. */
export const moved = <T extends { readonly id: string }>(
  list: readonly T[],
  id: string,
  place: number,
): readonly T[] => {
  const element = list.find((candidate) => candidate.id === id);
  if (element === undefined) return list;
  return list
    .filter((candidate) => candidate !== element)
    .toSpliced(Math.max(0, place), 0, element);
};
