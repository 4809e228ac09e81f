/**
 * Makes the pictures of the README from a real run on drawn images: `npm run screenshots`. It takes
 * some minutes and is no part of `npm test`.
 */
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import sharp from 'sharp';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

import { drawSampleImages } from '../e2e/support/images.js';
import { openLab, type Lab } from '../e2e/support/openLab.js';
import {
  fill,
  labPage,
  openTab,
  openTraining,
  picturesDrawn,
  type tabNames,
} from '../e2e/support/pages.js';

const media = fileURLToPath(new URL('../../media/', import.meta.url));
/** What `npm start` draws, so that a reader sees what the README shows. */
const sampleCount = 2000;
const trainingLimitMs = 900_000;
/** A README is no place for large files. */
const mostBytes = 300_000;

let folder = '';
let lab: Lab;

beforeAll(async () => {
  // Its path is seen on the pictures.
  const pictures = path.join(tmpdir(), 'pictures');
  await mkdir(pictures);
  folder = path.join(pictures, 'sample-images');
  await drawSampleImages(inject('engineFolder'), folder, sampleCount);
  lab = await openLab({
    folder,
    machineSettings: {
      'pretextLab.engineFolder': inject('engineFolder'),
      // Nothing is measured before the first run.
      'pretextLab.computeEngine': 'tensorflow',
    },
    settings: { 'workbench.layoutControl.enabled': false, 'window.commandCenter': false },
    width: 1280,
    height: 860,
  });
});
afterAll(async () => {
  await lab.close();
  await rm(path.dirname(folder), { recursive: true, force: true });
});

const take = async (name: string, clip?: { width: number; height: number }): Promise<void> => {
  const shot = await lab.page.screenshot(
    clip === undefined ? {} : { clip: { x: 0, y: 0, ...clip } },
  );
  const file = path.join(media, `${name}.png`);
  const { size } = await sharp(shot).png({ palette: true, effort: 10 }).toFile(file);
  expect(size, file).toBeLessThan(mostBytes);
};

const takeTab = async (
  name: (typeof tabNames)[number],
  part: string,
  pictures: number,
): Promise<void> => {
  const tab = await openTab(await labPage(lab), name);
  await picturesDrawn(tab.locator(part), pictures);
  await take(`lab-${name.toLowerCase()}`);
};

it('shows the form', async () => {
  const form = await openTraining(lab);
  await form.getByText(/^[\d,]+ images$/).waitFor();
  // The form alone, as long as it is.
  await lab.page.getByRole('button', { name: 'Runs Section' }).click();
  await form.getByRole('textbox', { name: 'Seed' }).waitFor();
  await take('training-view', { width: 352, height: 860 });
});

it('shows the Lab', async () => {
  const form = await openTraining(lab);
  await form.getByText('Both', { exact: true }).click();
  await fill(form, { Epochs: '16' });
  await form.getByRole('button', { name: 'Start', exact: true }).click();
  const end = form.getByText('Completed', { exact: true });
  await end.waitFor({ timeout: trainingLimitMs });
  await lab.runCommand('View: Toggle Primary Side Bar Visibility');
  await lab.runCommand('Notifications: Clear All Notifications');
  await takeTab('Curves', 'img', 0);
  await takeTab('Puzzles', '.boards', 19);
  await takeTab('Rotations', '.cards', 8);
  await takeTab('Permutations', '.pictures', 1);
});
