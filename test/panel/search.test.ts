import { expect, it } from 'vitest';

import { defaultSearchCount } from '../../src/protocol/findings.js';
import { violations } from '../support/violations.js';
import { doneState, makeDuplicates, makeFound } from './findings.js';
import { labOpener, overflowPx } from './openLab.js';

const open = labOpener('search');

it('searches the folder of the run for images like one of its own', async () => {
  const { page, asked } = await open();
  await page.getByText('Choose an image first.').waitFor();
  await page.getByRole('button', { name: 'Search for images like cats/3.jpg' }).click();
  await expect
    .poll(() => asked('startAnalysis'))
    .toEqual([
      {
        name: 'searchImages',
        params: {
          ...{ image: '/home/ada/photos/cats/3.jpg', folder: '/home/ada/photos' },
          ...{ count: defaultSearchCount, block: null },
        },
      },
    ]);
});

it('shows the query first, then what is like it, and goes on from there', async () => {
  const { page, asked } = await open({ outcomes: [makeFound(60)] });
  await page.getByRole('heading', { name: 'Nearest to tom.jpg among 7,111 images' }).waitFor();
  const pictures = page.locator('.found .thumbnail img');
  await pictures.nth(48).waitFor();
  await expect.poll(() => pictures.count()).toBe(1 + 48);
  expect(asked('readThumbnails')).toContainEqual(
    expect.objectContaining({ folder: '/home/ada/wanted/', paths: ['tom.jpg'] }),
  );
  const names = page.locator('.found .thumbnail');
  await expect
    .poll(() => names.nth(0).getAttribute('aria-label'))
    .toBe('Open /home/ada/wanted/tom.jpg');
  await expect.poll(() => names.nth(1).getAttribute('aria-label')).toContain('the same bytes');
  await names.nth(0).click();
  await expect
    .poll(() => asked('openImage'))
    .toEqual([{ folder: '/home/ada/wanted/', path: 'tom.jpg' }]);
  await page
    .getByRole('button', { name: /^Search for images like cats\/7\.jpg/ })
    .last()
    .click();
  await expect
    .poll(() => asked('startAnalysis'))
    .toMatchObject([{ params: { image: '/home/ada/photos/cats/7.jpg' } }]);
});

it('says why a search did not begin', async () => {
  const { page } = await open({
    outcomes: [makeFound(3)],
    answers: {
      startAnalysis: async () => Promise.reject(new Error('This is being done already.')),
    },
  });
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.getByRole('alert').getByText('This is being done already.').waitFor();
});

it('shows near-duplicates side by side and marks exact copies', async () => {
  const { page, asked } = await open({ outcomes: [makeDuplicates(14)] });
  await page.getByText('Near-duplicates').click();
  await page
    .getByRole('heading', { name: '14 groups of near-duplicates among 7,111 images' })
    .waitFor();
  const groups = page.locator('article');
  await expect.poll(() => groups.count()).toBe(12);
  await expect
    .poll(() => groups.first().getByRole('heading').innerText())
    .toBe('Group 1: 4 images, 1 exact copy');
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(() => groups.count()).toBe(14);
  const copy = page.getByRole('button', { name: /the same bytes as cats\/0-0\.jpg/ });
  await copy.click();
  await expect
    .poll(() => asked('openImage'))
    .toEqual([{ folder: '/home/ada/photos', path: 'cats/0-1.jpg' }]);
  const rows = page.getByRole('table', { name: 'Near-duplicates' }).getByRole('row');
  await expect.poll(() => rows.count()).toBe(1 + 4 + 13 * 2);
});

it('turns to a search that was started elsewhere, but not twice to the same', async () => {
  const { page, panel, host } = await open({ outcomes: [makeFound(3)] });
  const duplicates = page.getByRole('radio', { name: 'Near-duplicates' });
  await page.getByText('Near-duplicates').click();
  await expect.poll(() => duplicates.isChecked()).toBe(true);
  await panel.reload();
  await expect.poll(() => duplicates.isChecked()).toBe(true);
  const running = doneState('searchImages', { number: 2, phase: 'running' });
  host.send({ kind: 'analyses', analyses: [running] });
  await expect.poll(() => duplicates.isChecked()).toBe(false);
  await page.getByText('Starting the engine…').waitFor();
});

it('takes a threshold between 0 and 1', async () => {
  const { page, asked } = await open();
  await page.getByText('Near-duplicates').click();
  await page.getByText('Settings').click();
  const threshold = page.getByRole('textbox', { name: 'Threshold' });
  await threshold.fill('2');
  const start = page.getByRole('button', { name: 'Find near-duplicates' });
  await expect.poll(() => start.isDisabled()).toBe(true);
  await threshold.fill('0,8');
  await start.click();
  await expect
    .poll(() => asked('startAnalysis'))
    .toMatchObject([{ params: { threshold: 0.8, folder: '/home/ada/photos' } }]);
});

it('waits for a checkpoint', async () => {
  const { page } = await open({ status: { checkpoints: [] } });
  await page.getByText('This can be done as soon as the run has a checkpoint.').waitFor();
});

it.each(['dark', 'light', 'hc'] as const)('has no violation in the theme %s', async (theme) => {
  const { page, panel } = await open({
    outcomes: [makeFound(12), makeDuplicates(3)],
    ...{ theme, width: 500 },
  });
  await page.locator('.found .thumbnail img').nth(12).waitFor();
  await expect(violations(page)).resolves.toEqual([]);
  expect(await overflowPx(panel)).toBeLessThanOrEqual(0);
  await page.getByText('Near-duplicates').click();
  await page.locator('article').first().waitFor();
  await expect(violations(page)).resolves.toEqual([]);
  expect(await overflowPx(panel)).toBeLessThanOrEqual(0);
});
