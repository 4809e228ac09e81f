import { afterEach, expect, it } from 'vitest';

import type { AnalysisName, AnalysisOutcome, AnalysisState } from '../../src/protocol/analysis.js';
import type { LabRequests } from '../../src/protocol/labProtocol.js';
import type { RunStatus } from '../../src/protocol/runStatus.js';
import type { Handlers } from '../../src/protocol/rpc.js';
import { savedFileSchema } from '../../src/protocol/savedFile.js';
import { violations } from '../support/violations.js';
import { doneState } from './findings.js';
import { makeSnapshot, playLabHost } from './labHost.js';
import { makeFilters, makePuzzles, makeRotations, photoFolder } from './lookInside.js';
import { openPanelPage, type PanelOptions, type PanelPage } from './panelPage.js';

const open: PanelPage[] = [];

interface Situation {
  readonly outcomes?: readonly AnalysisOutcome[];
  readonly analyses?: AnalysisState[];
  readonly answers?: Partial<Handlers<LabRequests>>;
  readonly status?: Partial<RunStatus>;
  readonly panel?: Partial<PanelOptions>;
}

const done = (name: AnalysisName): AnalysisState => doneState(name, { folder: photoFolder });

const show = async ({ outcomes = [], analyses, answers, status, panel }: Situation) => {
  const host = playLabHost(
    makeSnapshot(status),
    {
      startAnalysis: async () => Promise.resolve({}),
      readAnalysis: async ({ name }) =>
        Promise.resolve({ outcome: outcomes.find((one) => one.name === name) ?? null }),
      ...answers,
    },
    { tab: 'filters', analyses: analyses ?? outcomes.map(({ name }) => done(name)) },
  );
  const opened = await openPanelPage({
    ...{ page: 'lab', theme: 'dark', width: 1000, height: 900, host: host.connect },
    ...panel,
  });
  open.push(opened);
  return { page: opened.page, panel: opened, host };
};

afterEach(async () => {
  for (const panel of open.splice(0)) {
    expect(panel.problems).toEqual([]);
    await panel.close();
  }
});

it('reads the filters by itself once the run has a checkpoint', async () => {
  const outcome = await makeFilters(8);
  const { page, host } = await show({
    answers: { readAnalysis: async () => Promise.resolve({ outcome }) },
  });
  await page.getByText('Reading the filters…').waitFor();
  const asked = () => host.asked.filter(({ name }) => name === 'startAnalysis');
  await expect
    .poll(asked)
    .toEqual([{ name: 'startAnalysis', params: { name: 'readFilters', params: { sidePx: 48 } } }]);
  host.send({ kind: 'analyses', analyses: [done('readFilters')] });
  await page.getByRole('listbox', { name: 'First filters' }).waitFor();
  expect(asked()).toHaveLength(1);
});

it('waits for a checkpoint', async () => {
  const { page, host } = await show({ status: { checkpoints: [] } });
  await page.getByText('as soon as the run has saved a checkpoint').waitFor();
  expect(host.asked.map(({ name }) => name)).toEqual(['ready']);
});

it('says why the filters cannot be read, and reads them when asked again', async () => {
  const problem = 'The checkpoint of step 500 is damaged.';
  const { page, host } = await show({
    analyses: [doneState('readFilters', { phase: 'failed', folder: '', problem })],
  });
  await page.getByRole('alert').getByText(problem).waitFor();
  await page.getByRole('button', { name: 'Read the filters' }).click();
  await expect.poll(() => host.asked.at(-1)?.name).toBe('startAnalysis');
});

it('sorts the filters, and tells of the one that has the focus', async () => {
  const { page } = await show({ outcomes: [await makeFilters(8)] });
  // The list to sort by has an option of that name too.
  const filters = page.getByRole('listbox', { name: 'First filters' }).getByRole('option');
  await expect.poll(() => filters.count()).toBe(8);
  await expect.poll(() => filters.first().locator('img').count()).toBe(2);
  const detail = page.getByRole('complementary', { name: 'The filter that is pointed at' });
  await detail.getByRole('heading', { name: 'Channel 0' }).waitFor();
  await filters.first().focus();
  await page.keyboard.press('ArrowRight');
  await detail.getByRole('heading', { name: 'Channel 1' }).waitFor();
  await detail.getByText('-0.40').waitFor();
  await page.keyboard.press('End');
  await detail.getByRole('heading', { name: 'Channel 7' }).waitFor();
  const sort = page.getByRole('combobox', { name: 'Sort by' });
  const sortBy = async (order: string): Promise<void> => {
    await sort.click();
    await page.getByRole('option', { name: order, exact: true }).click();
  };
  const nameOfFirst = () => filters.first().getAttribute('aria-label');
  await sortBy('Strength');
  await expect.poll(nameOfFirst).toContain('Channel 7: strength 1.08');
  await sortBy('Change');
  await expect.poll(nameOfFirst).toContain('Channel 1:');
  await page.getByText('Random start', { exact: true }).first().click();
  await expect.poll(() => filters.first().locator('img').count()).toBe(1);
});

it('saves the filters with their pictures in the file', async () => {
  const { page, host } = await show({
    outcomes: [await makeFilters(20)],
    answers: { saveFile: async () => Promise.resolve({ savedAs: 'x' }) },
  });
  const menu = page.getByRole('button', { name: 'First filters' }).first();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Save as SVG…' }).click();
  await expect.poll(() => host.asked.at(-1)?.name).toBe('saveFile');
  const saved = savedFileSchema.parse(host.asked.at(-1)?.params);
  const text = saved.kind === 'png' ? '' : saved.text;
  expect(text.match(/<image [^>]*href="data:image\/png;base64,/g)).toHaveLength(40);
  await menu.click();
  await page.getByRole('menuitem', { name: 'Save as PNG…' }).click();
  await expect.poll(() => host.asked.at(-1)?.params).toMatchObject({ kind: 'png' });
});

it('offers filters of a newer checkpoint', async () => {
  const { page, host } = await show({
    outcomes: [await makeFilters(8)],
    status: { checkpoints: [{ file: 'checkpoints/step-000600.safetensors', step: 600 }] },
  });
  await page.getByRole('button', { name: 'Read step 600' }).click();
  await expect.poll(() => host.asked.at(-1)?.name).toBe('startAnalysis');
});

it('asks where the network looks, for some images or for one', async () => {
  const { page, host } = await show({
    outcomes: [await makeFilters(4)],
    answers: { choosePath: async () => Promise.resolve({ path: '/home/ada/dogs/rex.png' }) },
  });
  const start = page.getByRole('button', { name: 'Show where it looks' });
  const count = page.getByRole('textbox', { name: 'Images to look at' });
  await count.fill('65');
  await page.getByText('Images to look at: Write a whole number from 1 to 64.').waitFor();
  await expect.poll(() => start.isDisabled()).toBe(true);
  await count.fill('3');
  await page.getByText('Jigsaw', { exact: true }).click();
  await start.click();
  const params = { folder: photoFolder, paths: null, count: 3, task: 'jigsaw', block: null };
  await expect
    .poll(() => host.asked.at(-1)?.params)
    .toEqual({ name: 'explainImages', params: { ...params, sidePx: 320 } });
  await page.getByRole('group', { name: 'Image', exact: true }).getByText('Choose…').click();
  await page.getByText('/home/ada/dogs/rex.png').waitFor();
  await start.click();
  await expect
    .poll(() => host.asked.at(-1)?.params)
    .toMatchObject({ params: { folder: '/home/ada/dogs/', paths: ['rex.png'], count: 1 } });
});

it('lays heat over every turn, and says where nothing speaks for the answer', async () => {
  const { page, host } = await show({
    outcomes: [await makeRotations()],
    analyses: [done('explainImages'), doneState('readFilters', { phase: 'running' })],
    answers: { openImage: async () => Promise.resolve({}) },
  });
  await page.getByRole('heading', { name: 'Rotation, seen by block5, step 500' }).waitFor();
  await expect.poll(() => page.locator('.heated').count()).toBe(8);
  await expect.poll(() => page.locator('.heat').count()).toBe(7);
  const wrong = page.locator('figure', { hasText: 'Says 0°' });
  await wrong.getByText('48.0 %; the true one 31.0 %').waitFor();
  await wrong.getByText('Nothing seen speaks for this answer.').waitFor();
  await page.getByText('broken.jpg cannot be read.').waitFor();

  await page.getByRole('slider', { name: 'Opacity' }).fill('40');
  const opacity = (): Promise<string> =>
    page
      .locator('.heat')
      .first()
      .evaluate((one) => getComputedStyle(one).opacity);
  await expect.poll(opacity).toBe('0.4');
  await page.getByRole('checkbox', { name: 'Heat' }).click();
  await expect.poll(() => page.locator('.heat').count()).toBe(0);
  await page.getByRole('button', { name: 'walk/photo-1.jpg' }).click();
  await expect
    .poll(() => host.asked.at(-1)?.params)
    .toEqual({ folder: null, path: 'walk/photo-1.jpg' });
});

it('shows puzzles with the tiles that the network says', async () => {
  const { page } = await show({ outcomes: [await makePuzzles(), await makeFilters(4)] });
  await page.getByText('7 of 9 tiles right').waitFor();
  await page
    .getByRole('img', { name: 'True tiles 9 2 7 4 5 1 3 8 6; predicted 2 9 7 4 5 1 3 8 6' })
    .waitFor();
  await page.getByText('9 of 9 tiles right').waitFor();
});

it('lets go of the pictures that are not shown any more', async () => {
  const { page, host } = await show({ outcomes: [await makeFilters(4)] });
  await page.getByRole('listbox', { name: 'First filters' }).waitFor();
  await page.evaluate(() => {
    const revoke = URL.revokeObjectURL.bind(URL);
    URL.revokeObjectURL = (url) => {
      revoke(url);
      const revoked = document.body.dataset['revoked'] ?? '0';
      document.body.dataset['revoked'] = String(Number(revoked) + 1);
    };
  });
  const revoked = (): Promise<string | undefined> =>
    page.evaluate(() => document.body.dataset['revoked']);
  host.send({ kind: 'analyses', analyses: [{ ...done('readFilters'), number: 2 }] });
  await expect.poll(revoked).toBe('8');
  await page.getByRole('tab', { name: 'Curves' }).click();
  await expect.poll(revoked).toBe('16');
});

it.each(['dark', 'light', 'hc'] as const)('is accessible in %s', async (theme) => {
  const { page } = await show({
    outcomes: [await makeRotations(), await makeFilters(64)],
    panel: { theme },
  });
  await page.locator('.heat').first().waitFor();
  await page.getByText('Settings', { exact: true }).click();
  await page.getByText('All figures', { exact: true }).click();
  expect(await violations(page)).toEqual([]);
});

it('stays within a narrow panel', async () => {
  const { page } = await show({
    outcomes: [await makePuzzles(), await makeFilters(64)],
    panel: { width: 400 },
  });
  await page.locator('.heat').first().waitFor();
  const widths = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(widths[0]).toBe(widths[1]);
});
