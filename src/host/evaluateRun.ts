/** Evaluates a run on a folder, seen in the Lab: the one that is shown there, or one to pick. */
import { evaluateFolder } from '../protocol/evaluateFolder.js';
import type { Translate } from '../protocol/sentence.js';
import type { Analyses } from './analyses.js';
import type { LabPanel } from './labPanel.js';
import { SpokenError } from './spokenError.js';

export interface EvaluateOptions {
  readonly lab: Pick<LabPanel, 'run' | 'show'>;
  readonly analyses: Pick<Analyses, 'start'>;
  /** Null when the user picks none. */
  readonly pickFolder: () => Promise<string | null>;
  /** A run folder; null when the user picks none. */
  readonly pickRun: () => Promise<string | null>;
  readonly t: Translate;
}

/**
 * @param named folders that the command was called on; empty lets the user pick one
 * @throws SpokenError when there are several, or when the run is being evaluated already
 */
export const evaluateRun = async (
  named: readonly string[],
  { lab, analyses, pickFolder, pickRun, t }: EvaluateOptions,
): Promise<void> => {
  if (named.length > 1) {
    throw new SpokenError(
      t('A run is evaluated on one folder at a time, but {0} are selected.', named.length),
    );
  }
  const folder = named.at(0) ?? (await pickFolder());
  if (folder === null) return;
  const shown = lab.run;
  const hasCheckpoint = shown !== null && shown.checkpoints.length > 0;
  const runFolder = hasCheckpoint ? shown.runFolder : await pickRun();
  if (runFolder === null) return;
  await lab.show({ runFolder, tab: 'probe' });
  analyses.start(runFolder, evaluateFolder(folder));
};
