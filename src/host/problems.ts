/** Failures of what the user asked for. */
import { commands, l10n, window } from 'vscode';

import { errorText } from './errorText.js';
import type { HostServices } from './hostServices.js';
import { SpokenError } from './spokenError.js';

/** Says what went wrong and offers the log; never rejects. */
export const showProblem = async (
  error: unknown,
  { words, log }: Pick<HostServices, 'words' | 'log'>,
): Promise<void> => {
  const message = errorText(error, words);
  const isExpected = error instanceof SpokenError;
  log.error(isExpected || !(error instanceof Error) ? message : (error.stack ?? message));
  const showLog = l10n.t('Show Log');
  const chosen = await window.showErrorMessage(message, showLog);
  if (chosen === showLog) await commands.executeCommand('pretextLab.showLog');
};
