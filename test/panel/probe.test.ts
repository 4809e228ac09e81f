import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';

import type { AnalysisState } from '../../src/protocol/analysis.js';
import { evaluateFolder } from '../../src/protocol/evaluateFolder.js';
import type { EvaluationResult } from '../../src/protocol/evaluation.js';
import type { LabRequests } from '../../src/protocol/labProtocol.js';
import type { RunStatus } from '../../src/protocol/runStatus.js';
import type { Handlers } from '../../src/protocol/rpc.js';
import { savedFileSchema } from '../../src/protocol/savedFile.js';
import { makeSnapshot, playLabHost } from './labHost.js';
import { openPanelPage, type PanelOptions, type PanelPage } from './panelPage.js';
import { labelReferences, makeEvaluation } from './probeRun.js';
import { violations } from '../support/violations.js';

const open: PanelPage[] = [];

interface Situation {
  readonly kept?: readonly EvaluationResult[];
  readonly answers?: Partial<Handlers<LabRequests>>;
  readonly analyses?: AnalysisState[];
  readonly status?: Partial<RunStatus>;
  readonly panel?: Partial<PanelOptions>;
}

const show = async ({ kept = [], answers, analyses, status, panel }: Situation = {}) => {
  const host = playLabHost(
    makeSnapshot(status),
    { readEvaluations: async () => Promise.resolve({ evaluations: [...kept] }), ...answers },
    { tab: 'probe', ...(analyses === undefined ? {} : { analyses }) },
  );
  const opened = await openPanelPage({
    ...{ page: 'lab', theme: 'dark', width: 900, height: 900, host: host.connect },
    ...panel,
  });
  open.push(opened);
  return { page: opened.page, panel: opened, host };
};

/** Of the evaluation: what labels folders has settings as well. */
const openSettings = async (page: Page): Promise<void> =>
  page.getByRole('form', { name: 'Evaluation' }).getByText('Settings', { exact: true }).click();

afterEach(async () => {
  for (const panel of open.splice(0)) {
    expect(panel.problems).toEqual([]);
    await panel.close();
  }
});

const analysis = (changes: Partial<AnalysisState> = {}): AnalysisState => ({
  name: 'evaluate',
  number: 1,
  phase: 'running',
  folder: '/home/ada/labelled/train',
  progress: null,
  skippedImages: 0,
  warnings: [],
  problem: null,
  ...changes,
});
const evaluation = makeEvaluation();
const outcome = {
  ...evaluateFolder('/home/ada/labelled/train'),
  result: makeEvaluation({ createdAt: '2026-03-14T12:00:00.000Z', step: 600 }),
};

it('evaluates a folder that is chosen, and shows what came out', async () => {
  const nothing = async (): Promise<Record<string, never>> => Promise.resolve({});
  const { page, host } = await show({
    answers: {
      choosePath: async () => Promise.resolve({ path: '/home/ada/labelled/train' }),
      ...{ startAnalysis: nothing, stopAnalysis: nothing },
      readAnalysis: async () => Promise.resolve({ outcome }),
    },
  });
  await page.getByText('Measures how well the frozen features').waitFor();
  const evaluate = page.getByRole('button', { name: 'Evaluate' });
  await expect.poll(() => evaluate.isDisabled()).toBe(true);
  await page.getByRole('group', { name: 'Labelled images' }).getByText('Choose…').click();
  await page.getByText('/home/ada/labelled/train').waitFor();
  await evaluate.click();
  await expect
    .poll(() => host.asked.at(-1))
    .toEqual({ name: 'startAnalysis', params: evaluateFolder('/home/ada/labelled/train') });

  const progress = { stage: 'probes', done: 3, total: 12 };
  host.send({ kind: 'analyses', analyses: [analysis({ progress })] });
  await page.getByText('Fitting probes: 3 of 12').waitFor();
  const bar = page.getByRole('progressbar', { name: 'Progress', exact: true });
  await expect.poll(() => bar.getAttribute('aria-valuenow')).toBe('25');
  const quarter = await bar.evaluate((whole) => `${whole.clientWidth / 4}px`);
  await expect
    .poll(() => bar.locator('div').evaluate((part) => getComputedStyle(part).width))
    .toBe(quarter);
  await expect.poll(() => evaluate.isDisabled()).toBe(true);
  await page.getByRole('main').getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => host.asked.at(-1)?.name).toBe('stopAnalysis');

  host.send({ kind: 'analyses', analyses: [analysis({ phase: 'done' })] });
  await page.getByRole('heading', { name: 'Evaluation on /home/ada/labelled/train' }).waitFor();
  const linear = page.getByRole('group', { name: 'Linear probe', exact: true });
  await linear.getByText('+17.0 percentage points over random weights (44.7 %)').waitFor();
  await linear.getByText('95 % interval 59.6 % to 63.8 %').waitFor();
});

it('shows the evaluations that are kept with the run, the newest first', async () => {
  const older = makeEvaluation({
    ...{ createdAt: '2026-03-13T11:00:00.000Z', step: 300, bestBlock: 'block2' },
    dataset: { ...evaluation.dataset, trainFolder: '/home/ada/birds' },
  });
  const { page } = await show({ kept: [evaluation, older] });
  await page.getByRole('heading', { name: 'Evaluation on /home/ada/labelled/train' }).waitFor();
  const choice = page.getByRole('combobox', { name: 'Evaluations of this run' });
  await choice.click();
  await page.getByRole('option', { name: 'birds, step 300' }).click();
  await page.getByRole('heading', { name: 'Evaluation on /home/ada/birds' }).waitFor();
  await page.getByRole('heading', { name: 'Linear probe on block2' }).waitFor();
});

it('draws every block, and says the same in a table', async () => {
  const { page } = await show({ kept: [evaluation] });
  const chart = page.getByRole('img', { name: 'Linear probe by block: at the best block' });
  await chart.waitFor();
  await expect.poll(() => chart.locator('circle').count()).toBe(12);
  const table = page.getByRole('table', { name: 'Accuracy of each block' });
  await expect.poll(() => table.getByRole('row').count()).toBe(1 + 12 + 2);
  const few = page.getByRole('table', { name: 'Linear probe with few labels' });
  await expect.poll(() => few.getByRole('row').count()).toBe(1 + 5);
  await page.getByText('2 of the images measured on are byte for byte').waitFor();
});

it('shows networks that were trained with labels', async () => {
  const { page } = await show({ kept: [makeEvaluation({}, labelReferences)] });
  const table = page.getByRole('table', { name: 'Accuracy of each block' });
  await table.getByRole('row', { name: 'Fine-tuned – – – – – – – – 76.8 %' }).waitFor();
  await expect.poll(() => table.getByRole('row', { name: 'Trained with labels' }).count()).toBe(6);
  const linear = page.getByRole('group', { name: 'Linear probe', exact: true });
  await linear.getByText('74.1 %').waitFor();
});

it('saves a chart', async () => {
  const { page, host } = await show({
    kept: [evaluation],
    answers: { saveFile: async () => Promise.resolve({ savedAs: 'x.svg' }) },
  });
  await page.getByRole('button', { name: 'k-NN by block' }).click();
  await page.getByRole('menuitem', { name: 'Save as SVG…' }).click();
  await expect.poll(() => host.asked.at(-1)?.name).toBe('saveFile');
  const saved = savedFileSchema.parse(host.asked.at(-1)?.params);
  expect(saved).toMatchObject({ kind: 'svg', name: 'k-NN by block' });
  expect(saved.kind === 'svg' ? saved.text : '').toMatch(/^<\?xml .*Best block/s);
});

it('shows the folder that a command was called on, and why nothing came of it', async () => {
  const problem = 'No image in /home/ada/flat has a label: put the images of each class apart.';
  const { page } = await show({
    analyses: [analysis({ phase: 'failed', folder: '/home/ada/flat', problem })],
  });
  await page.getByRole('alert').getByText(problem).waitFor();
  await page.getByRole('group', { name: 'Labelled images' }).getByText('/home/ada/flat').waitFor();
});

it('keeps what was chosen beyond a reload, and says what cannot be right', async () => {
  const { page, panel } = await show({
    answers: { choosePath: async () => Promise.resolve({ path: '/home/ada/birds' }) },
  });
  await page.getByRole('group', { name: 'Labelled images' }).getByText('Choose…').click();
  await openSettings(page);
  const neighbors = page.getByRole('textbox', { name: 'Neighbours (k)' });
  await neighbors.fill('0');
  await page.getByText('A whole number from 1 to 1,000.').waitFor();
  await page.getByText('One of the settings cannot be right.').waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Evaluate' }).isDisabled()).toBe(true);
  await page.getByText('/home/ada/birds').waitFor();
  await panel.reload();
  await page.getByText('/home/ada/birds').waitFor();
  await openSettings(page);
  await expect.poll(() => neighbors.inputValue()).toBe('0');
  await neighbors.fill('5');
  await expect.poll(() => page.getByRole('button', { name: 'Evaluate' }).isDisabled()).toBe(false);
});

it('says how long trainings with labels take', async () => {
  const { page } = await show();
  await openSettings(page);
  await page.getByText('takes about as long: 1 min 47 s on the machine of the run').waitFor();
  await page.getByRole('checkbox', { name: 'Fine-tune the whole network' }).click();
  await page.getByRole('textbox', { name: 'Epochs' }).waitFor();
});

it('waits for a checkpoint', async () => {
  const { page } = await show({ status: { checkpoints: [] } });
  await page.getByText('can be measured as soon as it has a checkpoint').waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Evaluate' }).count()).toBe(0);
});

it('says why kept evaluations cannot be read, and tries again', async () => {
  let asked = 0;
  const { page } = await show({
    answers: {
      readEvaluations: async () =>
        asked++ === 0
          ? Promise.reject(new Error('The disk is away.'))
          : Promise.resolve({ evaluations: [evaluation] }),
    },
  });
  await page.getByRole('alert').getByText('The disk is away.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Linear probe on block5' }).waitFor();
});

it.each(['dark', 'light', 'hc'] as const)('is accessible in %s', async (theme) => {
  const { page } = await show({
    kept: [
      makeEvaluation({}, labelReferences),
      makeEvaluation({ step: 1, createdAt: '2026-03-01T00:00:00.000Z' }),
    ],
    panel: { theme },
  });
  await page.getByRole('heading', { name: 'Linear probe on block5' }).waitFor();
  await openSettings(page);
  expect(await violations(page)).toEqual([]);
});

it('stays within a narrow panel', async () => {
  const { page } = await show({
    kept: [makeEvaluation({}, labelReferences)],
    panel: { width: 400 },
  });
  await page.getByRole('heading', { name: 'Linear probe on block5' }).waitFor();
  const widths = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(widths[0]).toBe(widths[1]);
});
