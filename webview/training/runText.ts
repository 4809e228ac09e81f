/** The run under way in words: what it does, how far it is, and how it ended. */
import { backendText } from '../../src/protocol/backend.js';
import type { RunStatus } from '../../src/protocol/runStatus.js';
import type { RunConfig } from '../../src/protocol/run.js';
import { formatCount, formatDuration, formatPercent } from '../parts/format.js';
import { phaseName, presetName, taskName } from '../parts/runWords.js';
import { t } from '../text.js';

/** What is trained; a preset of a single task names the task itself. */
export const taskAndPreset = ({ task, preset }: Pick<RunConfig, 'task' | 'preset'>): string =>
  task === 'both' ? `${taskName(task)} · ${presetName(preset)}` : presetName(preset);

/** What is trained, and what computes it once that is known. */
export const whatAndWith = ({ config, backend }: RunStatus): string =>
  backend === null ? taskAndPreset(config) : `${taskAndPreset(config)} · ${backendText(backend)}`;

/** How far the run is, 0..1; null while that is unknown. */
export const progressShare = ({ preparing, step, plannedSteps }: RunStatus): number | null => {
  if (preparing !== null) {
    return preparing.total === null || preparing.total === 0
      ? null
      : Math.min(1, preparing.done / preparing.total);
  }
  return plannedSteps === 0 ? null : Math.min(1, step / plannedSteps);
};

const preparingText = (preparing: NonNullable<RunStatus['preparing']>): string => {
  const { stage, done, total } = preparing;
  switch (stage) {
    case 'engine':
      return t('Starting the engine…');
    case 'scan':
      return done === 0
        ? t('Reading the folder…')
        : t('Reading the folder: {0} images…', formatCount(done));
    case 'decode':
      return total === null || total === 0
        ? t('Decoding images…')
        : t('Decoding images: {0} of {1}', formatCount(done), formatCount(total));
    case 'network':
      return t('Building the network and choosing the precision…');
  }
};

/** How far the preparation is, or null outside it. Changes up to ten times a second. */
export const stageText = ({ phase, preparing }: RunStatus): string | null =>
  phase === 'preparing' && preparing !== null ? preparingText(preparing) : null;

/** What the run does now, or how it ended; the same as long as it does the same. */
export const phaseText = (status: RunStatus): string => {
  switch (status.phase) {
    case 'preparing':
      return t('Preparing…');
    case 'stopping':
      return t('Saving a checkpoint…');
    case 'training':
    case 'paused':
    case 'completed':
    case 'stopped':
    case 'interrupted':
    case 'failed':
      return phaseName(status.phase);
  }
};

/** The epoch under way and the steps, or null before the first step is planned. */
export const placeText = ({ config, epoch, step, plannedSteps }: RunStatus): string | null => {
  if (plannedSteps === 0) return null;
  const steps = t('step {0} of {1}', formatCount(step), formatCount(plannedSteps));
  if (config.epochs === null) return t('Epoch {0}, {1}', formatCount(epoch + 1), steps);
  const current = formatCount(Math.min(epoch + 1, config.epochs));
  return t('Epoch {0} of {1}, {2}', current, formatCount(config.epochs), steps);
};

/** The time left, or null while it is unknown or stands still. */
export const remainingText = ({ phase, remainingMs }: RunStatus): string | null =>
  phase === 'training' && remainingMs !== null ? t('{0} left', formatDuration(remainingMs)) : null;

/** What came of a run that has ended, in one sentence. */
export const resultText = ({ validation, latest, message, step }: RunStatus): string => {
  if (message !== null) return message;
  if (validation !== null) {
    return t(
      'Validation accuracy {0}, where guessing gives {1}.',
      formatPercent(validation.accuracy),
      formatPercent(validation.chance),
    );
  }
  if (latest !== null) {
    return t(
      'Accuracy {0} in training at step {1}; no validation was made.',
      formatPercent(latest.accuracy),
      formatCount(step),
    );
  }
  return t('It ended before the first step.');
};
