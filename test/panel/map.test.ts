import { afterEach, expect, it } from 'vitest';

import type { AnalysisState } from '../../src/protocol/analysis.js';
import type { ImageMap } from '../../src/protocol/embedding.js';
import type { LabRequests } from '../../src/protocol/labProtocol.js';
import type { RunStatus } from '../../src/protocol/runStatus.js';
import type { Handlers } from '../../src/protocol/rpc.js';
import { violations } from '../support/violations.js';
import { makeSnapshot, playLabHost } from './labHost.js';
import { makeMap, mapAnswers, mapFolder, mapState } from './mapFixture.js';
import { overflowPx } from './openLab.js';
import { openPanelPage, type PanelOptions, type PanelPage } from './panelPage.js';

const open: PanelPage[] = [];
const show = async (
  map: ImageMap = makeMap(60, 3),
  answers: Partial<Handlers<LabRequests>> = {},
  options: Partial<PanelOptions> = {},
  analyses: AnalysisState[] = [mapState()],
  status: Partial<RunStatus> = {},
) => {
  const host = playLabHost(
    makeSnapshot(status),
    { ...mapAnswers(map), ...answers },
    { tab: 'map', analyses },
  );
  const panel = await openPanelPage({
    ...{ page: 'lab', theme: 'dark', width: 900, height: 900, host: host.connect },
    ...options,
  });
  open.push(panel);
  const { page } = panel;
  const asked = (name: string) => host.asked.filter((request) => request.name === name);
  return { page, panel, host, asked, stage: page.locator('.stage') };
};

afterEach(async () => {
  for (const panel of open.splice(0)) {
    expect(panel.problems).toEqual([]);
    await panel.close();
  }
});

/** The colour of a pixel of the points, at a share of the map's width and height. */
const colourAt = async ({ page }: PanelPage, x: number, y: number): Promise<number[]> =>
  page
    .locator('.stage canvas')
    .first()
    .evaluate(
      (canvas, [shareX, shareY]) => {
        if (!(canvas instanceof HTMLCanvasElement)) throw new Error('This is no canvas.');
        const context = canvas.getContext('2d');
        const place = [canvas.width * shareX, canvas.height * shareY].map(Math.round);
        return [...(context?.getImageData(place[0] ?? 0, place[1] ?? 0, 1, 1).data ?? [])];
      },
      [x, y] as const,
    );

/** Two images, so that where they lie is known: left above and right below. */
const twoImages = (): ImageMap =>
  makeMap(2, 2, { x: [0, 1], y: [0, 1], paths: ['cats/a.jpg', 'dogs/b.jpg'] });

it('says what the tab is for, and asks for a map with what was filled in', async () => {
  const { page, asked, panel } = await show(
    makeMap(3),
    {
      startAnalysis: async () => Promise.resolve({}),
      choosePath: async () => Promise.resolve({ path: '/other/photos' }),
    },
    {},
    [],
  );
  await page.getByText('which images of a folder the network finds alike').waitFor();
  await page.getByRole('button', { name: 'Choose…' }).first().click();
  await page.getByText('/other/photos').waitFor();
  await page.getByText('Settings').click();
  const neighbors = page.getByRole('textbox', { name: 'Neighbors' });
  await neighbors.fill('1');
  await page.getByText('Write a whole number from 2 to 200.').waitFor();
  await expect
    .poll(() => page.getByRole('button', { name: 'Draw the map' }).isDisabled())
    .toBe(true);
  await neighbors.fill('5');
  await expect.poll(async () => JSON.stringify(await panel.state())).toContain('"neighbors":"5"');
  await panel.reload();
  await page.getByText('/other/photos').waitFor();
  await page.getByRole('button', { name: 'Draw the map' }).click();
  await expect
    .poll(() => asked('startAnalysis').at(-1)?.params)
    .toEqual({
      name: 'embedFolder',
      params: {
        ...{ folder: '/other/photos', block: null, labelsFile: null, neighbors: 5 },
        ...{ minDistance: 0.1, seed: 0, mostImages: 20_000, withRotation: true },
      },
    });
});

it('waits for a run that has no checkpoint', async () => {
  const { page } = await show(makeMap(3), {}, {}, [], { checkpoints: [] });
  await page.getByText('as soon as the run has saved a checkpoint').waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Draw the map' }).count()).toBe(0);
});

it('tells how far the map is, and what failed', async () => {
  const progress = { stage: 'layOut', done: 3, total: 10 };
  const { page, host } = await show(makeMap(3), {}, {}, [mapState({ phase: 'running', progress })]);
  await page.getByText('Laying the map out: 3 of 10').waitFor();
  const problem = 'The folder is gone.';
  host.send({ kind: 'analyses', analyses: [mapState({ phase: 'failed', problem })] });
  await page.getByRole('alert').getByText(problem).waitFor();
});

it('draws points in the colours of the legend, and hides classes', async () => {
  const { page, panel, stage } = await show(twoImages());
  await stage.waitFor();
  // Fitted: the two lie in opposite corners of a square in the middle.
  const box = await stage.boundingBox();
  if (box === null) throw new Error('The map has no size.');
  const left = (box.width - (box.height - 48)) / 2 / box.width;
  await expect.poll(() => colourAt(panel, left, 24 / box.height)).toEqual([0x10, 0x69, 0xda, 255]);
  await page.getByRole('button', { name: 'class-0 1', exact: true }).click();
  await expect.poll(() => colourAt(panel, left, 24 / box.height)).toEqual([31, 31, 31, 255]);
  await expect.poll(() => stage.getAttribute('aria-label')).toBe('Map of 1 image in 2 classes');
  await expect
    .poll(() => page.getByRole('button', { name: 'Select class-0' }).isDisabled())
    .toBe(true);
});

it('shows the image that is pointed at, and opens it', async () => {
  const { page, stage, asked } = await show(twoImages());
  await stage.waitFor();
  const box = await stage.boundingBox();
  if (box === null) throw new Error('The map has no size.');
  const corner = { x: box.x + (box.width - (box.height - 48)) / 2, y: box.y + 24 };
  await page.mouse.move(corner.x + 60, corner.y + 60);
  await page.mouse.move(corner.x + 2, corner.y + 1);
  await page.locator('.card-of-point').getByText('cats/a.jpg').waitFor();
  await expect.poll(() => page.locator('.card-of-point img').count()).toBe(1);
  expect(asked('readThumbnails')).toEqual([
    {
      name: 'readThumbnails',
      params: { folder: mapFolder, paths: ['cats/a.jpg'], sidePx: 256 },
    },
  ]);
  await page.mouse.down();
  await page.mouse.up();
  await expect
    .poll(() => asked('openImage').at(-1)?.params)
    .toEqual({ folder: mapFolder, path: 'cats/a.jpg' });
});

it('is used by keyboard alone', async () => {
  const { page, stage, asked } = await show(twoImages());
  await stage.focus();
  await page.keyboard.press('ArrowLeft');
  await page
    .locator('scatter-map [aria-live]')
    .getByText(/^(cats\/a|dogs\/b)\.jpg, Label/)
    .waitFor();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowLeft');
  await page.locator('scatter-map [aria-live]').getByText('cats/a.jpg, Label class-0').waitFor();
  await page.keyboard.press('Space');
  await page.getByText('1 image selected').waitFor();
  await page.keyboard.press('Control+a');
  await page.getByText('2 images selected').waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => asked('openImage').at(-1)?.params).toMatchObject({ path: 'cats/a.jpg' });
  await page.keyboard.press('Escape');
  await page.getByText('No image selected').waitFor();
});

it('selects with a lasso; the selection is copied and opened', async () => {
  const { page, stage, asked } = await show(makeMap(60, 3));
  await stage.waitFor();
  const box = await stage.boundingBox();
  if (box === null) throw new Error('The map has no size.');
  await page.keyboard.down('Shift');
  const corners = [
    [2, 2],
    [box.width - 2, 2],
    [box.width - 2, box.height - 2],
    [2, box.height - 2],
  ] as const;
  for (const [place, [x, y]] of corners.entries()) {
    await page.mouse.move(box.x + x, box.y + y, { steps: 4 });
    if (place === 0) await page.mouse.down();
  }
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await page.getByText('60 images selected').waitFor();
  await page.getByRole('button', { name: 'Clear the selection' }).click();
  await page.getByRole('button', { name: 'Select class-1' }).click();
  await page.getByText('20 images selected').waitFor();
  await page.getByRole('button', { name: 'Copy paths' }).click();
  await page.getByText('20 images selected · Copied').waitFor();
  const paths = makeMap(60, 3).paths.filter((path) => path.startsWith('class-1/'));
  expect(asked('copyText').at(-1)?.params).toEqual({ text: paths.join('\n') });
  await page.getByRole('button', { name: 'Open the first 6' }).click();
  await expect
    .poll(() => asked('openImages').at(-1)?.params)
    .toEqual({ folder: mapFolder, paths: paths.slice(0, 6) });
});

it('moves what is selected and seen, says what stayed, and moves back', async () => {
  const { page, stage, asked } = await show(twoImages(), {
    moveImages: async ({ paths }) =>
      Promise.resolve({
        outcome: {
          target: '/sorted',
          moved: paths.slice(0, 1),
          stayed: paths.slice(1).map((path) => ({ path, message: 'It is locked.' })),
        },
      }),
    moveImagesBack: async () =>
      Promise.resolve({ outcome: { target: mapFolder, moved: ['cats/a.jpg'], stayed: [] } }),
  });
  await stage.waitFor();
  await page.getByRole('button', { name: 'Select what is seen' }).click();
  await page.getByRole('button', { name: 'Move to a folder…' }).click();
  await page.getByText('1 image was moved to /sorted.').waitFor();
  await page.getByText('dogs/b.jpg: It is locked.').waitFor();
  expect(asked('moveImages').at(-1)?.params).toEqual({
    folder: mapFolder,
    paths: ['cats/a.jpg', 'dogs/b.jpg'],
  });
  await page.getByText('1 image selected').waitFor();
  await expect.poll(() => stage.getAttribute('aria-label')).toBe('Map of 1 image in 2 classes');
  await page.getByRole('button', { name: 'Move back' }).click();
  await expect.poll(() => stage.getAttribute('aria-label')).toBe('Map of 2 images in 2 classes');
});

it('has a table that grows page by page', async () => {
  const { page } = await show(makeMap(120, 3));
  await page.getByText('Table of the images').click();
  const rows = page.getByRole('table', { name: 'Map of images' }).getByRole('row');
  await expect.poll(() => rows.count()).toBe(51);
  await page.getByRole('button', { name: 'Show 50 more' }).click();
  await expect.poll(() => rows.count()).toBe(101);
});

it('is saved as a drawing with a mark for each image', async () => {
  const { page, stage, asked } = await show(makeMap(60, 3), {
    saveFile: async () => Promise.resolve({ savedAs: 'map.svg' }),
  });
  await stage.waitFor();
  await page.getByRole('button', { name: 'Copy or save: Map of images' }).click();
  await page.getByRole('menuitem', { name: 'Save as SVG…' }).click();
  await page.getByText('Saved as map.svg').waitFor();
  const params = asked('saveFile').at(-1)?.params;
  const text = params !== null && typeof params === 'object' && 'text' in params ? params.text : '';
  expect(String(text).match(/M[\d.]+ [\d.]+m-/g)).toHaveLength(63);
});

it.each(['dark', 'light', 'hc'] as const)('has no violation in the theme %s', async (theme) => {
  const { page, stage } = await show(makeMap(60, 3), {}, { theme, width: 500 });
  await stage.waitFor();
  await page.getByText('Settings').click();
  await page.getByText('Table of the images').click();
  await expect(violations(page)).resolves.toEqual([]);
  await expect.poll(() => overflowPx({ page })).toBeLessThanOrEqual(0);
});
