/** How long an extension took to become active, as the editor itself measured it. */
import * as vscode from 'vscode';

import { until } from '../../support/editor/until.js';

export interface ActivationTimes {
  /** Until its code was loaded. */
  readonly loadMs: number;
  /** In its function `activate`. */
  readonly activateMs: number;
}

/** Reads them out of the editor's report of its start. @param id of an extension that is active */
export const activationTimes = (id: string): Promise<ActivationTimes> =>
  until(async () => {
    // The report fills itself as the start goes on.
    await vscode.commands.executeCommand('perfview.show');
    const reports = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'perf');
    const lines = reports.flatMap((report) => report.getText().split('\n'));
    const row = lines.map((line) => line.split('|').map((cell) => cell.trim()));
    const [, , , loadMs, activateMs] = row.find(([, name]) => name === id) ?? [];
    if (loadMs === undefined || activateMs === undefined) return null;
    return { loadMs: Number(loadMs), activateMs: Number(activateMs) };
  }, `the activation of ${id} in the report of the start`);
