/** Opens the built panel in Chromium, under the extension's policy, with a host that a test plays. */
import type { Page } from 'playwright-core';

import type { Port } from '../../src/protocol/rpc.js';
import { isLocal } from '../../scripts/editor/browser.mjs';
import { stateOfPage } from './editorApi.js';
import { createPagePool, origin } from './pagePool.js';
import { panelDocument } from './panelDocument.js';
import { readTheme, type ThemeName } from './theme.js';

const lendPage = createPagePool();
const nonce = 'panelTestNonce';

export interface PanelOptions {
  readonly page: 'lab' | 'training';
  readonly theme: ThemeName;
  /** Of the webview, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** What the page finds as its state, as after a reload. */
  readonly state?: unknown;
  /** Plays the host: gets the port before the page loads, for `serveRequests` for example. */
  readonly host?: (port: Port) => void;
  readonly reducedMotion?: boolean;
}

export interface PanelPage {
  /** The page, for whatever a user does and sees. */
  readonly page: Page;
  /** Everything that the page sent to its host, in order. */
  readonly posted: readonly unknown[];
  /** What may not happen: broken policy, errors in the console, requests that leave the machine. */
  readonly problems: readonly string[];
  /** Sends a message of the host; typed arrays arrive as such. */
  readonly deliver: (message: unknown) => Promise<void>;
  /** What the page keeps at this moment. */
  readonly state: () => Promise<unknown>;
  /** Changes the theme under the page, as the editor does when the user chooses another. */
  readonly setTheme: (name: ThemeName) => Promise<void>;
  /** Loads the page anew with the state that it kept, as when it was hidden and is shown again. */
  readonly reload: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const openPanelPage = async (options: PanelOptions): Promise<PanelPage> => {
  const posted: unknown[] = [];
  const problems: string[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  const shown = { theme: readTheme(options.theme) };

  const { page, load, giveBack } = await lendPage({
    size: { width: options.width, height: options.height },
    reducedMotion: options.reducedMotion === true,
    html: () => panelDocument(pageOf(options.page), shown.theme),
    onPost(message) {
      posted.push(message);
      for (const listener of listeners) listener(message);
    },
    onProblem: (problem) => void problems.push(problem),
    onRequest(url) {
      if (!url.startsWith(origin) && !isLocal(url)) problems.push(`request: ${url}`);
    },
  });
  const deliver = async (message: unknown): Promise<void> => {
    await page.evaluate((data) => window.postMessage(data, '*'), message);
  };
  let isGone = false;
  options.host?.({
    // A page that is gone hears nothing, and nobody is told, as in the editor.
    post(message) {
      if (!isGone) void deliver(message).catch(() => undefined);
    },
    onMessage: (listener) => void listeners.push(listener),
    onClose: () => undefined,
  });
  // Asked of the page: what it told by itself might come after the action that made it keep something.
  const readState = async (): Promise<unknown> => page.evaluate(stateOfPage);
  await load(options.state);

  return {
    page,
    posted,
    problems,
    deliver,
    state: readState,
    reload: async () => load(await readState()),
    async setTheme(name) {
      const old = shown.theme;
      shown.theme = readTheme(name);
      await page.evaluate(
        ([before, after]) => {
          const { style } = document.documentElement;
          for (const property of Object.keys(before.variables)) style.removeProperty(property);
          for (const [property, value] of Object.entries(after.variables)) {
            style.setProperty(property, value);
          }
          document.body.classList.replace(before.kind, after.kind);
          document.body.dataset['vscodeThemeKind'] = after.kind;
          document.body.dataset['vscodeThemeId'] = after.id;
        },
        [old, shown.theme] as const,
      );
    },
    async close() {
      isGone = true;
      await giveBack();
    },
  };
};

const pageOf = (page: 'lab' | 'training') => ({
  page,
  language: 'en',
  title: 'Pretext Lab',
  scriptUri: `${origin}/panel.js`,
  cspSource: origin,
  nonce,
});
