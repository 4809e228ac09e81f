/** What is said where something was meant for a run that another one has taken the place of. */
import type { Translate } from '../protocol/sentence.js';
import { SpokenError } from './spokenError.js';

/**
 * Compares the run that a request is about with the one that is there when it arrives.
 * @throws SpokenError when they differ
 */
export const refuseOtherRun = (asked: string, there: string, t: Translate): void => {
  if (asked === there) return;
  throw new SpokenError(t('Another run has taken the place of this one, so nothing was done.'));
};
