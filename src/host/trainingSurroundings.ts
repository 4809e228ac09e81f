/** What the Training view shows of the editor: folders to choose from, settings, and what stands in the way. */
import { basename } from 'node:path';

import { workspace } from 'vscode';

import type { Task } from '../protocol/run.js';
import { createEmitter } from './emitter.js';
import type { HostServices } from './hostServices.js';
import type { Subscription } from './outside.js';
import type { Surroundings } from './trainingSession.js';
import { trainingObstacle } from './workspaceGuard.js';
import { shownPath, workspaceFolderPaths } from './workspaceFolders.js';

export interface TrainingSurroundings extends Subscription {
  now(): Surroundings;
  /** Puts a folder into the form. */
  readonly choose: (folder: string, task: Task | null) => void;
  onChange(listener: () => void): Subscription;
}

export const createTrainingSurroundings = (
  services: Pick<HostServices, 'folders' | 'facts' | 'words' | 'settings' | 'engineObstacle'>,
): TrainingSurroundings => {
  const { folders: book, facts, words, settings } = services;
  const changes = createEmitter<undefined>();
  let chosen: Surroundings['chosen'] = null;

  const folders = (): Surroundings['folders'] => {
    const inWorkspace = workspaceFolderPaths();
    const recent = [...new Set([...(chosen === null ? [] : [chosen.folder]), ...book.all()])];
    return [
      ...inWorkspace.map((path) => ({ path, label: basename(path), kind: 'workspace' as const })),
      ...recent
        .filter((path) => !inWorkspace.includes(path))
        .map((path) => ({ path, label: shownPath(path), kind: 'recent' as const })),
    ];
  };
  const tell = (): void => changes.emit(undefined);
  const subscriptions: readonly Subscription[] = [
    book.onChange(tell),
    workspace.onDidGrantWorkspaceTrust(tell),
    workspace.onDidChangeWorkspaceFolders(tell),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('pretextLab')) tell();
    }),
  ];

  return {
    now: () => {
      const { data, precision } = settings();
      return {
        folders: folders(),
        chosen,
        obstacle: trainingObstacle(facts(), words.t) ?? services.engineObstacle(),
        data,
        precision,
        isFirstRun: book.all().length === 0,
      };
    },
    choose: (folder, task) => {
      chosen = { folder, task, number: (chosen?.number ?? 0) + 1 };
      tell();
    },
    onChange: (listener) => changes.on(() => listener()),
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
};
