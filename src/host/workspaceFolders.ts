/** The workspace that is open, as the editor knows it. */
import { Uri, workspace } from 'vscode';

import type { WorkspaceFacts } from './workspaceGuard.js';

/** Absolute paths of the workspace's folders that are on a disk. */
export const workspaceFolderPaths = (): readonly string[] =>
  (workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);

export const workspaceFacts = (): WorkspaceFacts => {
  const folders = workspace.workspaceFolders ?? [];
  return {
    isTrusted: workspace.isTrusted,
    isVirtual: folders.length > 0 && folders.every(({ uri }) => uri.scheme !== 'file'),
  };
};

/** A path within the workspace as the user knows it, any other as it is. */
export const shownPath = (path: string): string => workspace.asRelativePath(Uri.file(path));
