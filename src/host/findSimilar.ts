/** Searches for the images like a given one, seen in the Lab: by the run that is shown there, or one to pick. */
import { defaultSearchCount } from '../protocol/findings.js';
import type { Analyses } from './analyses.js';
import type { LabPanel } from './labPanel.js';

export interface SimilarOptions {
  readonly lab: Pick<LabPanel, 'run' | 'show'>;
  readonly analyses: Pick<Analyses, 'start'>;
  /** An absolute path; null when the user picks none. */
  readonly pickImage: () => Promise<string | null>;
  /** A run folder; null when the user picks none. */
  readonly pickRun: () => Promise<string | null>;
  /** The folder of images that a run was trained on. */
  readonly folderOf: (runFolder: string) => Promise<string>;
}

/**
 * @param named the image that the command was called on; null lets the user pick one
 * @throws SpokenError when a search of the run is under way; RpcError when the run cannot be read
 */
export const findSimilar = async (
  named: string | null,
  { lab, analyses, pickImage, pickRun, folderOf }: SimilarOptions,
): Promise<void> => {
  const image = named ?? (await pickImage());
  if (image === null) return;
  const shown = lab.run;
  const hasCheckpoint = shown !== null && shown.checkpoints.length > 0;
  const runFolder = hasCheckpoint ? shown.runFolder : await pickRun();
  if (runFolder === null) return;
  const folder = await folderOf(runFolder);
  await lab.show({ runFolder, tab: 'search' });
  analyses.start(runFolder, {
    name: 'searchImages',
    params: { folder, image, count: defaultSearchCount, block: null },
  });
};
