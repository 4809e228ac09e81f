/** What a run's fixed values are called in visible text, in the host and in the webviews alike. */
import type { RunPhase } from './runStatus.js';
import type { Task } from './run.js';
import type { Translate } from './sentence.js';

export const taskName = (task: Task, t: Translate): string => {
  switch (task) {
    case 'rotation':
      return t('Rotation');
    case 'jigsaw':
      return t('Jigsaw');
    case 'both':
      return t('Both');
  }
};

export const phaseName = (phase: RunPhase, t: Translate): string => {
  switch (phase) {
    case 'preparing':
      return t('Preparing');
    case 'training':
      return t('Training');
    case 'paused':
      return t('Paused');
    case 'stopping':
      return t('Stopping');
    case 'completed':
      return t('Completed');
    case 'stopped':
      return t('Stopped');
    case 'interrupted':
      return t('Interrupted');
    case 'failed':
      return t('Failed');
  }
};
