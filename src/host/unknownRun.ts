/** Which runs may be named from outside: by a link, another extension, or a page. */
import type { Translate } from '../protocol/sentence.js';
import { SpokenError } from './spokenError.js';
import type { RunsList } from './runsList.js';
import type { Trainer } from './trainer.js';

/** What a window knows of runs. */
export interface KnownRuns {
  readonly runs: Pick<RunsList, 'isKnown'>;
  readonly trainer: Pick<Trainer, 'current'>;
}

export const isKnownRun = async (
  runFolder: string,
  { runs, trainer }: KnownRuns,
): Promise<boolean> =>
  trainer.current?.status.runFolder === runFolder || (await runs.isKnown(runFolder));

/** @throws SpokenError when the run is none that this window knows of */
export const refuseUnknownRun = async (
  runFolder: string,
  { words, ...known }: KnownRuns & { readonly words: { readonly t: Translate } },
): Promise<void> => {
  if (await isKnownRun(runFolder, known)) return;
  throw new SpokenError(
    words.t(
      '{0} is not a run of a folder that is open here or was trained on from here; open its folder of images first.',
      runFolder,
    ),
  );
};
