/**
 * WebGPU in a desktop editor, whose Node is Electron and cannot run it: it runs in the Node that the
 * package brings. The editor in the browser has a plain Node, so it plays the other to the extension.
 */
import { mkdir, mkdtemp, readlink } from 'node:fs/promises';
import path from 'node:path';

import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';

import { swiftShaderVariables } from '../support/swiftShader.js';
import { packElectronPlayer } from './support/electronPlayer.js';
import { fillWithImages } from './support/images.js';
import { openLab, type Lab } from './support/openLab.js';
import { fill, openTraining } from './support/pages.js';
import { backendOf, engineOf, steppedRun } from './support/runFolders.js';
import { pictureOfFailure } from './support/themes.js';

/** Software in place of a graphics processor takes long, on a machine that is busy with other tests too. */
const patienceMs = 150_000;

let lab: Lab;
let images: string;

beforeAll(async () => {
  const scratch = await mkdtemp(path.join(inject('e2eFolder'), 'desktop-'));
  images = path.join(scratch, 'images');
  await mkdir(images);
  await fillWithImages(images, inject('sampleImages'));
  lab = await openLab({
    folder: images,
    machineSettings: { 'pretextLab.computeEngine': 'webgpu' },
    companions: [await packElectronPlayer(path.join(scratch, 'player'))],
    env: await swiftShaderVariables(),
  });
});
afterEach(({ task }) => pictureOfFailure(lab, task));
afterAll(() => lab.close());

it('runs in the Node of the package, out of the extension’s storage', async () => {
  const form = await openTraining(lab);
  await fill(form, { Epochs: '1', 'Batch (images)': '2', 'Image size (px)': '16' });
  await form.getByRole('button', { name: 'Start', exact: true }).click();
  await form.getByText(/· WebGPU/).waitFor({ timeout: patienceMs });
  const run = await steppedRun(images, patienceMs);
  expect(await backendOf(run)).toBe('webgpu');
  const program = await readlink(`/proc/${await engineOf(run)}/exe`);
  expect(program).toMatch(/globalStorage\/[^/]+\/node\/\d+\.\d+\.\d+-[0-9a-f]{12}\/node$/);
});
