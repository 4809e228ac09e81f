import { afterEach, expect, it } from 'vitest';

import type { Comparison } from '../../src/protocol/comparison.js';
import type { LabRequests } from '../../src/protocol/labProtocol.js';
import type { Handlers } from '../../src/protocol/rpc.js';
import { sentence } from '../../src/protocol/sentence.js';
import { violations } from '../support/violations.js';
import {
  compareAnswers,
  comparisonOf,
  fastFolder,
  shownFolder,
  slowFolder,
} from './comparedRuns.js';
import { makeEpochs, makeSnapshot, makeStatus, makeSteps, playLabHost } from './labHost.js';
import { overflowPx } from './openLab.js';
import { openPanelPage, type PanelOptions, type PanelPage } from './panelPage.js';

const open: PanelPage[] = [];
const show = async (
  answers: Partial<Handlers<LabRequests>> = {},
  options: Partial<PanelOptions> = {},
) => {
  const host = playLabHost(makeSnapshot(), { ...compareAnswers(), ...answers }, { tab: 'compare' });
  const panel = await openPanelPage({
    ...{ page: 'lab', theme: 'dark', width: 1000, height: 900, host: host.connect },
    ...options,
  });
  open.push(panel);
  const asked = (): unknown[] =>
    host.asked.filter(({ name }) => name === 'compareRuns').map(({ params }) => params);
  return { page: panel.page, panel, host, asked };
};

/** As after a reload with two runs picked. */
const withPicked = (...picked: string[]): Partial<PanelOptions> => ({
  state: { selection: { picked, leftOut: null } },
});
const answering = (changes: Partial<Comparison>): Partial<Handlers<LabRequests>> => ({
  compareRuns: async ({ runFolders }) => Promise.resolve(comparisonOf(runFolders, changes)),
});

afterEach(async () => {
  for (const panel of open.splice(0)) {
    expect(panel.problems).toEqual([]);
    await panel.close();
  }
});

it('begins with the run that is shown, compares what is ticked, and remembers it', async () => {
  const { page, panel, asked } = await show();
  await page.getByText('Tick at least two runs above').waitFor();
  await page.getByText('The folder cannot be read.').waitFor();
  const slow = page.getByRole('checkbox', { name: '2026-03-15_10-00-00-jigsaw' });
  await slow.click();
  const figures = page.getByRole('table', { name: 'Figures of the compared runs' });
  await expect.poll(() => figures.getByRole('row').allInnerTexts()).toHaveLength(3);
  expect(asked()).toEqual([{ runFolders: [shownFolder, slowFolder] }]);
  await page.getByRole('textbox', { name: 'Filter runs' }).fill('clothes');
  await expect.poll(() => slow.count()).toBe(0);
  await page.getByRole('checkbox', { name: '2026-03-16_08-15-00-jigsaw' }).click();
  await expect.poll(() => figures.getByRole('row').count()).toBe(4);
  await panel.reload();
  await expect.poll(() => figures.getByRole('row').count()).toBe(4);
  await page.getByRole('button', { name: 'Leave out 2026-03-14_09-26-53_both' }).click();
  await expect.poll(() => figures.getByRole('row').count()).toBe(3);
  await expect.poll(() => asked().at(-1)).toEqual({ runFolders: [slowFolder, fastFolder] });
});

it('takes in the runs that a command names', async () => {
  const { page, host, asked } = await show();
  await page.getByText('Tick at least two runs above').waitFor();
  await page.getByRole('tab', { name: 'Curves' }).click();
  host.send({ kind: 'compare', runFolders: [slowFolder, fastFolder] });
  await page.getByRole('table', { name: 'Figures of the compared runs' }).waitFor();
  expect(asked()).toEqual([{ runFolders: [slowFolder, fastFolder] }]);
  await expect
    .poll(() => page.getByRole('list', { name: 'Compared runs' }).getByRole('listitem').count())
    .toBe(2);
});

it('takes in a run folder from elsewhere, and says when it is none', async () => {
  const answers = { left: 1 };
  const { page, asked } = await show({
    chooseRunFolder: async () => {
      answers.left -= 1;
      if (answers.left >= 0) throw new Error('Cannot read /x/run.json; is this a run folder?');
      return Promise.resolve({ runFolder: fastFolder });
    },
  });
  const choose = page.getByRole('button', { name: 'Choose another run folder…' });
  await choose.click();
  await page.getByRole('alert').getByText('is this a run folder?').waitFor();
  await choose.click();
  await expect.poll(asked).toEqual([{ runFolders: [shownFolder, fastFolder] }]);
});

it('marks the best figures of what may be compared, and no others', async () => {
  const { page } = await show({}, withPicked(slowFolder, fastFolder));
  const figures = page.getByRole('table', { name: 'Figures of the compared runs' });
  // One of three runs solves both tasks: its validation tells nothing of the others.
  await figures.waitFor();
  await expect.poll(() => figures.getByText('Best:').count()).toBe(1);
  await expect.poll(() => figures.getByRole('cell', { name: 'Best: 318' }).count()).toBe(1);
  await page.getByRole('button', { name: 'Leave out 2026-03-14_09-26-53_both' }).click();
  await expect.poll(() => figures.getByText('Best:').count()).toBe(5);
  const features = page.getByRole('table', { name: 'Features measured on train' });
  await expect.poll(() => features.getByRole('cell', { name: 'Best: 56.3 %' }).count()).toBe(1);
  await page.getByText('/data/clothes/train, tested on /data/clothes/test.').waitFor();
});

it('keeps figures of different data in tables of their own', async () => {
  const [measurement] = comparisonOf([slowFolder, fastFolder]).measurements;
  if (measurement === undefined) throw new Error('Nothing was measured.');
  const [first, second] = measurement.runs;
  if (first === undefined || second === undefined) throw new Error('There are not two runs.');
  const otherData = { ...measurement.measuredOn, trainFolder: '/data/birds' };
  const { page } = await show(
    {
      compareRuns: async ({ runFolders }) =>
        Promise.resolve(
          comparisonOf(runFolders, {
            measurements: [
              { ...measurement, runs: [{ ...first, run: 1 }] },
              { measuredOn: otherData, runs: [{ ...second, run: 2 }] },
            ],
            notes: [sentence('Evaluations were made on {0} different data.', 2)],
          }),
        ),
    },
    withPicked(slowFolder, fastFolder),
  );
  await page.getByText('Evaluations were made on 2 different data.').waitFor();
  for (const data of ['train', 'birds']) {
    const table = page.getByRole('table', { name: `Features measured on ${data}` });
    await expect.poll(() => table.getByRole('row').count()).toBe(2);
    await expect.poll(() => table.getByText('Best:').count()).toBe(0);
  }
});

it('names what cannot be read and compares the others', async () => {
  const gone = '/data/clothes/.pretext-lab/runs/gone';
  const { page } = await show(
    {
      compareRuns: async ({ runFolders }) =>
        Promise.resolve(
          comparisonOf(runFolders, {
            unreadable: runFolders.includes(gone)
              ? [{ runFolder: gone, message: sentence('It was written by version {0}.', 9) }]
              : [],
          }),
        ),
    },
    withPicked(gone, slowFolder),
  );
  await page.getByText('gone is not compared: It was written by version 9.').waitFor();
  const figures = page.getByRole('table', { name: 'Figures of the compared runs' });
  // Numbers are those of the chosen runs.
  await expect
    .poll(() => figures.getByRole('rowheader').allInnerTexts())
    .toEqual([expect.stringMatching(/^1/), expect.stringMatching(/^3/)]);
  await page.getByRole('button', { name: 'Leave it out' }).click();
  await expect.poll(() => page.getByText('is not compared').count()).toBe(0);
});

it('tells what failed, and tries again', async () => {
  const failures = { left: 1 };
  const { page } = await show(
    {
      compareRuns: async ({ runFolders }) => {
        failures.left -= 1;
        if (failures.left >= 0) throw new Error('Comparing takes two runs.');
        return Promise.resolve(comparisonOf(runFolders));
      },
    },
    withPicked(slowFolder),
  );
  await page.getByText('Comparing takes two runs.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('table', { name: 'Figures of the compared runs' }).waitFor();
});

it('reads again when the run under way has finished an epoch, not with each step', async () => {
  const { page, host, asked } = await show({}, withPicked(slowFolder));
  await page.getByRole('table', { name: 'Figures of the compared runs' }).waitFor();
  const grow = (first: number, last: number, epochs: number): void =>
    host.send({
      kind: 'delta',
      afterStep: first - 1,
      steps: makeSteps(first, last, 1200),
      epochs: makeEpochs(epochs, 100).slice(5),
      status: makeStatus({ step: last, epoch: epochs }),
      problem: null,
    });
  grow(601, 650, 5);
  await page.getByText('Step 650 of 1,200').waitFor();
  expect(asked()).toHaveLength(1);
  grow(651, 700, 6);
  await expect.poll(() => asked().length).toBe(2);
});

it('lays runs along steps, views or time, and saves what is shown with names', async () => {
  const saved: string[] = [];
  const { page } = await show(
    {
      saveFile: async (file) => {
        saved.push(file.kind === 'svg' ? file.text : file.kind);
        return Promise.resolve({ savedAs: 'chart' });
      },
    },
    withPicked(slowFolder, fastFolder),
  );
  await page.getByText('Last: Step 800').waitFor();
  await page.locator('.segment', { hasText: 'Views seen' }).click();
  await page.getByText('Last: 819,200 views seen').waitFor();
  await page.locator('.segment', { hasText: 'Time' }).click();
  await page.getByText('Last: After 2 min 51 s').waitFor();
  const chart = page.getByRole('region', { name: 'Validation accuracy' });
  await expect.poll(() => chart.getByText('Chance, Jigsaw').count()).toBe(1);
  await chart.getByRole('button', { name: /Run 3/ }).click();
  await chart.getByRole('button', { name: 'More actions: Validation accuracy' }).click();
  await chart.getByRole('menuitem', { name: 'Save as SVG…' }).click();
  await expect.poll(() => saved.length).toBe(1);
  expect(saved[0]).toContain('2026-03-15_10-00-00-jigsaw');
  expect(saved[0]).toContain('stroke-dasharray="8 4"');
  expect(saved[0]).toContain('2 min');
  // A line that is hidden is hidden in all charts, and not saved.
  expect(saved[0]).not.toContain('2026-03-16_08-15-00-jigsaw');
  const loss = page.getByRole('region', { name: 'Training loss' });
  await expect
    .poll(() => loss.getByRole('button', { name: /Run 3/ }).getAttribute('aria-pressed'))
    .toBe('false');
});

it('shows settings that differ, or all, and copies them', async () => {
  const copied: string[] = [];
  const { page } = await show(
    {
      copyText: async ({ text }) => {
        copied.push(text);
        return Promise.resolve({});
      },
    },
    withPicked(slowFolder, fastFolder),
  );
  const settings = page.getByRole('table', { name: 'Settings of the compared runs' });
  await settings.waitFor();
  const differing = await settings.getByRole('row').count();
  await expect.poll(() => settings.getByText('batchSize').count()).toBe(0);
  await page.getByRole('button', { name: 'More actions: Settings of the compared runs' }).click();
  await page.getByRole('menuitem', { name: 'Copy as CSV' }).click();
  await expect.poll(() => copied.length).toBe(1);
  expect(copied[0]).toContain('optimizer.learningRate,0.05,0.05,0.1\r\n');
  await page.getByRole('checkbox', { name: 'Show all settings' }).click();
  await settings.getByText('batchSize').waitFor();
  await expect.poll(() => settings.getByRole('row').count()).toBeGreaterThan(differing);
  // Of the learning rates only the third differs from the first.
  const rates = settings.getByRole('row', { name: /learningRate/ });
  await expect.poll(() => rates.locator('.differs').allInnerTexts()).toEqual(['0.1']);
});

it('says so where runs do not differ', async () => {
  const { page } = await show(
    {
      compareRuns: async ({ runFolders }) => {
        const { runs, ...rest } = comparisonOf(runFolders);
        const [first] = runs;
        return Promise.resolve({
          ...rest,
          runs: runs.map((run) => ({ ...run, config: first?.config ?? run.config })),
        });
      },
    },
    withPicked(slowFolder),
  );
  await page.getByText('The runs have the same settings.').waitFor();
});

it('works where nothing was measured yet', async () => {
  const { page } = await show(answering({ measurements: [] }), withPicked(slowFolder));
  await page.getByText('None of these runs was evaluated on labelled images yet.').waitFor();
});

it.each([
  ['dark', 420],
  ['light', 500],
  ['hc', 1200],
] as const)('has no violation in the theme %s, %i px wide', async (theme, width) => {
  const { page } = await show(
    answering({
      notes: [sentence('Take care.')],
      unreadable: [{ runFolder: '/x/gone', message: sentence('It is gone.') }],
    }),
    { theme, width, ...withPicked(slowFolder, fastFolder) },
  );
  await page.getByText('Choose runs').click();
  await page.getByRole('table', { name: 'Settings of the compared runs' }).waitFor();
  await expect(violations(page)).resolves.toEqual([]);
  await expect.poll(() => overflowPx({ page })).toBeLessThanOrEqual(0);
});
