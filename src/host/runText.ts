/** What is said of a run outside its panels: status bar, tree, notifications. Pure. */
import { backendText } from '../protocol/backend.js';
import type { RunPhase, RunStatus } from '../protocol/runStatus.js';
import type { Task } from '../protocol/run.js';
import { phaseName as nameOfPhase, taskName as nameOfTask } from '../protocol/runWords.js';
import { createNumberText, type NumberText } from './numberText.js';
import type { Words } from './outside.js';

export interface RunText extends NumberText {
  readonly taskName: (task: Task) => string;
  readonly phaseName: (phase: RunPhase) => string;
  /** The run now, in a few words: `Rotation 42 %, 71.2 %, 3 min 5 s left`. */
  readonly short: (status: RunStatus) => string;
  /** The run in lines of `label: value`, for a tooltip. */
  readonly summary: (status: RunStatus) => readonly string[];
  /** One sentence that says how a run ended. */
  readonly ended: (status: RunStatus) => string;
}

export const createRunText = (words: Words): RunText => {
  const numbers = createNumberText(words);
  const { t } = words;
  const { count, percent, shortPercent, duration } = numbers;

  const taskName = (task: Task): string => nameOfTask(task, t);
  const phaseName = (phase: RunPhase): string => nameOfPhase(phase, t);

  const preparingText = ({ preparing }: RunStatus): string => {
    if (preparing === null) return t('starting the engine');
    const { stage, done, total } = preparing;
    switch (stage) {
      case 'engine':
        return t('starting the engine');
      case 'network':
        return t('preparing the network');
      case 'scan':
        return t('reading the folder, {0} images', count(done));
      case 'decode':
        return total === null
          ? t('decoding images, {0}', count(done))
          : t('decoding images, {0} of {1}', count(done), count(total));
    }
  };

  const doneShare = ({ step, plannedSteps }: RunStatus): number =>
    plannedSteps === 0 ? 0 : Math.min(1, step / plannedSteps);

  const short = (status: RunStatus): string => {
    const task = taskName(status.config.task);
    if (status.phase === 'preparing') return t('{0}: {1}', task, preparingText(status));
    if (status.phase !== 'training') return t('{0}: {1}', task, phaseName(status.phase));
    // Whole percents, rounded down: 100 % is the end.
    const done = `${count(Math.floor(doneShare(status) * 100))} %`;
    if (status.remainingMs === null) return t('{0} {1}', task, done);
    return t('{0} {1}, {2} left', task, done, duration(status.remainingMs));
  };

  const validationText = ({ validation }: RunStatus): string | null =>
    validation === null
      ? null
      : t(
          '{0} validation accuracy (chance {1})',
          percent(validation.accuracy),
          shortPercent(validation.chance),
        );

  const summary = (status: RunStatus): readonly string[] => {
    const { latest } = status;
    const validation = validationText(status);
    const lines = [
      t('State: {0}', phaseName(status.phase)),
      t('Folder: {0}', status.folder),
      t('Task: {0}, preset {1}', taskName(status.config.task), status.config.preset),
      ...(status.backend === null ? [] : [t('Compute engine: {0}', backendText(status.backend))]),
      t('Step {0} of {1}', count(status.step), count(Math.max(status.step, status.plannedSteps))),
    ];
    if (latest !== null) {
      lines.push(
        t(
          'Loss {0}, accuracy {1}',
          new Intl.NumberFormat(words.language, {
            minimumFractionDigits: 3,
            maximumFractionDigits: 3,
          }).format(latest.loss),
          percent(latest.accuracy),
        ),
      );
    }
    if (validation !== null) lines.push(validation);
    if (status.remainingMs !== null) lines.push(t('Time left: {0}', duration(status.remainingMs)));
    if (status.message !== null) lines.push(status.message);
    return lines;
  };

  const completed = (status: RunStatus, task: string): string => {
    const elapsed = duration(status.latest?.elapsedMs ?? 0);
    const { validation } = status;
    if (validation === null) {
      return t(
        '{0} took {1} steps in {2}; no image was held out to validate it.',
        task,
        count(status.step),
        elapsed,
      );
    }
    return t(
      '{0} reached {1} validation accuracy (chance {2}) in {3}.',
      task,
      percent(validation.accuracy),
      shortPercent(validation.chance),
      elapsed,
    );
  };

  const ended = (status: RunStatus): string => {
    const task = taskName(status.config.task);
    const step = count(status.step);
    const message = status.message ?? '';
    switch (status.phase) {
      case 'completed':
        return completed(status, task);
      case 'stopped':
        return status.runFolder === null
          ? t('{0} was stopped before training began.', task)
          : t('{0} was stopped after step {1}.', task, step);
      case 'interrupted':
        return message === ''
          ? t('{0} was interrupted after step {1}.', task, step)
          : t('{0} was interrupted after step {1}. {2}', task, step, message);
      case 'failed':
        return message === '' ? t('{0} failed.', task) : t('{0} failed. {1}', task, message);
      case 'preparing':
      case 'training':
      case 'paused':
      case 'stopping':
        return short(status);
    }
  };

  return { ...numbers, taskName, phaseName, short, summary, ended };
};
