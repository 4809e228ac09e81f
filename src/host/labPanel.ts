/** The Lab: one panel per window, which shows the run of this window or one from its run folder. */
import { l10n, Uri, ViewColumn, window, type WebviewPanel } from 'vscode';
import * as z from 'zod';

import type { RunStatus } from '../protocol/runStatus.js';
import { createEmitter } from './emitter.js';
import { errorText } from './errorText.js';
import type { HostServices } from './hostServices.js';
import type { LabTarget } from './labLink.js';
import type { Subscription } from './outside.js';
import { createLabSession, type LabActions, type LabSession } from './panelSession.js';
import { createRunBook } from './runBook.js';
import { createRunComparison } from './runComparison.js';
import type { RunSource } from './runSource.js';
import { isUnderWay } from './runStatus.js';
import { openStoredRun } from './storedRun.js';
import { createWebviewPort, loadPage } from './webviewPort.js';

export const labViewType = 'pretextLab.lab';

/** Where the shown run is kept beyond a reload of the window. */
const shownRunKey = 'pretextLab.shownRun';

export interface LabPanel {
  readonly isOpen: boolean;
  /** The run folder that is shown, or null. */
  readonly runFolder: string | null;
  /** The run that is shown, as it stands now, or null. */
  readonly run: RunStatus | null;
  /** Opens the Lab, or brings it to the front. @throws RpcError when the run cannot be read */
  show(target: LabTarget): Promise<void>;
  /** Opens the comparison with runs chosen; none leaves those that were. @throws RpcError as `show` does */
  compare(runFolders: readonly string[]): Promise<void>;
  /** Shows the run of this window, also the next one. */
  follow(): void;
  /** Shows nothing of a run any more that was deleted. */
  forget(runFolder: string): void;
  onChange(listener: () => void): Subscription;
}

export interface LabPanelOptions {
  readonly services: HostServices;
  readonly actions: LabActions;
  readonly translations: Readonly<Record<string, string>>;
}

interface OpenPanel {
  readonly panel: WebviewPanel;
  readonly session: LabSession;
}

const noRun: RunSource = {
  current: () => null,
  problem: null,
  onChange: () => ({ dispose: () => undefined }),
};

export const createLabPanel = (options: LabPanelOptions): LabPanel & Subscription => {
  const { reader, analyses, trainer, words, memory, log, clock, runs, extensionUri } =
    options.services;
  const changes = createEmitter<undefined>();
  const own: RunSource = {
    current: () => trainer.current,
    problem: null,
    onChange: (listener) => trainer.onChange(listener),
  };
  const comparison = createRunComparison({
    client: reader.client,
    book: createRunBook(memory),
    ...{ runs, trainer, words },
  });
  let open: OpenPanel | null = null;
  let source = noRun;
  /** Rises with each request to show something: what was read for an earlier one comes too late. */
  let request = 0;

  const shownRun = (): RunStatus | null => source.current()?.status ?? null;
  const shownRunFolder = (): string | null => shownRun()?.runFolder ?? null;
  const remembered = (): string | null =>
    z
      .string()
      .nullable()
      .catch(null)
      .parse(memory.get(shownRunKey) ?? null);
  const remember = (): void => {
    const runFolder = shownRunFolder();
    if (runFolder !== null && runFolder !== remembered()) void memory.set(shownRunKey, runFolder);
  };

  const attach = (panel: WebviewPanel): OpenPanel => {
    const port = createWebviewPort(panel.webview);
    const session = createLabSession({
      port,
      source,
      clock,
      logger: log,
      reader: reader.client,
      analyses,
      comparison,
      actions: options.actions,
      words,
      translations: options.translations,
      reloadsWhenShown: true,
    });
    session.setVisible(panel.visible);
    panel.iconPath = Uri.joinPath(extensionUri, 'media', 'icon.png');
    panel.onDidChangeViewState(() => session.setVisible(panel.visible));
    panel.onDidDispose(() => {
      session.dispose();
      port.dispose();
      if (open?.panel === panel) open = null;
      changes.emit(undefined);
    });
    loadPage(panel.webview, extensionUri, 'lab', panel.title);
    open = { panel, session };
    changes.emit(undefined);
    return open;
  };

  const place = (shown: RunSource): void => {
    source = shown;
    open?.session.show(shown);
    remember();
    changes.emit(undefined);
  };
  const reveal = (): OpenPanel => {
    if (open === null) {
      const title = l10n.t('Pretext Lab');
      return attach(window.createWebviewPanel(labViewType, title, ViewColumn.Active));
    }
    open.panel.reveal(undefined, false);
    return open;
  };

  const newestRun = async (): Promise<string | null> => {
    const all = (await runs.load()).flatMap((group) => group.runs);
    const newest = all.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
    return newest.at(0)?.runFolder ?? null;
  };
  const sourceOf = async (runFolder: string | null): Promise<RunSource> => {
    const current = trainer.current?.status ?? null;
    if (runFolder === null && current !== null && isUnderWay(current)) return own;
    if (runFolder === null && source.current() !== null && open !== null) return source;
    if (runFolder === null && current !== null) return own;
    const wanted = runFolder ?? (await newestRun());
    if (wanted === null || wanted === current?.runFolder) return own;
    return openStoredRun(wanted, { client: reader.client, clock, logger: log, words });
  };

  /** @returns false when something else was asked for meanwhile */
  const read = async (runFolder: string | null): Promise<boolean> => {
    const asked = ++request;
    try {
      const found = await sourceOf(runFolder);
      if (asked !== request) return false;
      if (found !== source) place(found);
      return true;
    } catch (error) {
      if (asked !== request) return false;
      throw error;
    }
  };

  const unreadable = (runFolder: string | null, error: unknown): RunSource => ({
    ...noRun,
    problem: {
      text: l10n.t('The run that was shown here cannot be read: {0}', errorText(error, words)),
      retry: async () => {
        await read(runFolder);
      },
    },
  });

  const serializer = window.registerWebviewPanelSerializer(labViewType, {
    deserializeWebviewPanel: async (panel) => {
      if (open !== null) {
        panel.dispose();
        return;
      }
      attach(panel);
      const runFolder = remembered();
      try {
        await read(runFolder);
      } catch (error) {
        log.warn(`The run that the Lab showed cannot be read any more: ${String(error)}`);
        place(trainer.current === null ? unreadable(runFolder, error) : own);
      }
    },
  });
  const growth = trainer.onChange(remember);

  const openLab = async ({ runFolder, tab }: LabTarget): Promise<LabSession | null> => {
    const isShown = await window.withProgress(
      { location: { viewId: 'pretextLab.runs' } },
      async () => read(runFolder),
    );
    if (!isShown) return null;
    const { session } = reveal();
    if (tab !== null) session.showTab(tab);
    return session;
  };

  return {
    get isOpen() {
      return open !== null;
    },
    get runFolder() {
      return shownRunFolder();
    },
    get run() {
      return shownRun();
    },
    show: async (target) => {
      await openLab(target);
    },
    compare: async (runFolders) => {
      const isChosen = runFolders.length > 0;
      // The run that is shown stays: the others come beside it.
      const runFolder = open === null ? null : shownRunFolder();
      const session = await openLab({ runFolder, tab: isChosen ? null : 'compare' });
      if (isChosen) session?.compare(runFolders);
    },
    follow: () => {
      request += 1;
      if (source !== own) place(own);
      reveal();
    },
    forget: (runFolder) => {
      if (remembered() === runFolder) void memory.set(shownRunKey, undefined);
      if (shownRunFolder() === runFolder) place(noRun);
    },
    onChange: (listener) => changes.on(() => listener()),
    dispose: () => {
      serializer.dispose();
      growth.dispose();
      open?.panel.dispose();
    },
  };
};
