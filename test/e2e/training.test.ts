/** From the first look to solved puzzles: one window, as one user goes through it. */
import path from 'node:path';

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { patiently, until } from '../support/editor/until.js';
import { violations } from '../support/violations.js';
import { fileName, imagesName, openEditor, otherFolderName } from './support/editorSession.js';
import type { EditorSession } from './support/editorSession.js';
import {
  choose,
  fill,
  labPage,
  openTab,
  openTraining,
  picturesDrawn,
  shownSteps,
  stepShown,
  tabNames,
} from './support/pages.js';
import { engineOf, runFolders, writtenSteps } from './support/runFolders.js';
import { inEachTheme, picture, pictureOfFailure } from './support/themes.js';

/** For the rest of a run on a machine that is busy with other tests. */
const trainingLimitMs = 200_000;

let session: EditorSession;

beforeAll(async () => {
  session = await openEditor();
});
afterEach(({ task }) => pictureOfFailure(session, task));
afterAll(() => session.close());

const command = (name: string): string => `Pretext Lab: ${name}`;

/** Which of some commands the palette offers. */
const offered = async (...names: readonly string[]): Promise<string[]> => {
  const found: string[] = [];
  for (const name of names) if (await session.offersCommand(command(name))) found.push(name);
  return found;
};

const runOf = async (folder: string): Promise<string> => {
  const runFolder = (await runFolders(folder)).at(-1);
  if (runFolder === undefined) throw new Error(`There is no run in ${folder}.`);
  return runFolder;
};

it('offers its submenu on a folder and not on a file', async () => {
  await until(async () => {
    const items = await session.menuItems(session.explorerRow(imagesName));
    return items.includes('Pretext Lab') ? true : null;
  }, 'the submenu on a folder');
  expect(await session.menuItems(session.explorerRow(fileName))).not.toContain('Pretext Lab');
});

it('offers what makes sense before the first run, and nothing else', async () => {
  const always = ['Pretrain with Rotation', 'Check Image Folder', 'Create Sample Folder'];
  const later = ['Open Lab', 'Pause', 'Stop', 'Resume Run…', 'Reveal Run Folder'];
  await expect.poll(() => offered(...always, ...later), patiently).toEqual(always);
});

it('checks several folders at once', async () => {
  // Both by Control: a plain click would open the folder, and its files push the other out of sight.
  for (const name of [imagesName, otherFolderName]) {
    await session.explorerRow(name).click({ modifiers: ['Control'] });
  }
  await session.chooseFromMenu(
    session.explorerRow(otherFolderName),
    'Pretext Lab',
    'Check Image Folder',
  );
  await session.page.getByRole('tab', { name: `Check of ${otherFolderName}` }).waitFor();
  await session.page.getByRole('tab', { name: `Check of ${imagesName}` }).click();
  await session.page.getByText('broken.jpg').first().waitFor();
  await session.runCommand('View: Close All Editors');
});

it('checks the form as one types', async () => {
  const form = await openTraining(session);
  await form.getByText(/^\d+ images$/).waitFor();
  const start = form.getByRole('button', { name: 'Start', exact: true });
  await fill(form, { 'Batch (images)': '0' });
  await form.getByText('To start, correct: Batch (images).').waitFor();
  // The control takes over the state of its element a moment after the sentence is drawn.
  await expect.poll(() => start.isDisabled(), patiently).toBe(true);
  await fill(form, { 'Batch (images)': '16' });
  await until(async () => ((await start.isEnabled()) ? true : null), 'the button Start');
  await inEachTheme(session, (theme) => picture(session, theme, 'training-idle'));
});

it('trains on images, and the curves grow', async () => {
  const form = await openTraining(session);
  await form.getByText('Both', { exact: true }).click();
  await choose(form, 'Precision', 'float32');
  // Long enough to be met under way on a fast machine: half a minute on a quiet one.
  await fill(form, { Epochs: '24', 'Batch (images)': '16', 'Image size (px)': '90' });
  await form.getByRole('button', { name: 'Start', exact: true }).click();
  const first = await stepShown(session, 1);
  await stepShown(session, first + 1);
  const lab = await labPage(session);
  await expect.poll(() => lab.locator('curve-chart canvas').count()).toBe(4);
});

it('pauses from the sidebar, and offers what makes sense then', async () => {
  const training = await openTraining(session);
  await training.getByRole('button', { name: 'Pause' }).click();
  await training.getByRole('button', { name: 'Continue' }).waitFor();
  await session.page.locator('.statusbar').getByText('Both: Paused').waitFor();
  const commands = ['Open Lab', 'Pause', 'Resume', 'Stop', 'Reveal Run Folder'];
  await expect
    .poll(() => offered(...commands), patiently)
    .toEqual(['Open Lab', 'Resume', 'Stop', 'Reveal Run Folder']);
  await inEachTheme(session, (theme) => picture(session, theme, 'training-paused'));
});

it('keeps the curve whole while the Lab is hidden', async () => {
  const runFolder = await runOf(path.dirname(session.images));
  const seen = (await shownSteps(await labPage(session))).step.at(-1) ?? 0;
  // Another editor tab in front of it.
  await session.openView('Explorer');
  await session.explorerRow(fileName).dblclick();
  await session.page.getByRole('tab', { name: fileName, selected: true }).waitFor();
  const training = await openTraining(session);
  await training.getByRole('button', { name: 'Continue' }).click();
  await until(
    async () => ((await writtenSteps(runFolder)).length >= seen + 10 ? true : null),
    'ten further steps',
  );
  await picture(session, 'dark', 'training-running');
  await session.page.getByRole('tab', { name: 'Pretext Lab', exact: true }).last().click();
  await stepShown(session, seen + 10);
  const { step } = await shownSteps(await labPage(session));
  expect(step).toEqual(step.map((_, index) => index + 1));
});

it('tells the result, and its curve is what the engine measured', async () => {
  const toast = await session.notification(
    /Both reached .*% validation accuracy \(chance /,
    trainingLimitMs,
  );
  await toast.getByRole('button', { name: 'Open Lab' }).click();
  const lab = await labPage(session);
  await lab.getByText('Completed', { exact: true }).waitFor();
  const written = await writtenSteps(await runOf(path.dirname(session.images)));
  const shown = await shownSteps(lab);
  expect(shown.step).toEqual(written.map(({ step }) => step));
  expect(shown.loss).toEqual(written.map(({ loss }) => Math.fround(loss)));
  expect(shown.accuracy).toEqual(written.map(({ accuracy }) => Math.fround(accuracy)));
});

it('draws a puzzle put back together and a view turned upright', async () => {
  const lab = await labPage(session);
  const puzzles = await openTab(lab, 'Puzzles');
  await picturesDrawn(puzzles.locator('.board.solved').first(), 9);
  await picturesDrawn(puzzles.locator('.board.shuffled').first(), 9);
  await picturesDrawn(puzzles.locator('.board.photo').first(), 1);
  const rotations = await openTab(lab, 'Rotations');
  await picturesDrawn(rotations.locator('.rotation').first(), 2);
});

it('shows the permutation set, the images and the run', async () => {
  const lab = await labPage(session);
  const permutations = await openTab(lab, 'Permutations');
  await permutations.getByRole('heading', { name: 'Two permutations compared' }).waitFor();
  await expect.poll(() => permutations.locator('permutation-heat-map canvas').count()).toBe(1);
  const images = await openTab(lab, 'Images');
  await images.getByText('broken.jpg').first().waitFor();
  const run = await openTab(lab, 'Run');
  await run
    .getByText(await runOf(path.dirname(session.images)))
    .first()
    .waitFor();
});

it('lists runs with their state and accuracy', async () => {
  const tree = session.page.getByRole('tree', { name: 'Runs' });
  const row = tree.getByRole('treeitem', { name: /^Both, \d+\.\d % · / });
  await row.waitFor();
  expect(await session.menuItems(row)).toEqual([
    'Open Run in Lab',
    'Compare Runs',
    'Reveal Run Folder',
    'Write Report…',
    'Delete Run…',
  ]);
});

it('looks well in every theme', async () => {
  await openTraining(session);
  for (const toast of await session.page.locator('.notification-toast').all()) {
    await toast.getByRole('button', { name: /^Clear Notification/ }).click();
  }
  const lab = await labPage(session);
  await inEachTheme(session, async (theme) => {
    for (const name of tabNames) {
      const tab = await openTab(lab, name);
      if (name === 'Puzzles') await picturesDrawn(tab.locator('.boards'), 19);
      if (name === 'Rotations') await picturesDrawn(tab.locator('.cards'), 2);
      if (name === 'Permutations') await tab.locator('permutation-heat-map canvas').waitFor();
      if (name === 'Images') await picturesDrawn(tab, 9);
      await picture(session, theme, `lab-${name.toLowerCase()}`);
      expect(await violations(lab), `${name}, ${theme}`).toEqual([]);
    }
    await session.openView('Explorer');
    await session.explorerRow(imagesName).click({ button: 'right' });
    await session.page.getByRole('menuitem', { name: 'Pretext Lab', exact: true }).hover();
    await session.page.getByRole('menuitem', { name: 'Pretrain with Jigsaw' }).waitFor();
    await picture(session, theme, 'explorer-menu');
    await session.page.keyboard.press('Escape');
    await session.page.keyboard.press('Escape');
    const training = await openTraining(session);
    expect(await violations(training, 'sideBar'), `Training, ${theme}`).toEqual([]);
  });
});

it('deletes a run and shows nothing of it any more', async () => {
  const runFolder = await runOf(path.dirname(session.images));
  expect(await engineOf(runFolder)).toBeNull();
  const tree = session.page.getByRole('tree', { name: 'Runs' });
  await session.chooseFromMenu(tree.getByRole('treeitem', { name: /^Both, / }), 'Delete Run…');
  await session.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await session.webview((frame) => frame.getByText('No run is shown.').isVisible());
  expect(await runFolders(path.dirname(session.images))).toEqual([]);
  const training = await openTraining(session);
  await training.locator('training-run').waitFor({ state: 'detached' });
});

it('says that a folder has no images', async () => {
  await session.openView('Explorer');
  const row = session.explorerRow(otherFolderName);
  await session.chooseFromMenu(row, 'Pretext Lab', 'Pretrain with Rotation');
  await session.notification(new RegExp(`Rotation failed. .*${otherFolderName} has 0 image files`));
  await openTraining(session);
  const sentence = /^There is no image in .*; choose another folder\.$/;
  await session.webview((frame) => frame.getByText(sentence).first().isVisible());
  await session.screenshot('screenshots/dark-no-images');
});

it('loads the installer of TensorFlow when it is asked for, and removes none but its own', async () => {
  await session.runCommand(command('Remove TensorFlow Engine'));
  // Which of both depends on whether the engine is run from a checkout.
  await session.notification(/TensorFlow.* (is not installed|is not removed from here)\./);
});

it('asked nobody outside this machine, and broke no rule of its pages', () => {
  expect(session.externalRequests).toEqual([]);
  expect(session.problems).toEqual([]);
});
