/** A real editor in a browser, driven as a user drives it. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Frame, Locator, Page } from 'playwright-core';

import { isLocal, launchBrowser, workbenchAddress } from '../../../scripts/editor/browser.mjs';
import type { CodeServer } from '../../../scripts/editor/codeServer.mjs';
import { offersCommand, runCommand } from './palette.js';
import { until } from './until.js';

const patienceMs = 30_000;
const results = fileURLToPath(new URL('../../../test-results/', import.meta.url));

export interface WorkbenchOptions {
  readonly server: CodeServer;
  /** Program of the browser. */
  readonly chromium: string;
  /** Absolute path of the folder to open; null opens none. */
  readonly folder: string | null;
  /** Of the window, in CSS pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Absolute path of an extension under development, instead of an installed one. */
  readonly extension?: string;
}

export interface Workbench {
  readonly page: Page;
  /** Addresses outside this machine that anything in the window asked for. */
  readonly externalRequests: readonly string[];
  /** Runs a command from the palette, by its whole title with category. */
  readonly runCommand: (title: string) => Promise<void>;
  /** Whether the palette offers a command now. */
  readonly offersCommand: (title: string) => Promise<boolean>;
  /** The page of the webview whose content passes a test. */
  readonly webview: (test: (frame: Frame) => Promise<boolean>) => Promise<Frame>;
  /** Opens a container of views from the activity bar, unless it is open. */
  readonly openView: (name: string) => Promise<void>;
  /** A row of the explorer, by the name of the file or folder. */
  readonly explorerRow: (name: string) => Locator;
  /** Right-clicks an element and chooses an item; further names lead through submenus. */
  readonly chooseFromMenu: (target: Locator, ...items: readonly string[]) => Promise<void>;
  /** What the menu of an element offers, top to bottom; it is closed again. */
  readonly menuItems: (target: Locator) => Promise<string[]>;
  /** A notification that pops up with a text. A server with the driver shows none. */
  readonly notification: (text: string | RegExp, limitMs?: number) => Promise<Locator>;
  /** Writes `test-results/<name>.png`. */
  readonly screenshot: (name: string) => Promise<void>;
  /** Reloads the window, as after an update. */
  readonly reload: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const openWorkbench = async (options: WorkbenchOptions): Promise<Workbench> => {
  const { server, chromium, folder, width = 1280, height = 800, extension } = options;
  const browser = await launchBrowser(chromium);
  const context = await browser.newContext({ viewport: { width, height } });
  const externalRequests: string[] = [];
  context.on('request', (request) => {
    if (!isLocal(request.url())) externalRequests.push(request.url());
  });
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  // A window that has something to lose asks before it goes.
  page.on('dialog', (dialog) => void dialog.accept());
  const shown = () => page.locator('.monaco-workbench .part.statusbar').waitFor();
  try {
    await page.goto(workbenchAddress(server, folder, extension === undefined ? {} : { extension }));
    await shown();
  } catch (error) {
    await browser.close();
    throw error;
  }

  return {
    page,
    externalRequests,
    runCommand: (title) => runCommand(page, title),
    offersCommand: (title) => offersCommand(page, title),
    webview: (test) => findWebview(page, test),
    openView: (name) => openView(page, name),
    explorerRow: (name) =>
      page
        .locator('.explorer-folders-view .monaco-list-row')
        .filter({ has: page.locator('.label-name').getByText(name, { exact: true }) }),
    chooseFromMenu: (target, ...items) => chooseFromMenu(page, target, items),
    menuItems: (target) => menuItems(page, target),
    async notification(text, limitMs = patienceMs) {
      const toast = page.locator('.notification-toast').filter({ hasText: text }).first();
      await toast.waitFor({ timeout: limitMs });
      return toast;
    },
    async screenshot(name) {
      const file = path.join(results, `${name}.png`);
      await mkdir(path.dirname(file), { recursive: true });
      await page.screenshot({ path: file });
    },
    async reload() {
      await page.reload();
      await shown();
    },
    close: () => browser.close(),
  };
};

const findWebview = (page: Page, test: (frame: Frame) => Promise<boolean>): Promise<Frame> =>
  until(
    async () => {
      // The outer frame belongs to the editor; the extension's page lies in the one inside.
      const candidates = page
        .frames()
        .filter((frame) => frame.parentFrame()?.parentFrame() != null);
      for (const frame of candidates) {
        if (await isShown(frame).catch(() => false)) {
          if (await test(frame).catch(() => false)) return frame;
        }
      }
      return null;
    },
    'a webview with the wanted content',
    patienceMs,
  );

/** A page that is about to give way to a new one may still look alive. */
const isShown = async (frame: Frame): Promise<boolean> => {
  const outer = await frame.parentFrame()?.frameElement();
  if (outer === undefined || !(await outer.isVisible())) return false;
  return (await (await frame.frameElement()).getAttribute('id')) === 'active-frame';
};

const openView = async (page: Page, name: string): Promise<void> => {
  const tab = page.locator('.activitybar').getByRole('tab', { name });
  await tab.waitFor();
  // A second click would close it.
  if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
  await page.locator('.activitybar').getByRole('tab', { name, expanded: true }).waitFor();
};

const openMenu = async (page: Page, target: Locator): Promise<void> => {
  await target.click({ button: 'right' });
  await page.getByRole('menu').first().waitFor();
};

const chooseFromMenu = async (
  page: Page,
  target: Locator,
  items: readonly string[],
): Promise<void> => {
  await openMenu(page, target);
  const menus = page.getByRole('menu');
  for (const [depth, name] of items.entries()) {
    // A menu ignores clicks at first, so an item is pointed at and taken by the keyboard.
    const item = menus.nth(depth).getByRole('menuitem', { name, exact: true }).first();
    await item.hover();
    await page.keyboard.press('Enter');
    if (depth < items.length - 1) await menus.nth(depth + 1).waitFor();
  }
  await menus.first().waitFor({ state: 'hidden' });
};

const menuItems = async (page: Page, target: Locator): Promise<string[]> => {
  await openMenu(page, target);
  const menu = page.getByRole('menu').first();
  await menu.getByRole('menuitem').first().waitFor();
  const names = await menu.getByRole('menuitem').allInnerTexts();
  await page.keyboard.press('Escape');
  await menu.waitFor({ state: 'hidden' });
  // A second line names its keys.
  return names.map((name) => name.trim().split('\n')[0] ?? '').filter((name) => name !== '');
};
