/** Steering the run that is shown, which need not be the one under way. */
import type { RunStatus, Steer } from '../protocol/panelProtocol.js';
import type { Translate } from '../protocol/sentence.js';
import { SpokenError } from './spokenError.js';
import type { Trainer } from './trainer.js';

/** @throws SpokenError when the run is not this window's to steer, RpcError when the engine refuses */
export const steerRun = async (
  trainer: Pick<Trainer, 'current' | 'steer' | 'resume'>,
  action: Steer,
  run: RunStatus,
  t: Translate,
): Promise<void> => {
  if (trainer.current !== null && trainer.current.status.runFolder === run.runFolder) {
    await trainer.steer(action);
    return;
  }
  if (action !== 'resume' || !run.resumable || run.runFolder === null) {
    throw new SpokenError(t('This run is not under way in this window.'));
  }
  trainer.resume(run.runFolder, run);
};
