/** Starts and resumes runs the way every command and view does it: checked, remembered, and shown. */
import type { RunStatus } from '../protocol/runStatus.js';
import type { RunConfig, Task } from '../protocol/run.js';
import type { HostServices } from './hostServices.js';
import type { LabPanel } from './labPanel.js';
import type { LeftJob } from './runUnderWay.js';
import { refuse, trainingObstacle } from './workspaceGuard.js';

/** What a run trains on. */
type KnownRun = Pick<RunStatus, 'folder' | 'config'>;

export interface RunStarter {
  /** Why no run can be started here, in one sentence, or null. */
  readonly obstacle: () => string | null;
  /** @throws SpokenError when no run may be started here */
  readonly refuseIfObstructed: () => void;
  /** Starts runs one after the other. @throws SpokenError when none may be started here, or too many wait */
  readonly start: (folders: readonly string[], config: RunConfig) => Promise<void>;
  /**
   * Goes on with a run, or queues that.
   * @param known what its folder would tell, where that is at hand
   * @throws SpokenError, and RpcError when the run cannot be read
   */
  readonly resume: (runFolder: string, known?: KnownRun) => Promise<void>;
  /** Starts what an earlier window was asked for, one after the other. @throws SpokenError as `start` */
  readonly startAgain: (jobs: readonly LeftJob[]) => Promise<void>;
  /** Starts the next queued run after the queue was held. @throws SpokenError when none may be started here */
  readonly startNext: () => void;
}

export const createRunStarter = (
  services: Pick<
    HostServices,
    'trainer' | 'folders' | 'reader' | 'facts' | 'words' | 'engineObstacle' | 'settings'
  >,
  lab: Pick<LabPanel, 'follow'>,
  chooseForTraining: (folder: string, task: Task) => void,
): RunStarter => {
  const { trainer, folders: book, reader, facts, words } = services;
  const obstacle = (): string | null =>
    trainingObstacle(facts(), words.t) ?? services.engineObstacle();
  const refuseIfObstructed = (): void => refuse(obstacle());

  return {
    obstacle,
    refuseIfObstructed,
    start: async (folders, config) => {
      refuseIfObstructed();
      for (const folder of folders) {
        trainer.start(folder, config, services.settings().runsFolder);
        await book.remember(folder);
      }
      const last = folders.at(-1);
      if (last === undefined) return;
      // What was started last is what one is most likely to start again.
      chooseForTraining(last, config.task);
      lab.follow();
    },
    resume: async (runFolder, known) => {
      refuseIfObstructed();
      const { folder, config } = known ?? (await reader.client.call('showRun', { runFolder }));
      trainer.resume(runFolder, { folder, config });
      await book.remember(folder);
      lab.follow();
    },
    startAgain: async (jobs) => {
      refuseIfObstructed();
      for (const job of jobs) {
        if (job.kind === 'new') trainer.start(job.folder, job.config, job.runsFolder);
        else trainer.resume(job.runFolder, job);
        await book.remember(job.folder);
      }
      lab.follow();
    },
    startNext: () => {
      refuseIfObstructed();
      trainer.continueQueue();
    },
  };
};
