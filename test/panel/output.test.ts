/** What users take out of the Lab: copied tables and saved charts. */
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';

import type { LabRequests, LabTab } from '../../src/protocol/labProtocol.js';
import type { Handlers } from '../../src/protocol/rpc.js';
import type { SavedFile } from '../../src/protocol/savedFile.js';
import { violations } from '../support/violations.js';
import { makeSnapshot, playLabHost } from './labHost.js';
import { openPanelPage, type PanelPage } from './panelPage.js';
import { sampleAnswers } from './sampleRun.js';

const open: PanelPage[] = [];
const show = async (tab: LabTab, answers: Partial<Handlers<LabRequests>> = {}) => {
  const copied: string[] = [];
  const saved: SavedFile[] = [];
  const host = playLabHost(
    makeSnapshot({ epoch: 2, step: 250 }),
    {
      ...sampleAnswers(),
      describeImages: async () =>
        Promise.resolve({
          folder: '/photos',
          trainImages: 20,
          validationImages: 2,
          skipped: [],
          skippedTotal: 0,
          subfolders: { cats: 12, dogs: 8 },
          examples: [],
          sizes: {
            ...{ sampled: 20, edgesPx: [0, 64, 128], counts: [0, 12, 8] },
            ...{ medianWidthPx: 120, medianHeightPx: 100 },
          },
        }),
      copyText: async ({ text }) => {
        copied.push(text);
        return Promise.resolve({});
      },
      saveFile: async (file) => {
        saved.push(file);
        return Promise.resolve({ savedAs: `${file.name}.${file.kind}` });
      },
      ...answers,
    },
    { tab },
  );
  const panel = await openPanelPage({
    ...{ page: 'lab', theme: 'dark', width: 1000, height: 900, host: host.connect },
  });
  open.push(panel);
  return { panel, page: panel.page, copied, saved };
};

afterEach(async () => {
  for (const panel of open.splice(0)) {
    expect(panel.problems).toEqual([]);
    await panel.close();
  }
});

const opener = (page: Page, name: string): Locator =>
  page.getByRole('button', { name: `More actions: ${name}` });
const menu = (page: Page): Locator => page.getByRole('menu');
const choose = async (page: Page, name: string, item: string): Promise<void> => {
  await opener(page, name).click();
  await page.getByRole('menuitem', { name: item }).click();
};
const epochs = 'Figures of each epoch';

describe('the menu', () => {
  it('is opened, walked through and closed with keys', async () => {
    const { page, copied } = await show('curves');
    await opener(page, epochs).focus();
    await page.keyboard.press('Enter');
    const item = (name: string): Locator => page.getByRole('menuitem', { name });
    const isFocused = async (name: string): Promise<boolean> =>
      item(name).evaluate((element) => element.matches(':focus'));
    await expect.poll(() => isFocused('Copy as CSV')).toBe(true);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => isFocused('Copy as Markdown')).toBe(true);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => isFocused('Copy as CSV')).toBe(true);
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => isFocused('Save as CSV…')).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => menu(page).count()).toBe(0);
    await expect
      .poll(() => opener(page, epochs).evaluate((element) => element.matches(':focus')))
      .toBe(true);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => isFocused('Copy as CSV')).toBe(true);
    await page.keyboard.press('Tab');
    await expect.poll(() => menu(page).count()).toBe(0);
    expect(copied).toEqual([]);
  });

  it('is closed by its own button and by a press elsewhere', async () => {
    const { page } = await show('curves');
    await opener(page, 'Loss').click();
    await menu(page).waitFor();
    await opener(page, 'Loss').click();
    await expect.poll(() => menu(page).count()).toBe(0);
    await opener(page, 'Loss').click();
    await menu(page).waitFor();
    await page.mouse.click(5, 500);
    await expect.poll(() => menu(page).count()).toBe(0);
  });

  it('has nothing that axe-core finds wrong, in all themes', async () => {
    const { panel, page } = await show('curves');
    await opener(page, 'Loss').click();
    await menu(page).waitFor();
    for (const theme of ['dark', 'light', 'hc'] as const) {
      await panel.setTheme(theme);
      await expect.poll(() => violations(page)).toEqual([]);
    }
  });
});

describe('a table', () => {
  it('is copied as CSV with all digits, and it is said so', async () => {
    const { page, copied } = await show('curves');
    await choose(page, epochs, 'Copy as CSV');
    await page.getByRole('status').getByText('Copied').waitFor();
    expect(copied).toEqual([
      [
        'Epoch,Step,Train loss,Validation loss,Train accuracy,Validation accuracy,Time (ms)',
        `1,100,${3.2 + 0.6},${3 + 0.7},${0.75 - 0.6},${0.72 - 0.6},21400`,
        `2,200,${3.2 / 2 + 0.6},${3 / 2 + 0.7},${0.75 - 0.6 / 2},${0.72 - 0.6 / 2},42800`,
        '',
      ].join('\r\n'),
    ]);
  });

  it('is copied as Markdown as it is read, in the order that the user chose', async () => {
    const { page, copied } = await show('curves');
    const header = page.getByRole('columnheader', { name: 'Epoch' });
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('descending');
    await page.getByRole('button', { name: 'Train loss' }).click();
    await expect.poll(() => header.getAttribute('aria-sort')).toBeNull();
    const byLoss = page.getByRole('columnheader', { name: 'Train loss' });
    await expect.poll(() => byLoss.getAttribute('aria-sort')).toBe('descending');
    await choose(page, epochs, 'Copy as Markdown');
    await expect.poll(() => copied.length).toBe(1);
    expect(copied[0]?.split('\n').slice(2)).toEqual([
      '| 1 | 100 | 3.800 | 3.700 | 15.0 % | 12.0 % | 21 s |',
      '| 2 | 200 | 2.200 | 2.200 | 45.0 % | 42.0 % | 43 s |',
      '',
    ]);
  });

  it.each([
    ['curves', epochs, 3],
    ['permutations', 'Permutations', 4],
    ['permutations', 'Pairs by Hamming distance', 3],
    ['permutations', 'Position by position', 10],
    ['rotations', 'Confusion matrix', 5],
    ['images', 'Images by subfolder', 3],
    ['images', 'Images by their shorter side', 3],
    ['run', 'Checkpoints', 3],
    ['run', 'Details of the run', null],
  ] as const)('of the tab %s, "%s", is saved as CSV', async (tab, name, lines) => {
    const { page, saved } = await show(tab);
    await choose(page, name, 'Save as CSV…');
    await page.getByRole('status').getByText(`Saved as ${name}.csv`).waitFor();
    const [file] = saved;
    if (file?.kind !== 'csv') throw new Error('No CSV was saved.');
    const rows = file.text.trimEnd().split('\r\n');
    if (lines === null) expect(rows.length).toBeGreaterThan(20);
    else expect(rows).toHaveLength(lines);
    expect(file.text).not.toMatch(/undefined|NaN|\[object/);
  });

  it('says why it was not copied, until something else is chosen', async () => {
    const { page } = await show('curves', {
      copyText: async () => Promise.reject(new Error('The clipboard is locked.')),
      saveFile: async () => Promise.resolve({ savedAs: null }),
    });
    await choose(page, epochs, 'Copy as CSV');
    const said = page.locator('overflow-menu .said.failed');
    await expect.poll(() => said.textContent()).toBe('The clipboard is locked.');
    await choose(page, epochs, 'Save as CSV…');
    await expect.poll(() => said.count()).toBe(0);
  });
});

describe('a chart', () => {
  const charts = [
    ['curves', 'Loss'],
    ['curves', 'Accuracy'],
    ['permutations', 'Hamming distances of all pairs'],
    ['permutations', 'Pairs by Hamming distance'],
    ['images', 'Images by their shorter side'],
  ] as const;

  it.each(charts)('of the tab %s, "%s", is saved as a drawing', async (tab, name) => {
    const { page, saved } = await show(tab);
    await choose(page, name, 'Save as SVG…');
    await page.getByRole('status').getByText(`Saved as ${name}.svg`).waitFor();
    const [file] = saved;
    if (file?.kind !== 'svg') throw new Error('No SVG was saved.');
    const found = await page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
      return {
        root: parsed.documentElement.nodeName,
        errors: parsed.querySelectorAll('parsererror').length,
        pictures: parsed.querySelectorAll('image').length,
        shapes: parsed.querySelectorAll('polyline, rect, circle').length,
        texts: Array.from(parsed.querySelectorAll('text'), (element) => element.textContent),
      };
    }, file.text);
    expect(found).toMatchObject({ root: 'svg', errors: 0, pictures: 0 });
    expect(found.shapes).toBeGreaterThan(2);
    expect(found.texts).toContain(name);
    expect(found.texts).toContain('2026-03-14_09-26-53_both');
    expect(file.text).not.toMatch(/var\(|currentColor|color-mix|NaN|undefined/);
  });

  it.each(charts)('of the tab %s, "%s", is saved as a picture', async (tab, name) => {
    const { page, panel, saved } = await show(tab);
    await panel.setTheme('light');
    await choose(page, name, 'Save as PNG…');
    await page.getByRole('status').getByText(`Saved as ${name}.png`).waitFor();
    const [file] = saved;
    if (file?.kind !== 'png') throw new Error('No PNG was saved.');
    const picture = sharp(file.bytes);
    const { width, height } = await picture.metadata();
    expect(width).toBeGreaterThanOrEqual(1300);
    expect(height).toBeGreaterThanOrEqual(900);
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
    // The light theme's background in the corner, and something on it.
    expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
    const { dominant, entropy } = await sharp(file.bytes).stats();
    expect([dominant.r, dominant.g, dominant.b].every((channel) => channel > 200)).toBe(true);
    expect(entropy).toBeGreaterThan(0.2);
    expect(info.channels).toBeGreaterThanOrEqual(3);
  });

  it('of very many pairs embeds its cells as a picture', async () => {
    const { page, saved } = await show('permutations', {
      readPermutations: async () =>
        Promise.resolve({
          permutationSet: {
            ...{ kind: 'permutationSet', method: 'random', grid: 3, seed: 0, count: 120 },
            ...{ minHamming: 0, meanHamming: 8 },
            permutations: Array.from({ length: 120 }, (_, k) =>
              Array.from({ length: 9 }, (_tile, i) => (i + k) % 9),
            ),
          },
        }),
    });
    const name = 'Hamming distances of all pairs';
    await choose(page, name, 'Save as SVG…');
    await page.getByRole('status').getByText(`Saved as ${name}.svg`).waitFor();
    await choose(page, name, 'Save as PNG…');
    await page.getByRole('status').getByText(`Saved as ${name}.png`).waitFor();
    const [drawing, picture] = saved;
    if (drawing?.kind !== 'svg' || picture?.kind !== 'png') throw new Error('Not saved.');
    expect(drawing.text.match(/<image [^>]*href="data:image\/png;base64,/g)).toHaveLength(1);
    expect(drawing.text).toContain('an embedded picture');
    // The diagonals of equal permutations are drawn in the picture too.
    const { entropy } = await sharp(picture.bytes).stats();
    expect(entropy).toBeGreaterThan(0.5);
  });
});
