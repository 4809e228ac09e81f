/** Shows a folder where the user can get at it. */
import { commands, env, l10n, UIKind, Uri, window, workspace } from 'vscode';

/** In the file manager where the editor runs on the same machine, else in the explorer, else by its path. */
export const revealFolder = async (folder: string): Promise<void> => {
  const uri = Uri.file(folder);
  if (env.uiKind === UIKind.Desktop && env.remoteName === undefined) {
    await commands.executeCommand('revealFileInOS', uri);
    return;
  }
  if (workspace.getWorkspaceFolder(uri) !== undefined) {
    await commands.executeCommand('revealInExplorer', uri);
    return;
  }
  const copy = l10n.t('Copy Path');
  const chosen = await window.showInformationMessage(l10n.t('The folder is {0}.', folder), copy);
  if (chosen === copy) await env.clipboard.writeText(folder);
};
