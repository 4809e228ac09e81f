import { afterEach, describe, expect, it } from 'vitest';

import { defaultRunConfig } from '../../src/protocol/defaultConfig.js';
import type { Snapshot } from '../../src/protocol/labProtocol.js';
import { playLabHost } from './labHost.js';
import { openPanelPage, type PanelPage } from './panelPage.js';
import { sampleAnswers, samplesOf, sampleSnapshot } from './sampleRun.js';
import type { ThemeName } from './theme.js';
import { violations } from '../support/violations.js';

const open: PanelPage[] = [];
const openRotations = async (
  options: { snapshot?: Snapshot; theme?: ThemeName; width?: number; classes?: 2 | 4 } = {},
) => {
  const { snapshot = sampleSnapshot(), theme = 'dark', width = 1200, classes = 4 } = options;
  const host = playLabHost(
    snapshot,
    {
      ...sampleAnswers(),
      showTraining: async () => Promise.reject(new Error('The view cannot be shown.')),
      readSamples: async ({ epoch }) => {
        const all = samplesOf(epoch);
        const samples = all.samples
          .filter(({ task, truth }) => task === 'rotation' && truth < classes)
          .map((one) => ({ ...one, top: one.top.filter(({ label }) => label < classes) }));
        return Promise.resolve({ ...all, samples });
      },
    },
    { tab: 'rotations' },
  );
  const panel = await openPanelPage({
    ...{ page: 'lab', theme, width, height: 900, host: host.connect, reducedMotion: true },
  });
  open.push(panel);
  return { ...panel, host, tab: panel.page.locator('lab-rotations') };
};

afterEach(async () => {
  for (const panel of open.splice(0)) await panel.close();
});

describe('the tab of the rotations', () => {
  it('shows views, probabilities and the confusion matrix', async () => {
    const { tab, page, problems } = await openRotations();
    await tab.getByText('2 of 4 views right').waitFor();
    expect(await tab.ariaSnapshot()).toMatchSnapshot();
    expect(await violations(page)).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('turns a view clockwise by the predicted angle', async () => {
    const { tab } = await openRotations();
    const turned = tab.getByRole('img', { name: /^The view turned/ });
    await turned.first().waitFor();
    expect(
      await turned.evaluateAll((images) =>
        images.map((image) => getComputedStyle(image).transform),
      ),
    ).toEqual([
      'matrix(1, 0, 0, 1, 0, 0)',
      // Down the screen from the x axis: clockwise.
      'matrix(0, 1, -1, 0, 0, 0)',
      'matrix(1, 0, 0, 1, 0, 0)',
      'matrix(0, 1, -1, 0, 0, 0)',
    ]);
    await tab
      .getByRole('img', { name: 'The view turned by the prediction, still 180° off' })
      .first()
      .waitFor();
  });

  it('shows only what a filter lets through, and remembers it', async () => {
    const panel = await openRotations();
    const cards = panel.tab.locator('.rotation');
    await panel.tab.getByText('Wrong 2').click();
    await expect.poll(() => cards.count()).toBe(2);
    await panel.tab.getByRole('radio', { name: 'Wrong 2' }).press('ArrowRight');
    await expect.poll(() => cards.count()).toBe(1);
    await panel.tab.getByText('Predicted 0°, true 180°').waitFor();
    await panel.reload();
    await expect.poll(() => cards.count()).toBe(1);
  });

  it('says what a cell of the matrix counts, by keyboard too', async () => {
    const { tab, host, reload } = await openRotations();
    const cells = tab.getByRole('gridcell');
    await cells.first().focus();
    await cells.first().press('ArrowRight');
    await tab.getByText('True 0°, predicted 90°: 6 of 40 views (15.0 %)').waitFor();
    await tab.getByText('Samples 4').click();
    await tab.getByText('True 0°, predicted 90°: 0 of 1 views (0.0 %)').waitFor();
    await reload();
    await tab.getByText('True 0°, predicted 90°: 0 of 1 views (0.0 %)').waitFor();
    host.send(sampleSnapshot({ runFolder: '/other/runs/both' }));
    await tab.getByText('True 0°, predicted 0°: 1 of 1 views (100.0 %)').waitFor();
  });

  it('tells two angles apart where the run does', async () => {
    const config = { ...defaultRunConfig('rotation'), rotation: { turns: 'quarter' as const } };
    const { tab } = await openRotations({ snapshot: sampleSnapshot({ config }), classes: 2 });
    await tab.getByText('Predicted 270°, true 270°').waitFor();
    await expect.poll(() => tab.getByRole('gridcell').count()).toBe(4);
    await expect.poll(() => tab.locator('.rotation').first().locator('.bar').count()).toBe(2);
  });

  it('says that a run on puzzles has none, and why none can be started', async () => {
    const snapshot = sampleSnapshot({ config: defaultRunConfig('jigsaw') });
    const { tab } = await openRotations({ snapshot });
    await tab.getByText('it learns from puzzles alone').waitFor();
    await tab.getByRole('button', { name: 'Start a rotation run' }).click();
    await tab.getByRole('alert').getByText('The view cannot be shown.').waitFor();
  });

  it.each(['light', 'hc'] as const)('fits a narrow %s panel', async (theme) => {
    const { tab, page } = await openRotations({ theme, width: 420 });
    await tab.getByText('2 of 4 views right').waitFor();
    const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
    await expect.poll(() => page.evaluate(overflow)).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
  });
});
