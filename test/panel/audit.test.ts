import { expect, it } from 'vitest';

import { defaultRunConfig } from '../../src/protocol/defaultConfig.js';
import { savedFileSchema } from '../../src/protocol/savedFile.js';
import { violations } from '../support/violations.js';
import { audited, doneState } from './findings.js';
import { labOpener, overflowPx } from './openLab.js';

const open = labOpener('probe');
const answers = { readEvaluations: async () => Promise.resolve({ evaluations: [] }) };

it('audits the images that the run held out, or a folder', async () => {
  const { page, host, asked } = await open({
    answers: { ...answers, choosePath: async () => Promise.resolve({ path: '/home/ada/odd' }) },
  });
  const start = page.getByRole('button', { name: 'Audit Shortcuts' });
  await start.click();
  await expect
    .poll(() => asked('startAnalysis'))
    .toEqual([{ name: 'auditShortcuts', params: { folder: null } }]);
  const progress = { stage: 'features', done: 10, total: 40 };
  const running = doneState('auditShortcuts', { phase: 'running', progress });
  host.send({ kind: 'analyses', analyses: [running] });
  const audit = page.locator('lab-audit');
  await audit.getByText('Looking at the images: 10 of 40').waitFor();
  await expect.poll(() => start.isDisabled()).toBe(true);
  await audit.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => asked('stopAnalysis')).toEqual([{ name: 'auditShortcuts' }]);
  host.send({ kind: 'analyses', analyses: [{ ...running, phase: 'stopped' }] });
  await audit.getByText('Stopped.').waitFor();
  await page.getByRole('group', { name: 'Images to test on' }).getByText('Choose…').click();
  await audit.getByText('/home/ada/odd').waitFor();
  await start.click();
  await expect
    .poll(() => asked('startAnalysis').at(-1))
    .toEqual({ name: 'auditShortcuts', params: { folder: '/home/ada/odd' } });
});

it('says which shortcut there is, draws all changes, and tells them in a table', async () => {
  const { page, asked } = await open({
    outcomes: [audited],
    answers: { ...answers, saveFile: async () => Promise.resolve({ savedAs: 'x.svg' }) },
  });
  await page.getByText('The features lean on edges that continue from tile to tile').waitFor();
  await page.getByText('on 711 images that the run held out').waitFor();
  const chart = page.getByRole('img', { name: 'Bars with intervals: As validated 61.2 %' });
  await expect.poll(() => chart.locator('rect').count()).toBe(1 + 5);
  const table = page.getByRole('table', { name: 'Audit for shortcuts' });
  await expect.poll(() => table.getByRole('row').allInnerTexts()).toHaveLength(1 + 1 + 5);
  await table.getByRole('row', { name: 'As validated 61.2 % 59.1 % 63.3 % – – – – –' }).waitFor();
  await table
    .getByRole('row', { name: 'Tiles touch 72.4 % 70.4 % 74.4 % +11.2 +10.1 +12.3 A rise Yes' })
    .waitFor();
  await table
    .getByRole('row', { name: /^Images in grey .* -4\.6 -5\.7 -3\.5 A fall No$/ })
    .waitFor();
  await page.getByRole('button', { name: 'Puzzles solved' }).click();
  await page.getByRole('menuitem', { name: 'Save as SVG…' }).click();
  await expect.poll(() => asked('saveFile').length).toBe(1);
  const saved = savedFileSchema.parse(asked('saveFile')[0]);
  expect(saved.kind === 'svg' ? saved.text : '').toMatch(/Puzzles solved.*Gives a shortcut away/s);
});

it('says why nothing came of it', async () => {
  const problem = 'None of the 71 images that the run held out is in /home/ada/photos any more.';
  const { page } = await open({
    answers,
    states: [doneState('auditShortcuts', { phase: 'failed', problem })],
  });
  await page.getByRole('alert').getByText(problem).waitFor();
});

it('is not offered for a run that solves no puzzles', async () => {
  const { page } = await open({ answers, status: { config: defaultRunConfig('rotation') } });
  await page.getByRole('button', { name: 'Evaluate' }).waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Audit Shortcuts' }).count()).toBe(0);
});

it.each(['dark', 'light', 'hc'] as const)('has no violation in the theme %s', async (theme) => {
  const { page, panel } = await open({ outcomes: [audited], answers, theme, width: 400 });
  await page.getByText('The features lean on edges').waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await overflowPx(panel)).toBe(0);
});
