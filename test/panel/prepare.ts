/** What happens once before the panel tests: the panel is built, and a browser waits for pages. */
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

import { browserArgs } from '../../scripts/editor/browser.mjs';
import { findChromium } from '../../scripts/editor/chromium.mjs';
import { ensureBuilt } from '../support/editor/ensureBuilt.js';
import { tellSetup } from '../support/editor/tellSetup.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where playwright reaches the browser of the panel tests. */
    browserAddress: string;
  }
}

/** Vitest calls this before the first file, and what it returns after the last. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  await ensureBuilt(fileURLToPath(new URL('../..', import.meta.url)));
  const executablePath = await findChromium(process.env, tellSetup('browser'));
  const server = await chromium.launchServer({ executablePath, headless: true, args: browserArgs });
  project.provide('browserAddress', server.wsEndpoint());
  return () => server.close();
};
