import { afterEach, expect, it } from 'vitest';

import type { LabRequests } from '../../src/protocol/labProtocol.js';
import type { Handlers } from '../../src/protocol/rpc.js';
import type { RunImages } from '../../src/protocol/runContents.js';
import { sentence } from '../../src/protocol/sentence.js';
import { makeSnapshot, playLabHost } from './labHost.js';
import { overflowPx } from './openLab.js';
import { openPanelPage, type PanelOptions, type PanelPage } from './panelPage.js';
import { sampleAnswers } from './sampleRun.js';
import { violations } from '../support/violations.js';

const open: PanelPage[] = [];
const show = async (
  answers: Partial<Handlers<LabRequests>> = {},
  options: Partial<PanelOptions> = {},
) => {
  const described = { describeImages: async () => Promise.resolve(makeImages()) };
  const host = playLabHost(
    makeSnapshot(),
    { ...sampleAnswers(), ...described, ...answers },
    { tab: 'images' },
  );
  const panel = await openPanelPage({
    ...{ page: 'lab', theme: 'dark', width: 900, height: 900, host: host.connect },
    ...options,
  });
  open.push(panel);
  return { page: panel.page, panel, host };
};

afterEach(async () => {
  for (const panel of open.splice(0)) {
    expect(panel.problems).toEqual([]);
    await panel.close();
  }
});

const makeImages = (changes: Partial<RunImages> = {}): RunImages => ({
  folder: '/home/me/photos',
  trainImages: 900,
  validationImages: 100,
  skipped: [
    { path: 'a/broken.jpg', code: 'corrupt', message: sentence('It ends too early.') },
    { path: 'empty.png', code: 'emptyFile', message: sentence('It has no bytes.') },
    { path: 'empty2.png', code: 'emptyFile', message: sentence('It has no bytes.') },
  ],
  skippedTotal: 3,
  subfolders: { cats: 600, dogs: 400 },
  examples: Array.from({ length: 100 }, (_, i) => ({
    path: `cats/${i}.jpg`,
    side: i % 10 === 0 ? 'validation' : 'train',
  })),
  sizes: {
    sampled: 1000,
    edgesPx: [0, 128, 256, 512],
    counts: [0, 400, 600],
    medianWidthPx: 320,
    medianHeightPx: 240,
  },
  ...changes,
});

it('tells what was read, how it is divided and how large it is', async () => {
  const { page } = await show();
  await page.getByRole('heading', { name: '1,000 images read' }).waitFor();
  await page.getByText('Median 320 × 240 px, of 1,000 images looked at.').waitFor();
  const sizes = page.getByRole('table', { name: 'Images by their shorter side' });
  await expect.poll(() => sizes.getByRole('row').allInnerTexts()).toHaveLength(3);
  await expect.poll(() => page.getByRole('row', { name: 'cats' }).count()).toBe(1);
});

it('is described in full', async () => {
  const examples = makeImages().examples.slice(0, 3);
  const { page } = await show({
    describeImages: async () => Promise.resolve(makeImages({ examples })),
  });
  await expect.poll(() => page.locator('.thumbnail img').count()).toBe(3);
  expect(await page.locator('lab-images').ariaSnapshot()).toMatchSnapshot();
});

it('groups what was skipped by reason; a click opens the file', async () => {
  const { page, host } = await show();
  const summaries = page.locator('lab-images summary');
  await expect.poll(() => summaries.allInnerTexts()).toHaveLength(2);
  await expect.poll(() => summaries.first().innerText()).toMatch(/An empty file\s*2/);
  await page.getByRole('button', { name: 'a/broken.jpg' }).click();
  await expect
    .poll(() => host.asked.at(-1))
    .toEqual({ name: 'openImage', params: { folder: null, path: 'a/broken.jpg' } });
});

it('says that nothing was skipped', async () => {
  const images = makeImages({ skipped: [], skippedTotal: 0 });
  const { page } = await show({ describeImages: async () => Promise.resolve(images) });
  await page.getByText('No file was skipped.').waitFor();
});

it('says why a run without images leads nowhere', async () => {
  const images = makeImages({
    ...{ trainImages: 0, validationImages: 0, skipped: [], skippedTotal: 0, examples: [] },
  });
  const { page } = await show({
    describeImages: async () => Promise.resolve(images),
    showTraining: async () => Promise.reject(new Error('The view cannot be shown.')),
  });
  await page.getByText('This run has no images.').waitFor();
  await page.getByRole('button', { name: 'Start a run' }).click();
  await page.getByRole('alert').getByText('The view cannot be shown.').waitFor();
});

it('reads thumbnails page by page', async () => {
  const { page, panel, host } = await show();
  const photos = page.locator('.thumbnail img');
  await expect.poll(() => photos.count()).toBe(48);
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(() => photos.count()).toBe(96);
  const pages = host.asked.filter(({ name }) => name === 'readPhotos');
  expect(pages).toHaveLength(2);
  await page.getByRole('button', { name: 'Open cats/1.jpg' }).click();
  await expect
    .poll(() => host.asked.at(-1))
    .toEqual({ name: 'openImage', params: { folder: null, path: 'cats/1.jpg' } });
  await panel.reload();
  await expect.poll(() => photos.count()).toBe(96);
  host.send(makeSnapshot({ runFolder: '/other/runs/both' }));
  await expect.poll(() => photos.count()).toBe(48);
});

it.each([
  ['turns', false, 'ring-turn'],
  ['stands still for those who want less motion', true, 'none'],
] as const)('the ring that one waits at %s', async (_, reducedMotion, animation) => {
  const forever = new Promise<never>(() => undefined);
  const { page } = await show({ describeImages: async () => forever }, { reducedMotion });
  const ring = page.getByRole('progressbar', { name: 'Looking at the images…' });
  await ring.waitFor();
  const animationOf = async () => ring.evaluate((node) => getComputedStyle(node).animationName);
  await expect.poll(animationOf).toBe(animation);
  await page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
  await expect.poll(animationOf).toBe('none');
});

it('tells what failed, and tries again', async () => {
  const failures = { left: 1 };
  const { page } = await show({
    describeImages: async () => {
      failures.left -= 1;
      if (failures.left >= 0) throw new Error('The folder is gone.');
      return Promise.resolve(makeImages());
    },
  });
  await page.getByText('The folder is gone.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: '1,000 images read' }).waitFor();
});

it.each(['dark', 'light', 'hc'] as const)('has no violation in the theme %s', async (theme) => {
  const { page } = await show({}, { theme, width: 420 });
  await expect.poll(() => page.locator('.thumbnail img').count()).toBe(48);
  await expect(violations(page)).resolves.toEqual([]);
  await expect.poll(() => overflowPx({ page })).toBeLessThanOrEqual(0);
});
