/** The compute engine: measured before the first run, chosen from the list, and told by the run. */
import path from 'node:path';

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { patiently } from '../support/editor/until.js';
import { openEditor, type EditorSession } from './support/editorSession.js';
import { fill, labPage, openTab, openTraining, stepShown } from './support/pages.js';
import { backendOf, runFolders } from './support/runFolders.js';
import { picture, pictureOfFailure } from './support/themes.js';

/** On a machine that is busy with other tests. */
const measuringLimitMs = 90_000;

let session: EditorSession;

beforeAll(async () => {
  session = await openEditor({ machineSettings: { 'pretextLab.computeEngine': 'auto' } });
});
afterEach(({ task }) => pictureOfFailure(session, task));
afterAll(() => session.close());

const rows = () => session.page.locator('.quick-input-list .monaco-list-row');
const row = (label: string) => rows().filter({ hasText: label }).first();

it('is measured once, and the list shows what was measured', async () => {
  const command = 'Pretext Lab: Choose Compute Engine';
  await expect.poll(() => session.offersCommand(command), patiently).toBe(true);
  await session.runCommand(command);
  await row('Measure Again').waitFor({ timeout: measuringLimitMs });
  const texts = (await rows().allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
  expect(texts[0]).toMatch(/^Auto ?takes .+The fastest engine/);
  expect(texts[1]).toMatch(/ms a step, .+ images\/s · the fastest here/);
  expect(texts.some((text) => /^WebAssembly.*ms a step/.test(text))).toBe(true);
  await picture(session, 'dark', 'compute-engine');
});

it('is what the run is computed with that starts then', async () => {
  await row('WebAssembly').click();
  const form = await openTraining(session);
  await fill(form, { Epochs: '1', 'Batch (images)': '16', 'Image size (px)': '16' });
  await form.getByRole('button', { name: 'Start', exact: true }).click();
  await form.getByText(/· WebAssembly/).waitFor({ timeout: measuringLimitMs });
  await stepShown(session, 1);
  const tab = await openTab(await labPage(session), 'Run');
  await tab.getByText('Compute engine').waitFor();
  await tab
    .getByText(/^WebAssembly/)
    .first()
    .waitFor();
  const runFolder = (await runFolders(path.dirname(session.images))).at(-1) ?? '';
  expect(await backendOf(runFolder)).toBe('wasm');
  expect(session.problems).toEqual([]);
});
