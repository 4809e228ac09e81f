import type { Locator } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';

import { makeSnapshot, makeStatus, makeSteps, playLabHost, type LabHost } from './labHost.js';
import { openPanelPage, type PanelOptions, type PanelPage } from './panelPage.js';
import { atThisMoment } from '../support/atThisMoment.js';
import { violations } from '../support/violations.js';

const open: PanelPage[] = [];
const show = async (host: LabHost, options: Partial<PanelOptions> = {}): Promise<PanelPage> => {
  const panel = await openPanelPage({
    ...{ page: 'lab', theme: 'dark', width: 1000, height: 800, host: host.connect },
    ...options,
  });
  open.push(panel);
  return panel;
};
const playCurves = (changes: Parameters<typeof makeSnapshot>[0] = {}): LabHost =>
  playLabHost(makeSnapshot(changes), {}, { tab: 'curves' });

afterEach(async () => {
  for (const panel of open.splice(0)) {
    expect(panel.problems).toEqual([]);
    await panel.close();
  }
});

const chart = ({ page }: PanelPage, name: string): Locator =>
  page.getByRole('group', { name: `Chart of ${name}` });
const rangeOf = async (panel: PanelPage): Promise<string | null> =>
  chart(panel, 'Loss').getAttribute('aria-label');
const pixels = async (panel: PanelPage, name: string): Promise<string> =>
  chart(panel, name)
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
const spoken = ({ page }: PanelPage): Locator => page.locator('lab-curves [aria-live]');
const drawn = async (panel: PanelPage): Promise<void> => {
  await expect.poll(() => panel.page.locator('curve-chart canvas').count()).toBe(4);
};

describe('the curves', () => {
  it('are described and told in a table', async () => {
    const panel = await show(playCurves({ epoch: 2, step: 250 }));
    await drawn(panel);
    await panel.page.locator('lab-curves').getByRole('heading').first().waitFor();
    expect(await panel.page.locator('lab-curves').ariaSnapshot()).toMatchInlineSnapshot(`
      "- text: Smoothing
      - slider "Smoothing": "90"
      - status: "0.90"
      - checkbox "Logarithmic loss":
        - img
        - text: Logarithmic loss
      - button "Show all steps" [disabled]
      - text: "Last: Step 250, epoch 3"
      - region "Loss":
        - heading "Loss" [level=2]
        - 'button "More actions: Loss"'
        - button "Each step 2.030" [pressed]
        - button "Train 2.239" [pressed]
        - button "Validation 2.200" [pressed]
        - group "Chart of Loss, steps 1 to 250"
      - region "Accuracy":
        - heading "Accuracy" [level=2]
        - 'button "More actions: Accuracy"'
        - button "Each step 43.3 %" [pressed]
        - button "Train 44.2 %" [pressed]
        - button "Validation 42.0 %" [pressed]
        - group "Chart of Accuracy, steps 1 to 250"
      - region "Learning rate":
        - heading "Learning rate" [level=2]
        - 'button "More actions: Learning rate"'
        - button "Learning rate 0.0473" [pressed]
        - group "Chart of Learning rate, steps 1 to 250"
      - region "Views per second":
        - heading "Views per second" [level=2]
        - 'button "More actions: Views per second"'
        - button "Each step 2,275" [pressed]
        - button "Smoothed 2,301" [pressed]
        - group "Chart of Views per second, steps 1 to 250"
      - paragraph: Zoom with the wheel or + and −, move by dragging or with the arrow keys, read values with Shift and the arrow keys, show all steps with a double click or 0.
      - heading "Epochs" [level=2]
      - 'button "More actions: Figures of each epoch"'
      - region "Figures of each epoch":
        - table "Figures of each epoch":
          - caption: Figures of each epoch
          - rowgroup:
            - row "Epoch Step Train loss Validation loss Train accuracy Validation accuracy Time":
              - columnheader "Epoch":
                - button "Epoch"
              - columnheader "Step":
                - button "Step"
              - columnheader "Train loss":
                - button "Train loss"
              - columnheader "Validation loss":
                - button "Validation loss"
              - columnheader "Train accuracy":
                - button "Train accuracy"
              - columnheader "Validation accuracy":
                - button "Validation accuracy"
              - columnheader "Time":
                - button "Time"
          - rowgroup:
            - row "2 200 2.200 2.200 45.0 % 42.0 % 43 s":
              - rowheader "2"
              - cell "200"
              - cell "2.200"
              - cell "2.200"
              - cell "45.0 %"
              - cell "42.0 %"
              - cell "43 s"
            - row "1 100 3.800 3.700 15.0 % 12.0 % 21 s":
              - rowheader "1"
              - cell "100"
              - cell "3.800"
              - cell "3.700"
              - cell "15.0 %"
              - cell "12.0 %"
              - cell "21 s""
    `);
    await expect(violations(panel.page)).resolves.toEqual([]);
  });

  it('grow with each delta in the charts that are there', async () => {
    const host = playCurves();
    const panel = await show(host);
    await drawn(panel);
    const before = await pixels(panel, 'Loss');
    const canvas = await chart(panel, 'Loss').locator('canvas').elementHandle();
    host.send({
      kind: 'delta',
      afterStep: 600,
      steps: makeSteps(601, 800, 1200),
      epochs: [],
      status: makeStatus({ step: 800 }),
      problem: null,
    });
    await expect.poll(() => rangeOf(panel)).toBe('Chart of Loss, steps 1 to 800');
    await expect.poll(() => pixels(panel, 'Loss')).not.toBe(before);
    await expect(canvas.evaluate((node) => node.isConnected)).resolves.toBe(true);
  });

  it('say so while there is no step yet', async () => {
    const { page } = await show(playCurves({ phase: 'preparing', step: 0, epoch: 0 }));
    await page.locator('lab-curves').getByText('The curves begin with the first step.').waitFor();
    await expect(violations(page)).resolves.toEqual([]);
  });

  it('say what is missing of them, and have it read again', async () => {
    const problem = 'What this run measured earlier cannot be shown.';
    const answers = { retry: async () => Promise.resolve({}) };
    const host = playLabHost({ ...makeSnapshot(), problem }, answers, { tab: 'curves' });
    const panel = await show(host);
    await drawn(panel);
    const alert = panel.page.locator('lab-curves').getByRole('alert');
    await alert.getByText(problem).waitFor();
    await expect(violations(panel.page)).resolves.toEqual([]);
    await panel.page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => host.asked.at(-1)?.name).toBe('retry');
    host.send(makeSnapshot());
    await expect.poll(() => alert.count()).toBe(0);
    host.send({ ...makeSnapshot({ live: false, step: 0, epoch: 0 }), problem });
    await alert.getByText(problem).waitFor();
    await expect.poll(() => panel.page.locator('curve-chart').count()).toBe(0);
  });

  it('say why a run without a step leads nowhere', async () => {
    const changes = { phase: 'failed', live: false, step: 0, epoch: 0 } as const;
    const showTraining = async () => Promise.reject(new Error('The view cannot be shown.'));
    const host = playLabHost(makeSnapshot(changes), { showTraining }, { tab: 'curves' });
    const { page } = await show(host);
    await page.getByRole('button', { name: 'Start a run' }).click();
    await page.getByRole('alert').getByText('The view cannot be shown.').waitFor();
  });

  it('take the colours of another theme at once', async () => {
    const panel = await show(playCurves());
    await drawn(panel);
    const dark = await pixels(panel, 'Accuracy');
    await panel.setTheme('light');
    await expect.poll(() => pixels(panel, 'Accuracy')).not.toBe(dark);
    await drawn(panel);
    for (const theme of ['light', 'hc'] as const) {
      await panel.setTheme(theme);
      await expect.poll(() => violations(panel.page)).toEqual([]);
    }
  });
});

describe('the range of steps', () => {
  it('is zoomed and moved by keys, for all charts at once', async () => {
    const panel = await show(playCurves());
    await drawn(panel);
    await chart(panel, 'Loss').focus();
    await panel.page.keyboard.press('+');
    await expect.poll(() => rangeOf(panel)).toBe('Chart of Loss, steps 91 to 510');
    await panel.page.keyboard.press('ArrowRight');
    await expect
      .poll(() => chart(panel, 'Learning rate').getAttribute('aria-label'))
      .toBe('Chart of Learning rate, steps 133 to 552');
    await panel.page.keyboard.press('0');
    await expect.poll(() => rangeOf(panel)).toBe('Chart of Loss, steps 1 to 600');
  });

  it('is zoomed by the wheel, moved by dragging, and shown whole by a double click', async () => {
    const panel = await show(playCurves());
    await drawn(panel);
    const over = chart(panel, 'Accuracy').locator('.u-over');
    await over.hover();
    await panel.page.mouse.wheel(0, -400);
    await expect.poll(() => rangeOf(panel)).not.toBe('Chart of Loss, steps 1 to 600');
    const zoomed = await rangeOf(panel);
    const box = await over.boundingBox();
    if (box === null) throw new Error('The chart is not visible.');
    await panel.page.mouse.down();
    await panel.page.mouse.move(box.x + box.width * 0.3, box.y + 20, { steps: 3 });
    await panel.page.mouse.up();
    await expect.poll(() => rangeOf(panel)).not.toBe(zoomed);
    await over.dblclick();
    await expect.poll(() => rangeOf(panel)).toBe('Chart of Loss, steps 1 to 600');
  });

  it('survives another tab and a reload, and follows the end that it reached', async () => {
    const host = playCurves();
    const panel = await show(host);
    const { page } = panel;
    await drawn(panel);
    await chart(panel, 'Loss').focus();
    await page.keyboard.press('+');
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowRight');
    await expect.poll(() => rangeOf(panel)).toBe('Chart of Loss, steps 181 to 600');
    await page.getByRole('tab', { name: 'Run' }).click();
    await page.getByRole('tab', { name: 'Curves' }).click();
    await expect.poll(() => rangeOf(panel)).toBe('Chart of Loss, steps 181 to 600');
    await page.getByRole('tab', { name: 'Run' }).click();
    await page.locator('lab-run').waitFor();
    host.send({
      kind: 'delta',
      afterStep: 600,
      steps: makeSteps(601, 700, 1200),
      epochs: [],
      status: makeStatus({ step: 700 }),
      problem: null,
    });
    await page.locator('lab-header').getByText('Step 700').waitFor();
    await page.getByRole('tab', { name: 'Curves' }).click();
    await expect.poll(() => rangeOf(panel)).toBe('Chart of Loss, steps 281 to 700');
    await panel.reload();
    // The played host knows 600 steps again: the part reaches their end.
    await expect.poll(() => rangeOf(panel)).toBe('Chart of Loss, steps 181 to 600');
  });

  it('is all of another run', async () => {
    const host = playCurves();
    const panel = await show(host);
    await drawn(panel);
    await chart(panel, 'Loss').focus();
    await panel.page.keyboard.press('+');
    await expect.poll(() => rangeOf(panel)).toBe('Chart of Loss, steps 91 to 510');
    host.send(makeSnapshot({ runFolder: '/other/runs/both', title: 'both' }));
    await expect.poll(() => rangeOf(panel)).toBe('Chart of Loss, steps 1 to 600');
  });

  it('is not moved by a pointer that the browser took away', async () => {
    const panel = await show(playCurves());
    await drawn(panel);
    await chart(panel, 'Loss').focus();
    await panel.page.keyboard.press('+');
    await expect.poll(() => rangeOf(panel)).toBe('Chart of Loss, steps 91 to 510');
    const over = chart(panel, 'Loss').locator('.u-over');
    await over.hover();
    await panel.page.mouse.down();
    await over.dispatchEvent('pointercancel', { bubbles: true, composed: true });
    await panel.page.mouse.move(200, 300, { steps: 3 });
    await expect.poll(() => panel.page.locator('.pointed').textContent()).not.toMatch(/^Last/);
    await expect(rangeOf(panel)).resolves.toBe('Chart of Loss, steps 91 to 510');
  });

  it('leaves the wheel to the page when there is nothing to zoom out of', async () => {
    const panel = await show(playCurves(), { height: 400 });
    await drawn(panel);
    await chart(panel, 'Loss').locator('.u-over').hover();
    await panel.page.mouse.wheel(0, 120);
    await expect.poll(() => panel.page.evaluate(() => window.scrollY)).toBeGreaterThan(0);
  });
});

describe('reading values', () => {
  it('shows those below the pointer on all charts', async () => {
    const panel = await show(playCurves());
    await drawn(panel);
    const read = panel.page.locator('lab-curves .pointed');
    await expect.poll(() => read.textContent()).toBe('Last: Step 600, epoch 6');
    const box = await chart(panel, 'Loss').locator('.u-over').boundingBox();
    if (box === null) throw new Error('The chart is not visible.');
    await panel.page.mouse.move(box.x + 1, box.y + 30);
    await expect.poll(() => read.textContent()).toMatch(/^Step [1-4], epoch 1$/);
    expect(await atThisMoment(spoken(panel).textContent())).toBe('');
    const rate = panel.page.getByRole('button', { name: /^Learning rate/ });
    await expect.poll(() => rate.textContent()).toContain('0.05');
    await panel.page.mouse.move(2, 2);
    await expect.poll(() => read.textContent()).toBe('Last: Step 600, epoch 6');
  });

  it('works with keys', async () => {
    const panel = await show(playCurves());
    await drawn(panel);
    await chart(panel, 'Views per second').focus();
    await panel.page.keyboard.press('Shift+ArrowLeft');
    const read = panel.page.locator('lab-curves .pointed');
    await expect.poll(() => read.textContent()).toBe('Step 594, epoch 6');
    await expect
      .poll(() => spoken(panel).textContent())
      .toMatch(/^Step 594, epoch 6, Each step [\d,]+, Smoothed [\d,]+$/);
    await panel.page.keyboard.press('Escape');
    expect(await atThisMoment(spoken(panel).textContent())).toBe('');
  });
});

describe('choices', () => {
  it('change the drawing and survive a reload', async () => {
    const panel = await show(playCurves());
    await drawn(panel);
    const { page } = panel;
    const linear = await pixels(panel, 'Loss');
    const canvases = await page.locator('curve-chart canvas').elementHandles();
    const areKept = async (): Promise<boolean[]> =>
      Promise.all(canvases.map((canvas) => canvas.evaluate((node) => node.isConnected)));
    await page.getByRole('checkbox', { name: 'Logarithmic loss' }).click();
    await expect.poll(() => pixels(panel, 'Loss')).not.toBe(linear);
    const logarithmic = await pixels(panel, 'Loss');
    // Another scale takes another chart; all else is drawn by those that are there.
    await expect.poll(areKept).toEqual([false, true, true, true]);
    const rebuilt = await chart(panel, 'Loss').locator('canvas').elementHandle();
    await page.getByRole('slider', { name: 'Smoothing' }).fill('0');
    await expect.poll(() => pixels(panel, 'Loss')).not.toBe(logarithmic);
    await expect(rebuilt.evaluate((node) => node.isConnected)).resolves.toBe(true);
    await expect(areKept()).resolves.toEqual([false, true, true, true]);
    const rough = await pixels(panel, 'Loss');
    const line = page
      .getByRole('region', { name: 'Loss' })
      .getByRole('button', { name: 'Validation' });
    await line.click();
    await expect.poll(() => pixels(panel, 'Loss')).not.toBe(rough);
    await panel.reload();
    await drawn(panel);
    await expect.poll(() => line.getAttribute('aria-pressed')).toBe('false');
    await expect.poll(() => page.getByRole('slider', { name: 'Smoothing' }).inputValue()).toBe('0');
    await expect
      .poll(() => page.getByRole('checkbox', { name: 'Logarithmic loss' }).isChecked())
      .toBe(true);
  });
});

it('draws a hundred thousand steps and goes on from there', async () => {
  const snapshot = makeSnapshot({ epoch: 5, step: 100, plannedSteps: 120_000 });
  const host = playLabHost({ ...snapshot, steps: makeSteps(1, 100_000, 120_000) });
  const panel = await show(host);
  await drawn(panel);
  host.send({
    kind: 'delta',
    afterStep: 100_000,
    steps: makeSteps(100_001, 100_050, 120_000),
    epochs: [],
    status: makeStatus({ step: 100_050 }),
    problem: null,
  });
  await expect.poll(() => rangeOf(panel)).toBe('Chart of Loss, steps 1 to 100,050');
});
