/** Has the report of a run written where the user says. */
import { basename, dirname, join } from 'node:path';

import type { EngineClient } from '../protocol/engineProtocol.js';
import { inLanguage } from '../protocol/sentence.js';
import type { Words } from './outside.js';

export interface ReportOptions {
  /** The reader. */
  readonly client: EngineClient;
  readonly words: Words;
  /** Translations by their English text; empty in English. */
  readonly translations: Readonly<Record<string, string>>;
  /** Shows a dialog, which asks about a file that is there; null when the user closed it. */
  readonly askWhere: (suggested: string) => Promise<string | null>;
}

export interface WrittenReport {
  /** Absolute path. */
  readonly file: string;
  /** That it is written, and what is missing from it, in the user's language. */
  readonly news: string;
}

/** The editor's language where a report can be written in it: an identifier of another form is none. */
const reportLanguage = (language: string): string =>
  /^[a-z]{2,3}(-[a-zA-Z]{2})?$/.test(language) ? language : 'en';

/**
 * Suggested is a file beside the run folder.
 * @returns null when the user closed the dialog
 * @throws RpcError when the run cannot be read or the file not be written
 */
export const writeRunReport = async (
  runFolder: string,
  { client, words, translations, askWhere }: ReportOptions,
): Promise<WrittenReport | null> => {
  const { t } = words;
  const name = basename(runFolder);
  const outFile = await askWhere(join(dirname(runFolder), `${name} report.html`));
  if (outFile === null) return null;
  const { file, problems } = await client.call('writeReport', {
    runFolder,
    outFile,
    // The dialog has asked.
    overwrite: true,
    language: reportLanguage(words.language),
    translations: { ...translations },
  });
  const lines = [
    t('The report of {0} is written.', name),
    ...problems.map((problem) => inLanguage(problem, t)),
  ];
  return { file, news: lines.join(' ') };
};
