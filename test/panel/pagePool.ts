/**
 * Pages of Chromium for the tests of a file, one after the other. A page that was used before, whose
 * process has the panel's script compiled, opens in a quarter of the time that a new one takes.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';

import { giveEditorApi, type Told } from './editorApi.js';

export const origin = 'https://panel.test';

/** A test's use of a page. */
export interface PageUse {
  /** In CSS pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly reducedMotion: boolean;
  /** The document, asked for at each load. */
  readonly html: () => string;
  /** Hears what the document posts to its host. */
  readonly onPost: (message: unknown) => void;
  /** Hears of a broken policy, and of errors. */
  readonly onProblem: (problem: string) => void;
  readonly onRequest: (url: string) => void;
}

export interface LentPage {
  readonly page: Page;
  /** Loads the document anew. @param state what it kept before; undefined at first */
  readonly load: (state: unknown) => Promise<void>;
  /** Takes the document away, of which nothing more is heard. */
  readonly giveBack: () => Promise<void>;
}

type Lend = (use: PageUse) => Promise<LentPage>;

const serveDocument = async (page: Page, html: () => string): Promise<void> => {
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

const createLender = async (page: Page): Promise<Lend> => {
  const current: { use: PageUse | null; number: number } = { use: null, number: 0 };
  await page.exposeFunction('panelTestTell', (number: string, told: Told) => {
    // It may still have been on its way when its document had gone.
    if (number !== String(current.number)) return;
    if (told.kind === 'posted') current.use?.onPost(told.message);
    else current.use?.onProblem(told.problem);
  });
  page.on('pageerror', (error) => current.use?.onProblem(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') current.use?.onProblem(`console: ${message.text()}`);
  });
  page.on('request', (request) => current.use?.onRequest(request.url()));
  await serveDocument(page, () => current.use?.html() ?? '');
  await page.addInitScript(giveEditorApi);

  return async (use) => {
    await page.setViewportSize(use.size);
    await page.emulateMedia({ reducedMotion: use.reducedMotion ? 'reduce' : 'no-preference' });
    current.use = use;
    current.number += 1;
    const number = String(current.number);
    return {
      page,
      async load(state) {
        const given = new URLSearchParams({ use: number, state: JSON.stringify(state ?? null) });
        await page.goto(`${origin}/?${given.toString()}`);
      },
      async giveBack() {
        current.use = null;
        // Empty now, and of the same origin: another one would take another process.
        await page.goto(`${origin}/`);
        await page.mouse.up();
        await page.mouse.move(0, 0);
      },
    };
  };
};

/** @returns lends a page that is free, or a new one; what is left goes with the file's process */
export const createPagePool = (): Lend => {
  const free: Lend[] = [];
  const open = async (): Promise<Lend> => {
    const browser = await chromium.connect(inject('browserAddress'));
    return createLender(await browser.newPage());
  };
  return async (use) => {
    const lend = free.pop() ?? (await open());
    const lent = await lend(use);
    return {
      ...lent,
      async giveBack() {
        await lent.giveBack();
        free.push(lend);
      },
    };
  };
};
