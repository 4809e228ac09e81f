/** What the user can read under Show Log. */
import * as vscode from 'vscode';

import { until } from '../../support/editor/until.js';
import { run } from './lab.js';

/** Waits until the log says something. */
export const logThatSays = async (wanted: string): Promise<void> => {
  await run('showLog');
  await until(() => {
    const logs = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'output');
    return Promise.resolve(logs.some((log) => log.getText().includes(wanted)) ? true : null);
  }, `“${wanted}” in the log`);
};
