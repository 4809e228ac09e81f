import { afterEach, describe, expect, it } from 'vitest';

import type { LabRequests, Snapshot } from '../../src/protocol/labProtocol.js';
import type { RunStatus } from '../../src/protocol/runStatus.js';
import type { Handlers } from '../../src/protocol/rpc.js';
import { makeSnapshot, playLabHost } from './labHost.js';
import { overflowPx } from './openLab.js';
import { openPanelPage, type PanelOptions, type PanelPage } from './panelPage.js';
import { sampleAnswers } from './sampleRun.js';
import { violations } from '../support/violations.js';

const open: PanelPage[] = [];
const show = async (
  answers: Partial<Handlers<LabRequests>> = {},
  options: Partial<PanelOptions> = {},
  changes: Partial<RunStatus> = {},
) => {
  const host = playLabHost(
    makeSnapshot(changes),
    { ...sampleAnswers(), describeImages, ...answers },
    { tab: 'permutations' },
  );
  const panel = await openPanelPage({
    ...{ page: 'lab', theme: 'dark', width: 900, height: 900, host: host.connect },
    ...options,
  });
  open.push(panel);
  return { panel, page: panel.page, host };
};

afterEach(async () => {
  for (const panel of open.splice(0)) {
    expect(panel.problems).toEqual([]);
    await panel.close();
  }
});

const describeImages: Handlers<LabRequests>['describeImages'] = async () =>
  Promise.resolve({
    folder: '/photos',
    trainImages: 2,
    validationImages: 0,
    skipped: [],
    skippedTotal: 0,
    subfolders: {},
    examples: [{ path: 'a.jpg', side: 'train' }],
    sizes: { sampled: 0, edgesPx: [], counts: [], medianWidthPx: 0, medianHeightPx: 0 },
  });

const otherRun = (): Snapshot => makeSnapshot({ folder: '/other', runFolder: '/other/runs/both' });

/** Rotations of nine tiles by 0 to 8 places, again and again: row k is the order k places on. */
const largeSet =
  (count: number): Handlers<LabRequests>['readPermutations'] =>
  async () =>
    Promise.resolve({
      permutationSet: {
        kind: 'permutationSet',
        method: 'random',
        grid: 3,
        seed: 0,
        count,
        minHamming: 0,
        meanHamming: 8,
        permutations: Array.from({ length: count }, (_, k) =>
          Array.from({ length: 9 }, (_tile, i) => (i + k) % 9),
        ),
      },
    });

it('the tab is described in full', async () => {
  const { page } = await show();
  await page.getByRole('radio', { name: 'a.jpg' }).waitFor();
  expect(await page.locator('lab-permutations').ariaSnapshot()).toMatchSnapshot();
});

describe('two permutations', () => {
  it('are compared position by position, and the sum is written out', async () => {
    const { page } = await show({ readPermutations: largeSet(20) });
    await page.getByRole('textbox', { name: 'First permutation' }).fill('2');
    await page.getByRole('textbox', { name: 'Second permutation' }).fill('5');
    await page.getByRole('img', { name: 'Permutation 5: 6 7 8 9 1 2 3 4 5' }).waitFor();
    await page.getByText('Hamming distance: 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 = 9').waitFor();
    await page.getByRole('textbox', { name: 'Second permutation' }).fill('11');
    await page.getByText('Hamming distance: 0 + 0 + 0 + 0 + 0 + 0 + 0 + 0 + 0 = 0').waitFor();
  });

  it('are drawn on a photo of the run', async () => {
    const { page } = await show();
    await page.getByRole('radio', { name: 'a.jpg' }).waitFor();
    await expect.poll(() => page.locator('.board img').count()).toBe(27);
    await page.getByRole('radio', { name: 'Numbers alone' }).check({ force: true });
    await expect.poll(() => page.locator('.board img').count()).toBe(0);
  });

  it('are drawn on the photo of the folder that is shown, though another has one of that name', async () => {
    const { page, host } = await show();
    const photo = page.locator('.picture img');
    await expect.poll(() => photo.count()).toBe(1);
    const before = await photo.getAttribute('src');
    host.send(otherRun());
    await expect.poll(() => photo.getAttribute('src')).not.toBe(before);
    expect(host.asked.filter(({ name }) => name === 'readPhotos')).toHaveLength(2);
  });

  it('say why there is no photo, until one can be read', async () => {
    const failures = { left: 2 };
    const { page, host } = await show({
      describeImages: async (params) => {
        failures.left -= 1;
        if (failures.left >= 0) throw new Error('The folder is gone.');
        return describeImages(params);
      },
    });
    const problem = page.getByText('No photo can be drawn on: The folder is gone.');
    await problem.waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => failures.left).toBe(0);
    await problem.waitFor();
    host.send(otherRun());
    await page.getByRole('radio', { name: 'a.jpg' }).waitFor();
    await expect.poll(() => problem.count()).toBe(0);
  });

  it('must exist', async () => {
    const { page } = await show({ readPermutations: largeSet(20) });
    await page.getByRole('textbox', { name: 'First permutation' }).fill('20');
    await page.getByText('Write a whole number from 0 to 19.').waitFor();
  });
});

describe('the heat map', () => {
  it('is read with the keyboard, and Enter compares the pair', async () => {
    const { panel, page, host } = await show({ readPermutations: largeSet(20) });
    const map = page.getByRole('application', { name: 'Heat map of Hamming distances' });
    await map.focus();
    await map.press('PageUp');
    await map.press('Home');
    await map.press('Shift+ArrowDown');
    await map.press('ArrowRight');
    await page.getByText('Permutations 10 and 1: distance 0').waitFor();
    await map.press('ArrowRight');
    await page.getByText('Permutations 10 and 2: distance 9').waitFor();
    await map.press('Enter');
    await expect
      .poll(() => page.getByRole('textbox', { name: 'First permutation' }).inputValue())
      .toBe('10');
    await expect(panel.state()).resolves.toMatchObject({
      permutationPair: { value: { first: 10, second: 2 } },
    });
    await panel.reload();
    const first = page.getByRole('textbox', { name: 'First permutation' });
    await expect.poll(() => first.inputValue()).toBe('10');
    host.send(otherRun());
    await expect.poll(() => first.inputValue()).not.toBe('10');
  });

  it('draws the distances: the diagonal unlike the rest', async () => {
    const { page } = await show({ readPermutations: largeSet(9) });
    const colourAt = async (x: number, y: number): Promise<string> =>
      page.locator('permutation-heat-map canvas').evaluate(
        (canvas: HTMLCanvasElement, [left, top]) => {
          const context = canvas.getContext('2d');
          const data = context?.getImageData(left * canvas.width, top * canvas.height, 1, 1).data;
          return [...(data ?? [])].join(' ');
        },
        [x, y] as const,
      );
    await expect.poll(() => colourAt(0.5, 0.5)).not.toBe('0 0 0 0');
    const isLike = async (x: number, y: number): Promise<boolean> =>
      (await colourAt(x, y)) === (await colourAt(0.5, 0.5));
    await expect
      .poll(async () => [await isLike(0.94, 0.94), await isLike(0.5, 0.94)])
      .toEqual([true, false]);
  });
});

describe('the list', () => {
  it('draws the rows in sight, of however many', async () => {
    const { page } = await show({ readPermutations: largeSet(5000) });
    const rows = page.getByRole('grid', { name: 'Permutations' }).getByRole('row');
    await expect.poll(() => rows.count()).toBeLessThan(40);
    await page.getByText('The first 1,000 of 5,000 permutations are compared.').waitFor();
    await page.getByRole('button', { name: '1: take permutation 0', exact: true }).press('End');
    const last = page.getByRole('button', { name: '1: take permutation 4999' });
    await last.press('Enter');
    await expect
      .poll(() => page.getByRole('textbox', { name: 'First permutation' }).inputValue())
      .toBe('4999');
    await expect.poll(() => last.getAttribute('aria-pressed')).toBe('true');
  });
});

describe('without a permutation set', () => {
  it('a run of rotations says so and offers a jigsaw', async () => {
    const { config } = makeSnapshot().status ?? {};
    if (config === undefined) throw new Error('The sample run has a configuration.');
    const showTraining = async () => Promise.reject(new Error('The view cannot be shown.'));
    const { page, host } = await show(
      { showTraining },
      {},
      { config: { ...config, task: 'rotation' } },
    );
    await page.getByText('it learns from rotations alone').waitFor();
    await page.getByRole('button', { name: 'Start a jigsaw run' }).click();
    await expect.poll(() => host.asked.at(-1)?.name).toBe('showTraining');
    await page.getByRole('alert').getByText('The view cannot be shown.').waitFor();
  });

  it('a failure is told, and may be tried again', async () => {
    const failures = { left: 1 };
    const { page } = await show({
      readPermutations: async (params) => {
        failures.left -= 1;
        if (failures.left >= 0) throw new Error('The run folder is gone.');
        return largeSet(20)(params);
      },
    });
    await page.getByText('The run folder is gone.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('textbox', { name: 'First permutation' }).waitFor();
  });
});

it.each(['dark', 'light', 'hc'] as const)('has no violation in the theme %s', async (theme) => {
  const { page } = await show({ readPermutations: largeSet(20) }, { theme, width: 420 });
  await page.getByRole('textbox', { name: 'First permutation' }).waitFor();
  await expect(violations(page)).resolves.toEqual([]);
  await expect.poll(() => overflowPx({ page })).toBeLessThanOrEqual(0);
});
