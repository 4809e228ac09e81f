/** What becomes of a run that has ended: each tab that uses what it has learnt, once. */
import { cp, mkdir, mkdtemp, readdir } from 'node:fs/promises';
import path from 'node:path';

import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';

import { runTool } from '../../scripts/setup/runTool.mjs';
import { patiently, until } from '../support/editor/until.js';
import type { EditorSession } from './support/editorSession.js';
import { openLab } from './support/openLab.js';
import { labPage, openTab, picturesDrawn } from './support/pages.js';
import { inEachTheme, picture, pictureOfFailure } from './support/themes.js';
import { watchPages } from './support/watchPages.js';

const scenesName = 'labelled scenes';
/** An analysis on a machine that is busy with other tests, its engine's start included. */
const analysisLimitMs = 120_000;

let session: Omit<EditorSession, 'log'>;
let exports: string;

/** Trains for an epoch with the command line, into the runs folder of the workspace. */
const pretrain = async (images: string, seed: number): Promise<void> => {
  const runs = path.join(path.dirname(images), '.pretext-lab', 'runs');
  const cli = path.join(inject('engineFolder'), 'dist', 'cli.js');
  const settings = ['--epochs', '1', '--batch', '16', '--precision', 'float32'];
  const args = [cli, 'pretrain', images, '--runs', runs, '--seed', String(seed), ...settings];
  const { code, output } = await runTool(process.execPath, args);
  if (code !== 0) throw new Error(`No run can be made:\n${output}`);
};

beforeAll(async () => {
  const scratch = await mkdtemp(path.join(inject('e2eFolder'), 'analyses-'));
  const workspace = path.join(scratch, 'workspace');
  const images = path.join(workspace, scenesName);
  exports = path.join(scratch, 'exports');
  await mkdir(workspace);
  await mkdir(exports);
  await cp(inject('sampleImages'), images, { recursive: true });
  await pretrain(images, 1);
  await pretrain(images, 2);
  const lab = await openLab({
    folder: workspace,
    machineSettings: {
      'pretextLab.engineFolder': inject('engineFolder'),
      // Nothing is measured before the first run.
      'pretextLab.computeEngine': 'tensorflow',
    },
    height: 1400,
  });
  session = { ...lab, images, problems: watchPages(lab.page) };
});
afterEach(({ task }) => pictureOfFailure(session, task));
afterAll(() => session.close());

/** Answers the editor's dialog for a folder, which is a line to type a path into. */
const chooseFolder = async (button: Locator, folder: string): Promise<void> => {
  await button.click();
  const dialog = session.page.locator('.quick-input-widget');
  const line = dialog.locator('input').first();
  // It fills in a folder of its own when it has read it.
  await expect.poll(() => line.inputValue(), patiently).toMatch(/^\/.*\/$/);
  // A path is taken as it is only where the dialog has turned to the folder above. While it still
  // reads its own, it may put that back over what was typed.
  const above = `${path.dirname(folder)}/`;
  const option = dialog.getByRole('option', { name: path.basename(folder) });
  await until(async () => {
    if (await option.isVisible()) return true;
    if ((await line.inputValue()) !== above) await line.fill(above);
    return null;
  }, `the folder above ${folder}`);
  await line.fill(folder);
  const choose = dialog.getByRole('button', { name: 'Choose Folder' });
  // Where it turns to the folder first, it is chosen by the second click.
  await until(async () => {
    if (!(await dialog.isVisible())) return true;
    if ((await line.inputValue()).startsWith(folder)) await choose.click();
    return null;
  }, `the choice of ${folder}`);
};

const pictures = (what: string): Promise<void> =>
  inEachTheme(session, async (theme) => {
    await picture(session, theme, what);
  });

it('evaluates a run from the menu of a folder', async () => {
  // Menus know of the runs as soon as the palette does.
  const command = 'Pretext Lab: Evaluate Run on This Folder';
  await expect.poll(() => session.offersCommand(command), patiently).toBe(true);
  const row = session.explorerRow(scenesName);
  await session.chooseFromMenu(row, 'Pretext Lab', 'Evaluate Run on This Folder');
  const list = session.page.locator('.quick-input-widget');
  await list.getByRole('option').first().click();
  const panel = (await labPage(session)).getByRole('tabpanel', { name: 'Probe', exact: true });
  await panel.getByText('block6').first().waitFor({ timeout: analysisLimitMs });
  await pictures('used-probe');
});

it('draws a map', async () => {
  const panel = await openTab(await labPage(session), 'Map');
  await panel.getByRole('button', { name: 'Draw the map' }).click();
  await panel.locator('canvas').first().waitFor({ timeout: analysisLimitMs });
  await pictures('used-map');
});

it('shows the first filters, and where the network looks', async () => {
  const panel = await openTab(await labPage(session), 'Filters');
  await picturesDrawn(panel, 64);
  await panel.getByRole('button', { name: 'Show where it looks' }).click();
  await panel.getByText(/seen by block6/).waitFor({ timeout: analysisLimitMs });
  await pictures('used-filters');
});

it('ranks the images of a folder', async () => {
  const panel = await openTab(await labPage(session), 'Anomalies');
  await chooseFolder(panel.getByRole('button', { name: 'Choose…' }).first(), session.images);
  await panel.getByRole('button', { name: 'Rank images' }).click();
  await panel.locator('img').first().waitFor({ timeout: analysisLimitMs });
  await picturesDrawn(panel, 10);
  await pictures('used-anomalies');
});

it('finds images like one of the run', async () => {
  const panel = await openTab(await labPage(session), 'Search');
  await panel
    .getByRole('button', { name: /^Search for images like/ })
    .first()
    .click();
  await panel.getByText(/^Nearest to/).waitFor({ timeout: analysisLimitMs });
  await pictures('used-search');
});

it('compares runs', async () => {
  const panel = await openTab(await labPage(session), 'Compare');
  const boxes = panel.getByRole('checkbox');
  await expect.poll(() => boxes.count()).toBeGreaterThan(1);
  await boxes.last().click();
  await panel.locator('canvas').first().waitFor({ timeout: analysisLimitMs });
  await pictures('used-compare');
});

it('exports the network into a folder', async () => {
  const panel = await openTab(await labPage(session), 'Export');
  await chooseFolder(panel.getByRole('button', { name: 'Choose…' }).first(), exports);
  await panel.getByRole('button', { name: 'Export', exact: true }).click();
  await panel.getByText('trunk.onnx').first().waitFor({ timeout: analysisLimitMs });
  expect(await readdir(exports)).toContain('README.md');
  await pictures('used-export');
  expect(session.problems).toEqual([]);
});
