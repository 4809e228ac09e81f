/** Tells when the list of runs is no longer what it was: on the disk, in this window, or by a setting. */
import { RelativePattern, Uri, workspace, type Disposable } from 'vscode';

import { createEmitter } from './emitter.js';
import type { FolderBook } from './folderBook.js';
import type { Clock, Subscription } from './outside.js';
import { createThrottle } from './throttle.js';
import type { Trainer } from './trainer.js';
import { workspaceFolderPaths } from './workspaceFolders.js';

/** Shortest time between two looks at the disk. */
const newsEveryMs = 1000;

export interface RunsNews extends Subscription {
  /** Told at most once a second. */
  onChange(listener: () => void): Subscription;
  /** Tells it now. */
  tell(): void;
}

export interface RunsNewsOptions {
  readonly clock: Clock;
  readonly trainer: Trainer;
  readonly folders: FolderBook;
  readonly commonRunsFolder: () => string | null;
}

const isWithin = (folder: string): boolean =>
  workspace.getWorkspaceFolder(Uri.file(folder)) !== undefined;

export const createRunsNews = (options: RunsNewsOptions): RunsNews => {
  const { trainer, folders } = options;
  const changes = createEmitter<undefined>();
  const news = createThrottle(options.clock, newsEveryMs, () => changes.emit(undefined));
  let watchers: readonly Disposable[] = [];

  const watch = (base: string, pattern: string): Disposable => {
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(base), pattern));
    const tell = (): void => news.request();
    watcher.onDidCreate(tell);
    watcher.onDidChange(tell);
    watcher.onDidDelete(tell);
    return watcher;
  };
  const watchAll = (): void => {
    for (const watcher of watchers) watcher.dispose();
    const common = options.commonRunsFolder();
    const outside = folders.all().filter((folder) => !isWithin(folder));
    watchers = [
      ...workspaceFolderPaths().map((folder) => watch(folder, '**/.pretext-lab/runs/*/run.json')),
      ...outside.map((folder) => watch(folder, '.pretext-lab/runs/*/run.json')),
      ...(common === null ? [] : [watch(common, '*/run.json')]),
    ];
    news.request();
  };

  // What a list shows of the run under way: not its steps, which come ten times a second.
  const shownOfRun = (): string => {
    const status = trainer.current?.status;
    return status === undefined ? '' : `${status.phase} ${status.runFolder ?? ''} ${status.epoch}`;
  };
  let lastShown = shownOfRun();

  const subscriptions: readonly Subscription[] = [
    trainer.onChange(() => {
      const shown = shownOfRun();
      if (shown === lastShown) return;
      lastShown = shown;
      news.request();
    }),
    folders.onChange(watchAll),
    workspace.onDidChangeWorkspaceFolders(watchAll),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('pretextLab.runsFolder')) watchAll();
    }),
  ];
  watchAll();

  return {
    onChange: (listener) => changes.on(() => listener()),
    tell: () => changes.emit(undefined),
    dispose: () => {
      for (const subscription of [...subscriptions, ...watchers]) subscription.dispose();
      news.dispose();
    },
  };
};
