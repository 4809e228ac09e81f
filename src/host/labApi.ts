/** What other extensions and tests see of the Lab: `extensions.getExtension('pretext-lab.pretext-lab').exports`. */
import type { RunStatus } from '../protocol/runStatus.js';
import type { QueuedRun } from '../protocol/trainingProtocol.js';
import type { RunConfig } from '../protocol/run.js';
import type { HostServices } from './hostServices.js';
import type { LabPanel } from './labPanel.js';
import type { Subscription } from './outside.js';
import type { RunGroup } from './runsList.js';
import type { RunStarter } from './runStarter.js';

export interface LabApi {
  /** The run under way, or the last one that ended in this window; null before the first. */
  currentRun(): RunStatus | null;
  /** Runs that wait, the next first. */
  queue(): readonly QueuedRun[];
  /** True after a crash, or where no engine takes a run: the queue waits until a run is started. */
  isQueueHeld(): boolean;
  /** The runs of all known folders. Never rejects. */
  runs(): Promise<readonly RunGroup[]>;
  /** The run folder that would count as interrupted if the window ended now, or null. */
  runUnderWay(): string | null;
  /** The run folder that the Lab shows, or null. */
  shownRun(): string | null;
  /**
   * Starts a run, or queues it behind the one under way, and opens the Lab.
   * @param folder absolute path of a folder of images
   * @throws Error with a sentence for the user when no run may be started here
   */
  start(folder: string, config: RunConfig): Promise<void>;
  moveQueued(id: string, place: number): void;
  removeQueued(id: string): void;
  /** A run or the queue has changed; told at most ten times a second. */
  onRunChanged(listener: () => void): Subscription;
  /** A run has ended, and its process is gone. */
  onRunEnded(listener: (status: RunStatus) => void): Subscription;
}

export const createLabApi = (
  { trainer, runs, note }: Pick<HostServices, 'trainer' | 'runs' | 'note'>,
  starter: Pick<RunStarter, 'start'>,
  lab: Pick<LabPanel, 'runFolder'>,
): LabApi => ({
  currentRun: () => trainer.current?.status ?? null,
  queue: () => trainer.queue,
  isQueueHeld: () => trainer.isQueueHeld,
  runs: () => runs.load(),
  runUnderWay: () => note.read()?.runFolder ?? null,
  shownRun: () => lab.runFolder,
  start: (folder, config) => starter.start([folder], config),
  moveQueued: (id, place) => trainer.moveQueued(id, place),
  removeQueued: (id) => trainer.removeQueued(id),
  onRunChanged: (listener) => trainer.onChange(listener),
  onRunEnded: (listener) => trainer.onEnded(listener),
});
