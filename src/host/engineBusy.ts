/** Nothing is measured while the engine has other work: both would be slower than they are. */
import type { Translate } from '../protocol/sentence.js';
import { SpokenError } from './spokenError.js';

export const engineBusy = (t: Translate): SpokenError =>
  new SpokenError(
    t(
      'The speed cannot be measured while the engine is busy; wait until it is done or stop the run, then measure again.',
    ),
  );
