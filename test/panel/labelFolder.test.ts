import { expect, it } from 'vitest';

import { savedFileSchema } from '../../src/protocol/savedFile.js';
import { violations } from '../support/violations.js';
import { doneState, makeLabels } from './findings.js';
import { labOpener, overflowPx } from './openLab.js';
import { makeEvaluation } from './probeRun.js';

const open = labOpener('probe');
const evaluated = {
  readEvaluations: async () => Promise.resolve({ evaluations: [makeEvaluation()] }),
};
const unevaluated = { readEvaluations: async () => Promise.resolve({ evaluations: [] }) };
const defaults = { block: null, poolGrid: 2, fineTune: null, seed: 0 };

it('labels a folder by the images of the last evaluation', async () => {
  const { page, host, asked } = await open({
    answers: { ...evaluated, choosePath: async () => Promise.resolve({ path: '/home/ada/new' }) },
  });
  const section = page.locator('lab-label-folder');
  const start = section.getByRole('button', { name: 'Label images' });
  await section.getByText('/home/ada/labelled/train').waitFor();
  await section.getByText('Choose a folder to label.').waitFor();
  await expect.poll(() => start.isDisabled()).toBe(true);
  await section.getByRole('group', { name: 'Folder to label' }).getByText('Choose…').click();
  await start.click();
  await expect
    .poll(() => asked('startAnalysis'))
    .toEqual([
      {
        name: 'classify',
        params: {
          ...{ ...defaults, folder: '/home/ada/new' },
          ...{ labelledFolder: '/home/ada/labelled/train', labels: null },
        },
      },
    ]);
  const progress = { stage: 'features', done: 1, total: 4 };
  const running = doneState('classify', { phase: 'running', progress });
  host.send({ kind: 'analyses', analyses: [running] });
  await section.getByText('Looking at the images: 1 of 4').waitFor();
  await section.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => asked('stopAnalysis')).toEqual([{ name: 'classify' }]);
});

it('takes other labels and passes of fine-tuning, and keeps them beyond a reload', async () => {
  const { page, panel, asked } = await open({
    answers: {
      ...unevaluated,
      choosePath: async ({ kind }) =>
        Promise.resolve({ path: kind === 'csv' ? '/home/ada/few.csv' : '/home/ada/few' }),
    },
  });
  const section = page.locator('lab-label-folder');
  const choose = async (name: string): Promise<void> =>
    section.getByRole('group', { name }).getByText('Choose…').click();
  const start = section.getByRole('button', { name: 'Label images' });
  await section.getByText('Choose a folder of labelled images first.').waitFor();
  await choose('Folder that shows the classes');
  await choose('Labels that it shows');
  await choose('Folder to label');
  await section.getByText('Settings', { exact: true }).click();
  await section.getByRole('checkbox', { name: 'Fine-tune for the labels' }).click();
  const passes = section.getByRole('textbox', { name: 'Passes of fine-tuning' });
  await passes.fill('0');
  await section.getByText('Passes of fine-tuning: Write a whole number from 1 to 1,000.').waitFor();
  await expect.poll(() => start.isDisabled()).toBe(true);
  await passes.fill('3');
  await expect.poll(() => start.isDisabled()).toBe(false);
  await panel.reload();
  await section.getByText('/home/ada/few.csv').waitFor();
  await start.click();
  const named = { labelledFolder: '/home/ada/few', labels: '/home/ada/few.csv' };
  await expect
    .poll(() => asked('startAnalysis'))
    .toMatchObject([{ params: { ...named, folder: '/home/ada/few', fineTune: { epochs: 3 } } }]);
});

it('shows how sure the labels are, how many of each class, and those most in doubt', async () => {
  const { page, asked } = await open({ outcomes: [makeLabels(300)], answers: unevaluated });
  await page.getByRole('heading', { name: '300 images labelled with 10 classes' }).waitFor();
  await page.getByText('95 % interval 39.2 % to 58.8 %, on 100 images').waitFor();
  const chart = page.getByRole('img', { name: 'Bars: airplane' });
  await expect.poll(() => chart.locator('rect').count()).toBe(10);
  const classRows = page.getByRole('table', { name: 'Images of each class' }).getByRole('row');
  await expect.poll(() => classRows.count()).toBe(1 + 10);
  await page.getByRole('row', { name: 'truck 0 0.0 % –' }).waitFor();

  const pictures = page.getByRole('group', { name: 'Least sure' }).locator('.thumbnail');
  await expect.poll(() => pictures.count()).toBe(24);
  await page.locator('.thumbnail img').nth(23).waitFor();
  const shares = (await page.locator('.thumbnails .figure').allInnerTexts()).map(parseFloat);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares[0]).toBeLessThan(22);
  const first = makeLabels(300).result.images.toSorted((a, b) => a.probability - b.probability)[0];
  await pictures.first().click();
  await expect
    .poll(() => asked('openImage'))
    .toEqual([{ folder: '/home/ada/unsorted', path: first?.path }]);
});

it('sorts the labels, draws a bounded number of rows, and saves all of them', async () => {
  const { page, asked } = await open({
    outcomes: [makeLabels(300)],
    answers: { ...unevaluated, saveFile: async () => Promise.resolve({ savedAs: 'x.csv' }) },
  });
  const table = page.getByRole('table', { name: 'Labelled folder' });
  await expect.poll(() => table.getByRole('row').count()).toBe(1 + 200);
  await table.getByRole('button', { name: 'Probability' }).click();
  await expect.poll(() => table.getByRole('row').nth(1).innerText()).toMatch(/98\.\d %$/);
  await table.getByRole('button', { name: 'day 0/0.jpg' }).click();
  await expect
    .poll(() => asked('openImage'))
    .toEqual([{ folder: '/home/ada/unsorted', path: 'day 0/0.jpg' }]);
  await page.getByRole('button', { name: 'Labelled folder' }).click();
  await page.getByRole('menuitem', { name: 'Save as CSV…' }).click();
  await expect.poll(() => asked('saveFile').length).toBe(1);
  const saved = savedFileSchema.parse(asked('saveFile')[0]);
  const lines = saved.kind === 'csv' ? saved.text.trim().split(/\r?\n/) : [];
  expect(lines[0]).toBe('path,label,probability');
  expect(lines).toHaveLength(1 + 300);
});

it('says why nothing came of it', async () => {
  const problem = 'No image in /home/ada/few has a label.';
  const { page } = await open({
    answers: unevaluated,
    states: [doneState('classify', { phase: 'failed', problem })],
  });
  await page.getByRole('alert').getByText(problem).waitFor();
});

it.each(['dark', 'light', 'hc'] as const)('has no violation in the theme %s', async (theme) => {
  const { page, panel } = await open({
    ...{ outcomes: [makeLabels(40)], answers: evaluated, theme, width: 400 },
  });
  await page.locator('.thumbnail img').nth(20).waitFor();
  await page.locator('lab-label-folder').getByText('Settings', { exact: true }).click();
  expect(await violations(page)).toEqual([]);
  expect(await overflowPx(panel)).toBe(0);
});
