import { afterEach, describe, expect, it } from 'vitest';

import { defaultRunConfig } from '../../src/protocol/defaultConfig.js';
import type { LabRequests, Snapshot } from '../../src/protocol/labProtocol.js';
import type { Handlers } from '../../src/protocol/rpc.js';
import { makeSteps, playLabHost } from './labHost.js';
import { openPanelPage, type PanelPage } from './panelPage.js';
import { sampleAnswers, sampleEpochs, samplesOf, sampleSnapshot } from './sampleRun.js';
import type { ThemeName } from './theme.js';
import { violations } from '../support/violations.js';

const open: PanelPage[] = [];
const openPuzzles = async (
  options: {
    snapshot?: Snapshot;
    answers?: Partial<Handlers<LabRequests>>;
    theme?: ThemeName;
    width?: number;
    state?: unknown;
  } = {},
) => {
  const { snapshot = sampleSnapshot(), answers, theme = 'dark', width = 1200, state } = options;
  const host = playLabHost(snapshot, { ...sampleAnswers(), ...answers }, { tab: 'puzzles' });
  const panel = await openPanelPage({
    page: 'lab',
    theme,
    width,
    height: 900,
    host: host.connect,
    reducedMotion: true,
    ...(state === undefined ? {} : { state }),
  });
  open.push(panel);
  return { ...panel, host, tab: panel.page.locator('lab-puzzles') };
};

afterEach(async () => {
  for (const panel of open.splice(0)) await panel.close();
});

describe('the tab of the puzzles', () => {
  it('shows the puzzle as photo, shuffled and put back together', async () => {
    const { tab, page, problems } = await openPuzzles();
    await tab.getByText('1 of 2 puzzles solved').waitFor();
    await tab.getByRole('img', { name: 'cats/tom.jpg with the grid of the puzzle' }).waitFor();
    expect(await tab.ariaSnapshot()).toMatchSnapshot();
    expect(await violations(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('puts the tiles where the prediction says and marks the wrong ones', async () => {
    const { tab } = await openPuzzles();
    await tab.getByRole('option', { name: /dogs/ }).click();
    const solved = tab.locator('.board.solved');
    // Position 0 shows tile 9 and is taken for tile 2: the second cell of the first row.
    expect(
      await solved.locator('.tile').evaluateAll((tiles) =>
        tiles.slice(0, 2).map((tile) => {
          const { left, top } = tile.getBoundingClientRect();
          const parent = tile.parentElement?.getBoundingClientRect();
          const width = parent?.width ?? 1;
          const cell = (from: number, base = 0): number =>
            Math.floor((3 * (from - base)) / width + 0.1);
          return [cell(left, parent?.left), cell(top, parent?.top), tile.textContent.trim()];
        }),
      ),
    ).toEqual([
      [1, 0, '9'],
      [0, 0, '8'],
    ]);
    await expect.poll(() => solved.locator('.tile.wrong .cross').count()).toBe(9);
  });

  it('puts the puzzle back together by another guess, and by the truth', async () => {
    const { tab } = await openPuzzles();
    await tab.getByRole('button', { name: /^Guess 2 25.0 %/ }).click();
    await tab
      .getByRole('img', { name: 'Put back together by guess 2: 2 of 9 tiles wrong' })
      .waitFor();
    await tab.getByRole('option', { name: /dogs/ }).click();
    await tab.getByRole('button', { name: /^Truth 3.0 %/ }).click();
    await tab.getByRole('img', { name: 'Put back together by the truth: Solved' }).waitFor();
  });

  it('goes back in training time by keyboard, and stays there while new epochs come', async () => {
    const { tab, host } = await openPuzzles();
    const slider = tab.getByRole('slider', { name: 'Training time' });
    await slider.press('ArrowLeft');
    await tab.getByText('after epoch 2').waitFor();
    await tab.getByText('0 of 2 puzzles solved').waitFor();
    const snapshot = sampleSnapshot({}, 4);
    if (snapshot.status === null) throw new Error('There is a run.');
    host.send({
      kind: 'delta',
      afterStep: 300,
      steps: makeSteps(301, 400),
      epochs: sampleEpochs(4).slice(3),
      status: snapshot.status,
      problem: null,
    });
    await tab.getByText('Epoch 2 of 4').waitFor();
    await tab.getByRole('button', { name: 'Newest epoch' }).click();
    await tab.getByText('after epoch 4').waitFor();
  });

  it('follows the newest epoch of a live run', async () => {
    const { tab, host } = await openPuzzles();
    await tab.getByText('after epoch 3').waitFor();
    host.send(sampleSnapshot({}, 4));
    await tab.getByText('after epoch 4').waitFor();
  });

  it('plays all epochs from the first to the last', async () => {
    const { tab, host } = await openPuzzles();
    await tab.getByText('after epoch 3').waitFor();
    await tab.getByRole('button', { name: 'Play through the epochs' }).click();
    await tab.getByText('after epoch 1').waitFor();
    await tab.getByText('after epoch 3').waitFor();
    await tab.getByRole('button', { name: 'Play through the epochs' }).waitFor();
    const read = host.asked.filter(({ name }) => name === 'readSamples');
    // Each once, although the last epoch is shown twice.
    expect(read).toHaveLength(3);
  });

  it('remembers epoch and puzzle across a reload', async () => {
    const panel = await openPuzzles();
    await panel.tab.getByRole('slider').press('Home');
    await panel.tab.getByRole('option', { name: /cats/ }).press('ArrowRight');
    await panel.tab.getByRole('heading', { name: 'dogs/rex.jpg' }).waitFor();
    await panel.reload();
    await panel.tab.getByText('after epoch 1').waitFor();
    await panel.tab.getByRole('heading', { name: 'dogs/rex.jpg' }).waitFor();
  });

  it('puts the puzzles of another run together as they were predicted', async () => {
    const { tab, page, host, reload } = await openPuzzles();
    const predicted = tab.getByRole('img', { name: /^Put back together by the prediction/ });
    await predicted.waitFor();
    await tab.getByRole('button', { name: /^Guess 2/ }).click();
    await expect.poll(() => predicted.count()).toBe(0);
    await reload();
    await page.getByRole('img', { name: /^Put back together by guess 2/ }).waitFor();
    host.send(sampleSnapshot({ runFolder: '/other/runs/both' }));
    await predicted.waitFor();
  });

  it('says that a run on rotations has none, and offers to start one', async () => {
    const snapshot = sampleSnapshot({ config: defaultRunConfig('rotation') });
    const { tab, host } = await openPuzzles({ snapshot });
    await tab.getByText('it learns from rotations alone').waitFor();
    await tab.getByRole('button', { name: 'Start a jigsaw run' }).click();
    await expect.poll(() => host.asked.map(({ name }) => name)).toContain('showTraining');
    expect(host.asked.map(({ name }) => name)).not.toContain('readSamples');
  });

  it.each([
    ['while the first epoch is under way', { live: true }, 'as soon as the first epoch'],
    ['after a run without one', { live: false }, 'before its first epoch was finished'],
  ] as const)('says why nothing is here %s', async (_, changes, text) => {
    const snapshot = sampleSnapshot({ ...changes, sampleEpochs: [], epoch: 0 });
    const { tab } = await openPuzzles({ snapshot });
    await tab.getByText(text).waitFor();
  });

  it('says what cannot be read and tries again', async () => {
    const broken = { yes: true };
    const { tab } = await openPuzzles({
      answers: {
        readSamples: async ({ epoch }) =>
          broken.yes
            ? Promise.reject(new Error('The samples are damaged.'))
            : Promise.resolve(samplesOf(epoch)),
      },
    });
    await tab.getByRole('alert').getByText('The samples are damaged.').waitFor();
    broken.yes = false;
    await tab.getByRole('button', { name: 'Try again' }).click();
    await tab.getByText('1 of 2 puzzles solved').waitFor();
  });

  it('says why an image cannot be opened', async () => {
    const { tab } = await openPuzzles({
      answers: { openImage: async () => Promise.reject(new Error('The image is gone.')) },
    });
    await tab.getByRole('button', { name: 'Open the image' }).click();
    await tab.getByRole('alert').getByText('The image is gone.').waitFor();
  });

  it('shows what was predicted where no pictures were kept', async () => {
    const { tab } = await openPuzzles({
      answers: {
        readSamples: async ({ epoch }) => {
          const all = samplesOf(epoch);
          const samples = all.samples.map((one) => ({ ...one, fed: one.fed.map(() => null) }));
          return Promise.resolve({ ...all, samples, images: {} });
        },
      },
    });
    await tab.getByText('tiles of this puzzle were not kept').waitFor();
    await expect.poll(() => tab.locator('.board.solved .no-picture').count()).toBe(9);
  });

  it.each(['light', 'hc'] as const)('fits a narrow %s panel', async (theme) => {
    const { tab, page } = await openPuzzles({ theme, width: 420 });
    await tab.getByText('1 of 2 puzzles solved').waitFor();
    const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
    await expect.poll(() => page.evaluate(overflow)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
  });
});
