/** A run in a list: its icon, its words and what can be done with it. Pure. */
import type { RunSummary } from '../protocol/runSummary.js';
import type { RunStatus } from '../protocol/runStatus.js';
import { isDeletable } from './availability.js';
import { heldRunText } from './heldRun.js';
import type { Words } from './outside.js';
import { isUnderWay } from './runStatus.js';
import { createRunText } from './runText.js';

export interface RunLabels {
  /** Name of a codicon. */
  readonly icon: (run: RunSummary) => string;
  readonly label: (run: RunSummary) => string;
  /** The result and the age: `71.3 % · 2 hours ago`. */
  readonly description: (run: RunSummary) => string;
  /** Lines of a tooltip. */
  readonly details: (run: RunSummary) => readonly string[];
  /** Words that the manifest's menus ask for: `run`, `resumable`, `deletable`. */
  readonly context: (run: RunSummary) => string;
}

const icons: Readonly<Record<RunSummary['state'], string>> = {
  running: 'sync',
  completed: 'pass',
  stopped: 'debug-stop',
  interrupted: 'debug-disconnect',
  failed: 'error',
};

/** @param own the run of this window, which knows more of itself than its folder tells */
export const createRunLabels = (words: Words, now: Date, own: RunStatus | null): RunLabels => {
  const text = createRunText(words);
  const { t } = words;
  const stateName = ({ state, runFolder }: RunSummary): string => {
    if (own !== null && own.runFolder === runFolder && isUnderWay(own)) {
      return text.phaseName(own.phase);
    }
    return text.phaseName(state === 'running' ? 'training' : state);
  };
  const result = (run: RunSummary): string | null =>
    run.validation === null ? null : text.percent(run.validation.accuracy);
  return {
    icon: ({ state }) => icons[state],
    label: ({ task }) => text.taskName(task),
    description: (run) =>
      [run.state === 'completed' ? null : stateName(run), result(run), text.age(run.createdAt, now)]
        .filter((part) => part !== null)
        .join(' · '),
    details: (run) => {
      const lines = [
        t('State: {0}', stateName(run)),
        t('Task: {0}, preset {1}', text.taskName(run.task), run.preset),
        t('Epochs: {0}, steps: {1}', text.count(run.epoch), text.count(run.step)),
      ];
      if (run.validation !== null) {
        lines.push(
          t(
            'Validation accuracy: {0} (chance {1})',
            text.percent(run.validation.accuracy),
            text.shortPercent(run.validation.chance),
          ),
        );
      }
      if (run.holder !== null) lines.push(heldRunText(run.runFolder, run.holder, words));
      lines.push(t('Run folder: {0}', run.runFolder));
      return lines;
    },
    context: (run) =>
      ['run', run.resumable ? 'resumable' : null, isDeletable(run) ? 'deletable' : null]
        .filter((part) => part !== null)
        .join(' '),
  };
};
