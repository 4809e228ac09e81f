/** What the header says of a run, in words. */
import type { Steer } from '../../src/protocol/panelProtocol.js';
import type { RunStatus } from '../../src/protocol/runStatus.js';
import { formatCount, formatDuration, formatPercent } from '../parts/format.js';
import type { IconName } from '../parts/icons.js';
import { t } from '../text.js';

/** How far the run is, 0..1, or null while nobody knows. */
export const progressShare = (status: RunStatus): number | null => {
  if (status.phase === 'preparing') {
    const total = status.preparing?.total ?? null;
    return total === null || total === 0 ? null : (status.preparing?.done ?? 0) / total;
  }
  return status.plannedSteps === 0 ? null : Math.min(1, status.step / status.plannedSteps);
};

const preparingText = ({ preparing }: RunStatus): string => {
  if (preparing === null) return t('Starting the engine');
  const { stage, done, total } = preparing;
  const amount =
    total === null ? formatCount(done) : t('{0} of {1}', formatCount(done), formatCount(total));
  switch (stage) {
    case 'engine':
      return t('Starting the engine');
    case 'scan':
      return t('Reading the folder: {0} images', amount);
    case 'decode':
      return t('Decoding images: {0}', amount);
    case 'network':
      return t('Building the network and choosing the precision');
  }
};

/** Where the run stands in steps, epochs and time. */
export const progressText = (status: RunStatus): string => {
  if (status.phase === 'preparing') return preparingText(status);
  const parts =
    status.plannedSteps === 0
      ? [t('Step {0}', formatCount(status.step))]
      : [t('Step {0} of {1}', formatCount(status.step), formatCount(status.plannedSteps))];
  if (status.stepsPerEpoch > 0) {
    const epochs = status.epoch;
    parts.push(
      epochs === 1 ? t('1 epoch finished') : t('{0} epochs finished', formatCount(epochs)),
    );
  }
  if (status.phase === 'training' && status.remainingMs !== null) {
    parts.push(t('{0} left', formatDuration(status.remainingMs)));
  }
  return parts.join(' · ');
};

/** What a change of the run is announced as to those who cannot see it; null when it is none. */
export const announcement = (before: RunStatus | null, now: RunStatus): string | null => {
  if (before === null) return null;
  if (before.phase !== now.phase) {
    switch (now.phase) {
      case 'preparing':
        return t('The run is being prepared.');
      case 'training':
        return t('Training.');
      case 'paused':
        return t('Paused at step {0}.', formatCount(now.step));
      case 'stopping':
        return t('Stopping; a checkpoint is being saved.');
      case 'completed':
        return t('The run is complete after {0} epochs.', formatCount(now.epoch));
      case 'stopped':
        return t('The run was stopped at step {0}.', formatCount(now.step));
      case 'interrupted':
        return t('The run was interrupted at step {0}.', formatCount(now.step));
      case 'failed':
        return t('The run failed at step {0}.', formatCount(now.step));
    }
  }
  if (now.epoch > before.epoch && now.validation !== null) {
    return t(
      'Epoch {0} finished, validation accuracy {1}.',
      formatCount(now.epoch),
      formatPercent(now.validation.accuracy),
    );
  }
  return null;
};

/** Something that may be done to the run. */
export interface SteerChoice {
  readonly action: Steer;
  readonly label: string;
  readonly icon: IconName;
}

/** What may be done to the run now, the likeliest first. */
export const steerChoices = (status: RunStatus): readonly SteerChoice[] => {
  const stop = { action: 'stop', label: t('Stop'), icon: 'debugStop' } as const;
  if (status.live) {
    switch (status.phase) {
      case 'training':
        return [{ action: 'pause', label: t('Pause'), icon: 'debugPause' }, stop];
      case 'paused':
        return [{ action: 'unpause', label: t('Continue'), icon: 'play' }, stop];
      case 'preparing':
        return [stop];
      case 'stopping':
      case 'completed':
      case 'stopped':
      case 'interrupted':
      case 'failed':
        return [];
    }
  }
  return status.resumable && status.holder === null
    ? [{ action: 'resume', label: t('Resume'), icon: 'debugRestart' }]
    : [];
};
