/** What a link or a command says about what the Lab should show. */
import { isAbsolute } from 'node:path';

import * as z from 'zod';

import { labTabSchema, type LabTab } from '../protocol/labProtocol.js';
import type { Translate } from '../protocol/sentence.js';
import { SpokenError } from './spokenError.js';

export interface LabTarget {
  /** Absolute, or null for the run of this window. */
  readonly runFolder: string | null;
  /** The tab to bring to the front, or null to leave the one that is there. */
  readonly tab: LabTab | null;
}

const argumentSchema = z.object({
  runFolder: z.string().min(1).optional(),
  tab: labTabSchema.optional(),
});

/** The argument of `pretextLab.openLab`; anything else than an object of that shape counts as nothing. */
export const labTargetOf = (argument: unknown): LabTarget => {
  const parsed = argumentSchema.safeParse(argument);
  const { runFolder, tab } = parsed.success ? parsed.data : {};
  return { runFolder: runFolder ?? null, tab: tab ?? null };
};

/**
 * Reads `vscode://pretext-lab.pretext-lab/lab?run=<run folder>&tab=<tab>`.
 * @param path such as `/lab`
 * @param query without the question mark
 * @throws SpokenError when the link asks for what there is not
 */
export const parseLabLink = (path: string, query: string, t: Translate): LabTarget => {
  if (path !== '/lab') throw new SpokenError(t('Pretext Lab has no page {0}.', path));
  const values = new URLSearchParams(query);
  const runFolder = values.get('run');
  if (runFolder !== null && !isAbsolute(runFolder)) {
    throw new SpokenError(
      t('The link names no run folder: {0} is not an absolute path.', runFolder),
    );
  }
  const tab = values.get('tab');
  const parsed = labTabSchema.nullable().safeParse(tab);
  if (!parsed.success) {
    throw new SpokenError(
      t('The Lab has no tab {0}; there are: {1}.', tab ?? '', labTabSchema.options.join(', ')),
    );
  }
  return { runFolder, tab: parsed.data };
};
