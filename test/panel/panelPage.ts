/** Opens the built panel in Chromium, under the extension's policy, with a host that a test plays. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';

import type { Port } from '../../src/protocol/rpc.js';
import { isLocal } from '../../scripts/editor/browser.mjs';
import { panelDocument } from './panelDocument.js';
import { readTheme, type ThemeName } from './theme.js';

const origin = 'https://panel.test';
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
  const browser = await chromium.connect(inject('browserAddress'));
  const context = await browser.newContext({
    viewport: { width: options.width, height: options.height },
    reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
  });
  const page = await context.newPage();
  const posted: unknown[] = [];
  const problems: string[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  const shown = { theme: readTheme(options.theme) };

  const deliver = async (message: unknown): Promise<void> => {
    await page.evaluate((data) => window.postMessage(data, '*'), message);
  };
  options.host?.({
    // A page that is gone hears nothing, and nobody is told, as in the editor.
    post: (message) => void deliver(message).catch(() => undefined),
    onMessage: (listener) => void listeners.push(listener),
    onClose: () => undefined,
  });

  await page.exposeFunction('panelTestPost', (message: unknown) => {
    posted.push(message);
    for (const listener of listeners) listener(message);
  });
  await page.exposeFunction('panelTestProblem', (problem: string) => void problems.push(problem));
  page.on('pageerror', (error) => void problems.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !isLocal(url)) problems.push(`request: ${url}`);
  });
  await servePage(page, () => panelDocument(pageOf(options.page), shown.theme));

  const load = async (state: unknown): Promise<void> => {
    await page.goto(`${origin}/?state=${encodeURIComponent(JSON.stringify(state ?? null))}`);
  };
  // Asked of the page: what it told by itself might come after the action that made it keep something.
  const readState = async (): Promise<unknown> => page.evaluate(stateOfPage);
  await page.addInitScript(giveEditorApi);
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
      await context.close();
      await browser.close();
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

const servePage = async (page: Page, html: () => string): Promise<void> => {
  const script = await readFile(
    fileURLToPath(new URL('../../dist/panel.js', import.meta.url)),
    'utf8',
  );
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') await route.fulfill({ contentType: 'text/html', body: html() });
    else if (pathname === '/panel.js') {
      await route.fulfill({ contentType: 'text/javascript', body: script });
    } else await route.fulfill({ status: 404, body: '' });
  });
};

interface TestWindow extends Window {
  panelTestPost(message: unknown): Promise<void>;
  panelTestProblem(problem: string): Promise<void>;
  panelTestState(): unknown;
  acquireVsCodeApi?: () => unknown;
}

/** Runs in the page. */
const stateOfPage = (): unknown => (window as unknown as TestWindow).panelTestState();

/** Runs in the page before its own script: the function that the editor gives to each webview. */
const giveEditorApi = (): void => {
  const test = window as unknown as TestWindow;
  document.addEventListener('securitypolicyviolation', (event) => {
    const where = `${event.sourceFile}:${event.lineNumber}`;
    void test.panelTestProblem(
      `policy: ${event.effectiveDirective} refused ${event.blockedURI} at ${where}`,
    );
  });
  let state = JSON.parse(new URL(location.href).searchParams.get('state') ?? 'null') as unknown;
  state ??= undefined;
  test.panelTestState = () => state;
  let acquired = false;
  test.acquireVsCodeApi = () => {
    if (acquired) throw new Error('An instance of the VS Code API has already been acquired');
    acquired = true;
    return Object.freeze({
      // The editor's channel copies messages, so what cannot be copied must fail here too.
      postMessage: (message: unknown) => void test.panelTestPost(structuredClone(message)),
      getState: () => state,
      setState: (next: unknown) => {
        state = structuredClone(next);
        return next;
      },
    });
  };
};
