/** The view Runs: folders of images with their runs. */
import {
  EventEmitter,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  type TreeDataProvider,
} from 'vscode';
import { basename } from 'node:path';

import type { RunSummary } from '../protocol/runSummary.js';
import type { HostServices } from './hostServices.js';
import type { Subscription } from './outside.js';
import { createRunLabels } from './runLabels.js';
import type { RunGroup } from './runsList.js';
import { shownPath, workspaceFolderPaths } from './workspaceFolders.js';

type FolderNode = {
  readonly kind: 'folder' | 'common';
  readonly folder: string;
  readonly group: RunGroup;
};
type RunNode = { readonly kind: 'run'; readonly run: RunSummary };
type ProblemNode = { readonly kind: 'problem'; readonly folder: string; readonly message: string };
export type RunsNode = FolderNode | RunNode | ProblemNode;

const colors: Readonly<Record<RunSummary['state'], string>> = {
  running: 'charts.blue',
  completed: 'charts.green',
  stopped: 'charts.foreground',
  interrupted: 'charts.yellow',
  failed: 'charts.red',
};

/** Lines of plain text: nothing in a path or a message becomes a link or a picture. */
const tooltip = (lines: readonly string[]): MarkdownString => {
  const text = new MarkdownString('', false);
  text.isTrusted = false;
  text.supportHtml = false;
  for (const line of lines) text.appendText(line).appendMarkdown('\n\n');
  return text;
};

const folderItem = ({ kind, folder, group }: FolderNode): TreeItem => {
  const item = new TreeItem(
    kind === 'common' ? l10n.t('All runs') : basename(folder),
    TreeItemCollapsibleState.Expanded,
  );
  item.id = `folder ${group.runsFolder}`;
  const path = shownPath(folder);
  // A folder of the workspace, or right below one, is told by its name already.
  const isPlain = path === basename(folder) || workspaceFolderPaths().includes(folder);
  if (!isPlain) item.description = path;
  item.iconPath = new ThemeIcon('folder');
  item.tooltip = tooltip([folder]);
  item.contextValue = kind;
  return item;
};

const problemItem = ({ folder, message }: ProblemNode): TreeItem => {
  const item = new TreeItem(message);
  item.id = `problem ${folder}`;
  item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.tooltip = tooltip([message]);
  item.contextValue = 'problem';
  return item;
};

/** Shows the tree. @returns what to dispose at the end */
export const createRunsTree = (
  services: Pick<HostServices, 'runs' | 'runsNews' | 'words' | 'clock' | 'trainer'>,
): Subscription => {
  const { runs, runsNews, words, clock, trainer } = services;
  const changed = new EventEmitter<undefined>();

  const runItem = ({ run }: RunNode): TreeItem => {
    const labels = createRunLabels(words, clock.now(), trainer.current?.status ?? null);
    const label = labels.label(run);
    const description = labels.description(run);
    const item = new TreeItem(label);
    item.id = `run ${run.runFolder}`;
    item.description = description;
    item.iconPath = new ThemeIcon(labels.icon(run), new ThemeColor(colors[run.state]));
    item.tooltip = tooltip(labels.details(run));
    item.contextValue = labels.context(run);
    item.accessibilityInformation = { label: `${label}, ${description}` };
    item.command = {
      command: 'pretextLab.openRun',
      title: l10n.t('Open Run in Lab'),
      arguments: [{ runFolder: run.runFolder }],
    };
    return item;
  };

  const rootNodes = async (): Promise<RunsNode[]> =>
    (await runs.load())
      .filter(({ runs: all, problem }) => all.length > 0 || problem !== null)
      .map((group) => ({
        kind: group.folder === null ? 'common' : 'folder',
        folder: group.folder ?? group.runsFolder,
        group,
      }));
  const childrenOf = ({ folder, group }: FolderNode): RunsNode[] =>
    group.problem === null
      ? group.runs.map((run) => ({ kind: 'run', run }))
      : [{ kind: 'problem', folder, message: group.problem }];

  const provider: TreeDataProvider<RunsNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => {
      switch (node.kind) {
        case 'folder':
        case 'common':
          return folderItem(node);
        case 'problem':
          return problemItem(node);
        case 'run':
          return runItem(node);
      }
    },
    getChildren: (node) => {
      if (node === undefined) return rootNodes();
      return node.kind === 'folder' || node.kind === 'common' ? childrenOf(node) : [];
    },
  };
  const view = window.createTreeView('pretextLab.runs', {
    treeDataProvider: provider,
    showCollapseAll: true,
    // Several runs are compared at once; other commands take the one that was clicked.
    canSelectMany: true,
  });
  // A hidden tree asks again when it is shown.
  const news = runsNews.onChange(() => changed.fire(undefined));
  return {
    dispose: () => {
      news.dispose();
      view.dispose();
      changed.dispose();
    },
  };
};
