/** Which folder and task the form shows when a command or a dialog chose one. */
import type * as z from 'zod';

import { trainingStateSchema, type TrainingState } from '../../src/protocol/trainingProtocol.js';
import type { FormChoices } from './formFields.js';

export const isChosenSchema: z.ZodType<TrainingState['chosen']> = trainingStateSchema.shape.chosen;

/**
 * Takes over what was chosen outside the form, once: states repeat it, and what the user changed in
 * the form since then must stay. The same folder chosen again is a new choice. Without any choice the
 * first known folder is taken.
 * @param seen what was chosen outside before
 */
export const takeChosen = (
  choices: FormChoices,
  { chosen, folders }: Pick<TrainingState, 'chosen' | 'folders'>,
  seen: TrainingState['chosen'],
): { readonly choices: FormChoices; readonly seen: TrainingState['chosen'] } => {
  // The host may have begun to count anew, so the number alone does not tell.
  const isNew =
    chosen !== null &&
    (chosen.number !== seen?.number || chosen.folder !== seen.folder || chosen.task !== seen.task);
  if (isNew) {
    const task = chosen.task ?? choices.task;
    return { choices: { ...choices, folder: chosen.folder, task }, seen: chosen };
  }
  const folder = choices.folder ?? folders[0]?.path ?? null;
  return { choices: folder === choices.folder ? choices : { ...choices, folder }, seen: chosen };
};
