import { expect, it } from 'vitest';

import { sentence } from '../../src/protocol/sentence.js';
import { violations } from '../support/violations.js';
import { doneState, makeRanking } from './findings.js';
import { makeSnapshot } from './labHost.js';
import { labOpener, overflowPx } from './openLab.js';

const open = labOpener('anomalies');
const scoresOf = async (texts: Promise<string[]>): Promise<number[]> =>
  (await texts).map((text) => Number.parseFloat(text));

it('asks the engine for what the form says', async () => {
  const { page, asked } = await open({
    answers: { choosePath: async () => Promise.resolve({ path: '/home/ada/odd' }) },
  });
  const start = page.getByRole('button', { name: 'Rank images' });
  await page.getByText('Choose a folder of images first.').waitFor();
  await page.getByRole('button', { name: 'Choose…' }).first().click();
  await page.getByText('/home/ada/odd').waitFor();
  await page.getByText('Settings').click();
  await page.getByRole('textbox', { name: 'Neighbours' }).fill('0');
  await page.getByText('Neighbours: Write a whole number from 1 to 1,000.').waitFor();
  await expect.poll(() => start.isDisabled()).toBe(true);
  await page.getByRole('textbox', { name: 'Neighbours' }).fill('3');
  await page.getByRole('textbox', { name: 'Normal labels' }).fill('good, fine ,');
  await start.click();
  await expect
    .poll(() => asked('startAnalysis'))
    .toEqual([
      {
        name: 'findAnomalies',
        params: {
          ...{ folder: '/home/ada/odd', rankBy: null, neighbors: 3, block: null },
          truth: { labelsFile: null, normal: ['good', 'fine'], anomalous: [] },
        },
      },
    ]);
});

it('keeps the form across a reload, and apart from that of another run', async () => {
  const { page, panel, host } = await open({
    answers: { choosePath: async () => Promise.resolve({ path: '/home/ada/odd' }) },
  });
  await page.getByRole('button', { name: 'Choose…' }).first().click();
  await page.getByText('/home/ada/odd').waitFor();
  await panel.reload();
  await page.getByText('/home/ada/odd').waitFor();
  host.send(makeSnapshot({ runFolder: '/other/runs/both' }));
  await page.getByText('No folder is chosen.').waitFor();
});

it('tells how well normal and anomalous images are told apart, and what is to be doubted', async () => {
  const warning = sentence('These images have no natural up.');
  const { page } = await open({
    outcomes: [makeRanking(200)],
    states: [doneState('findAnomalies', { warnings: [warning] })],
  });
  await page
    .getByRole('heading', { name: '200 images ranked by the doubt of the rotation head' })
    .waitFor();
  await page.getByText('These images have no natural up.').waitFor();
  await page.getByText('0.936').waitFor();
  await page.getByText('95 % interval 0.910 to 0.958').waitFor();
  await page.getByText('180 normal, 20 anomalous').waitFor();
  await page.getByRole('img', { name: /Histogram: .*; Normal 180, Anomalous 20\./ }).waitFor();
});

it('shows the most unusual or the most usual images, page by page, and opens them', async () => {
  const { page, asked } = await open({ outcomes: [makeRanking(120)] });
  const figures = page.locator('.thumbnails .figure');
  const pictures = page.locator('.thumbnail img');
  await pictures.nth(47).waitFor();
  await expect.poll(() => pictures.count()).toBe(48);
  const unusual = await scoresOf(figures.allInnerTexts());
  expect(unusual).toEqual(unusual.toSorted((a, b) => b - a));
  await page.getByRole('button', { name: 'Show more' }).first().click();
  await expect.poll(() => pictures.count()).toBe(96);
  expect(asked('readThumbnails')).toHaveLength(2);
  await page.getByRole('radio', { name: 'Most usual first' }).check({ force: true });
  await expect.poll(() => pictures.count()).toBe(48);
  const usual = await scoresOf(figures.allInnerTexts());
  expect(usual).toEqual(usual.toSorted((a, b) => a - b));
  expect(Math.max(...usual)).toBeLessThan(Math.min(...unusual));
  await page.locator('.thumbnail').first().click();
  await expect.poll(() => asked('openImage')).toHaveLength(1);
  expect(asked('openImage')[0]).toMatchObject({ folder: '/home/ada/odd' });
});

it('stays light with tens of thousands of images, of which all are copied', async () => {
  const copied: string[] = [];
  const { page } = await open({
    outcomes: [makeRanking(30_000, false)],
    answers: {
      copyText: async ({ text }) => {
        copied.push(text);
        return Promise.resolve({});
      },
    },
  });
  const rows = page.getByRole('table', { name: 'Ranked images' }).getByRole('row');
  await rows.nth(200).waitFor({ state: 'attached' });
  await expect.poll(() => rows.count()).toBe(201);
  await page.getByText('and 29,800 more').waitFor();
  await page.getByRole('button', { name: 'Show more' }).last().click();
  await expect.poll(() => rows.count()).toBe(401);
  await page.getByRole('button', { name: /Ranked images/ }).click();
  await page.getByRole('menuitem', { name: 'Copy as CSV' }).click();
  await expect.poll(() => copied.at(0)?.split('\r\n').length).toBe(30_002);
  expect(copied[0]).not.toContain('Label');
});

it('waits for a checkpoint', async () => {
  const { page } = await open({ status: { checkpoints: [] } });
  await page.getByText('This can be done as soon as the run has a checkpoint.').waitFor();
});

it.each(['dark', 'light', 'hc'] as const)('has no violation in the theme %s', async (theme) => {
  const { page, panel } = await open({ outcomes: [makeRanking(60)], theme, width: 500 });
  await page.locator('.thumbnail img').nth(47).waitFor();
  await page.getByText('Settings').click();
  await expect(violations(page)).resolves.toEqual([]);
  expect(await overflowPx(panel)).toBeLessThanOrEqual(0);
});
