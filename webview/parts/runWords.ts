/** What a run's fixed values are called in visible text. */
import type { RunPhase } from '../../src/protocol/runStatus.js';
import type { PresetName, Task } from '../../src/protocol/run.js';
import { phaseName as nameOfPhase, taskName as nameOfTask } from '../../src/protocol/runWords.js';
import { t } from '../text.js';

export const taskName = (task: Task): string => nameOfTask(task, t);

export const phaseName = (phase: RunPhase): string => nameOfPhase(phase, t);

export const presetName = (preset: PresetName): string => {
  switch (preset) {
    case 'rotation-small':
      return t('Rotation, small');
    case 'rotation-medium':
      return t('Rotation, medium');
    case 'rotation-paper-3':
      return t('Rotation, as published, 3 blocks');
    case 'rotation-paper-4':
      return t('Rotation, as published, 4 blocks');
    case 'rotation-paper-5':
      return t('Rotation, as published, 5 blocks');
    case 'jigsaw-small':
      return t('Jigsaw, small');
    case 'jigsaw-paper':
      return t('Jigsaw, as published, with batch norm');
    case 'jigsaw-paper-plain':
      return t('Jigsaw, as published');
  }
};
