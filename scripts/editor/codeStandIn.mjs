#!/usr/bin/env node
/**
 * Stands in for the program of the desktop editor where there is none: takes the arguments that
 * `@vscode/test-electron` gives it, runs the extension's tests in an editor in a browser, and ends
 * with the exit code of the tests.
 *
 * `PRETEXT_LAB_EDITOR` chooses the release: `current` or `floor`.
 */
import { fileURLToPath } from 'node:url';

import { SetupFailure } from '../setup/failure.mjs';
import { plainProgress } from '../setup/progress.mjs';
import { launchBrowser, workbenchAddress } from './browser.mjs';
import { findChromium } from './chromium.mjs';
import { startCodeServer } from './codeServer.mjs';
import { hostDeath } from './hostDeath.mjs';
import { installEditor } from './installEditor.mjs';

const testLimitMs = 9 * 60_000;
/** Exit codes of this program, besides those of the tests. */
const hostDiedCode = 70;
const timeUpCode = 124;

const project = fileURLToPath(new URL('../..', import.meta.url));
const progress = plainProgress(console.log);

// A signal alone would end this process without what it does at its exit: to end the server.
process.once('SIGTERM', () => process.exit(143));

try {
  process.exitCode = await runTests(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** @param {readonly string[]} args @returns {Promise<number>} Exit code. */
async function runTests(args) {
  const extension = valueOf(args, 'extensionDevelopmentPath');
  const tests = valueOf(args, 'extensionTestsPath');
  const folder = args.findLast((arg) => !arg.startsWith('-')) ?? null;
  const name = process.env['PRETEXT_LAB_EDITOR'] === 'floor' ? 'floor' : 'current';

  const editor = await installEditor(project, name, process.env, progress);
  const browser = await launchBrowser(await findChromium(process.env, progress));
  try {
    const server = await startCodeServer({ editor, driver: true });
    try {
      const page = await browser.newPage();
      const exitCode = await openAndWait(
        page,
        workbenchAddress(server, folder, { extension, tests }),
      );
      const death = hostDeath(server.log());
      if (exitCode !== null && death === null) return exitCode;
      console.error(death ?? `The tests did not end within ${testLimitMs / 60_000} minutes.`);
      console.error(server.log().split('\n').slice(-40).join('\n'));
      return death === null ? timeUpCode : hostDiedCode;
    } finally {
      await server.stop();
    }
  } finally {
    await browser.close();
  }
}

/**
 * Opens the workbench, prints what the tests write, and waits for their end.
 * @param {import('playwright-core').Page} page
 * @param {string} address
 * @returns {Promise<number | null>} Their exit code, or null when the time is up.
 */
async function openAndWait(page, address) {
  /** @type {NodeJS.Timeout | undefined} */
  let limit;
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => {
    limit = setTimeout(() => resolve(null), testLimitMs);
    // The workbench calls these two by name, and looks for them when it loads.
    void page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => resolve(code));
  });
  await page.exposeFunction(
    'codeAutomationLog',
    (/** @type {string} */ kind, /** @type {unknown[]} */ words) => {
      if (kind === 'error' || kind === 'log') console.log(...words);
    },
  );
  try {
    await page.goto(address);
    return await ended;
  } finally {
    clearTimeout(limit);
    // A window whose server goes first complains.
    await page.close();
  }
}

/** @param {readonly string[]} args @param {string} name @returns {string} */
function valueOf(args, name) {
  const prefix = `--${name}=`;
  const value = args.find((arg) => arg.startsWith(prefix))?.slice(prefix.length);
  if (value === undefined) throw new SetupFailure(`The argument ${prefix}<path> is missing.`);
  return value;
}
