/** Windows in which no run can be started, and what they say. */
import path from 'node:path';

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { patiently } from '../support/editor/until.js';
import { openEditor, type EditorSession } from './support/editorSession.js';
import { openTraining } from './support/pages.js';
import { runFolders } from './support/runFolders.js';
import { pictureOfFailure } from './support/themes.js';

let session: EditorSession;

beforeAll(async () => {
  session = await openEditor({ trust: true });
});
afterEach(({ task }) => pictureOfFailure(session, task));
afterAll(() => session.close());

it('asks for trust before it trains', async () => {
  const { page } = session;
  const training = await openTraining(session);
  await training.getByRole('alert').getByText('needs trust in this workspace').waitFor();
  const start = training.getByRole('button', { name: 'Start', exact: true });
  await expect.poll(() => start.isDisabled(), patiently).toBe(true);
  await expect
    .poll(() => session.offersCommand('Pretext Lab: Pretrain with Rotation'), patiently)
    .toBe(false);
  await page.getByRole('button', { name: 'Manage Workspace Trust' }).first().waitFor();
  await session.screenshot('screenshots/dark-untrusted');
  expect(await runFolders(path.dirname(session.images))).toEqual([]);
});

it('trains once the folder is trusted', async () => {
  await session.runCommand('Workspaces: Manage Workspace Trust');
  const editor = session.page.locator('.workspace-trust-editor');
  await editor.getByRole('button', { name: 'Trust', exact: true }).first().click();
  await editor.getByText('You trust this folder').waitFor();
  // It lies over everything else.
  await session.page
    .locator('.monaco-modal-editor-block')
    .getByRole('button', { name: /^Close/ })
    .click();
  await editor.waitFor({ state: 'hidden' });
  const training = await openTraining(session);
  await training.getByRole('alert').waitFor({ state: 'hidden' });
  await training.locator('vscode-button:not([disabled])', { hasText: 'Start' }).waitFor();
});

it('welcomes in a window without a folder', async () => {
  const window = await session.openWindow(null);
  const training = await openTraining(window);
  await training.getByRole('heading', { name: 'Teach a network to see, without labels' }).waitFor();
  await training.getByText('Choose a folder of images first.').waitFor();
  await window.page.getByRole('button', { name: 'Create Sample Folder' }).first().waitFor();
  await window.screenshot('screenshots/dark-no-folder');
  expect(session.problems).toEqual([]);
});
