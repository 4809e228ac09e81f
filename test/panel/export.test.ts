import { expect, it } from 'vitest';

import { violations } from '../support/violations.js';
import { exported, writtenFeatures } from './findings.js';
import { labOpener, overflowPx } from './openLab.js';

const open = labOpener('export');

it('asks for the formats that are ticked, in a folder that is chosen', async () => {
  const { page, asked } = await open({
    answers: { choosePath: async () => Promise.resolve({ path: '/home/ada/network' }) },
  });
  const network = page.locator('lab-network-export');
  await network.getByText('Choose a folder to write into first.').waitFor();
  await network.getByRole('checkbox', { name: 'ONNX' }).click();
  await network.getByText('Choose a format first.').waitFor();
  await network.getByRole('checkbox', { name: 'TensorFlow.js' }).click();
  await network.getByRole('checkbox', { name: 'PyTorch' }).click();
  await network.getByRole('button', { name: 'Choose…' }).click();
  await network.getByText('/home/ada/network').waitFor();
  await network.getByRole('button', { name: 'Export' }).click();
  await expect
    .poll(() => asked('startAnalysis'))
    .toEqual([
      {
        name: 'exportRun',
        params: { formats: ['pytorch', 'tfjs'], outFolder: '/home/ada/network' },
      },
    ]);
});

it('tells what was written, how near it is, and how it is loaded', async () => {
  const { page, asked } = await open({ outcomes: [exported] });
  await page.getByRole('heading', { name: '4 files written, 2.4 MB' }).waitFor();
  await page
    .getByText('Computes what the Lab computes, to 2.6e-5, as compared on 4 images of the run.')
    .waitFor();
  const files = page.getByRole('table', { name: 'Files written' });
  await expect
    .poll(() => files.getByRole('row', { name: 'tfjs/model.json 12.4 kB' }).count())
    .toBe(1);
  await page.getByText('the written model, loaded by TensorFlow.js, with the engine').waitFor();
  await page.getByRole('button', { name: 'Copy the lines for TensorFlow.js' }).click();
  await expect
    .poll(() => asked('copyText'))
    .toEqual([{ text: `${exported.result.loading[1]?.lines.join('\n')}\n` }]);
  await page.getByRole('button', { name: 'Open folder' }).click();
  await expect.poll(() => asked('revealFolder')).toEqual([{ folder: '/home/ada/network' }]);
});

it('writes features of another folder', async () => {
  const paths = ['/home/ada/odd', '/home/ada/features'];
  const { page, asked } = await open({
    outcomes: [writtenFeatures],
    answers: { choosePath: async () => Promise.resolve({ path: paths.shift() ?? null }) },
  });
  const features = page.locator('lab-feature-export');
  await features.getByText('128 numbers per image').waitFor();
  await features.getByRole('button', { name: 'Choose…' }).first().click();
  await features.getByText('/home/ada/odd').waitFor();
  await features.getByRole('button', { name: 'Choose…' }).last().click();
  await features.getByRole('checkbox', { name: 'Parquet' }).click();
  await features.getByText('Settings').click();
  await features.getByRole('textbox', { name: 'Cells along each side' }).fill('65');
  const start = features.getByRole('button', { name: 'Write features' });
  await expect.poll(() => start.isDisabled()).toBe(true);
  await features.getByRole('textbox', { name: 'Cells along each side' }).fill('2');
  await start.click();
  await expect
    .poll(() => asked('startAnalysis'))
    .toEqual([
      {
        name: 'exportFeatures',
        params: {
          ...{ folder: '/home/ada/odd', outFolder: '/home/ada/features' },
          ...{ formats: ['npy', 'parquet'], blocks: null, poolGrid: 2 },
        },
      },
    ]);
});

it('waits for a checkpoint', async () => {
  const { page } = await open({ status: { checkpoints: [] } });
  await page.getByText('This can be done as soon as the run has a checkpoint.').waitFor();
});

it.each(['dark', 'light', 'hc'] as const)('has no violation in the theme %s', async (theme) => {
  const { page, panel } = await open({
    outcomes: [exported, writtenFeatures],
    ...{ theme, width: 500 },
  });
  await page.getByRole('heading', { name: '2 files written, 672 kB' }).waitFor();
  await expect(violations(page)).resolves.toEqual([]);
  expect(await overflowPx(panel)).toBeLessThanOrEqual(0);
});
