/** Steering the run that is shown, which need not be the one under way. */
import type { Steer } from '../protocol/panelProtocol.js';
import type { RunStatus } from '../protocol/runStatus.js';
import type { Translate } from '../protocol/sentence.js';
import type { RunStarter } from './runStarter.js';
import { SpokenError } from './spokenError.js';
import type { Trainer } from './trainer.js';

export interface SteerOptions {
  readonly trainer: Pick<Trainer, 'current' | 'steer'>;
  readonly starter: Pick<RunStarter, 'resume'>;
  readonly t: Translate;
}

/** @throws SpokenError when the run is not this window's to steer, RpcError when the engine refuses */
export const steerRun = async (
  action: Steer,
  run: RunStatus,
  { trainer, starter, t }: SteerOptions,
): Promise<void> => {
  if (action === 'resume') {
    if (!run.resumable || run.runFolder === null) {
      throw new SpokenError(t('There is no run that can be resumed.'));
    }
    await starter.resume(run.runFolder, run);
    return;
  }
  if (trainer.current?.status.id !== run.id) {
    throw new SpokenError(t('This run is not under way in this window.'));
  }
  await trainer.steer(action, run.id);
};
