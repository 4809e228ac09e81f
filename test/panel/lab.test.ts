import { afterEach, describe, expect, it } from 'vitest';

import type { Delta } from '../../src/protocol/labProtocol.js';
import {
  makeSnapshot,
  makeStatus,
  makeSteps,
  noRun,
  playLabHost,
  type LabHost,
} from './labHost.js';
import { openPanelPage, type PanelOptions, type PanelPage } from './panelPage.js';
import { atThisMoment } from '../support/atThisMoment.js';
import { violations } from '../support/violations.js';

const open: PanelPage[] = [];
const show = async (host: LabHost, options: Partial<PanelOptions> = {}): Promise<PanelPage> => {
  const panel = await openPanelPage({
    ...{ page: 'lab', theme: 'dark', width: 900, height: 700, host: host.connect },
    ...options,
  });
  open.push(panel);
  return panel;
};

afterEach(async () => {
  for (const panel of open.splice(0)) {
    expect(panel.problems).toEqual([]);
    await panel.close();
  }
});

const deltaAfter = (step: number, count: number): Delta => ({
  kind: 'delta',
  afterStep: step,
  steps: makeSteps(step + 1, step + count, 1200),
  epochs: [],
  status: makeStatus({ step: step + count }),
  problem: null,
});

describe('the head of the Lab', () => {
  it('tells which run this is and where it stands', async () => {
    const { page } = await show(playLabHost(makeSnapshot(), {}, { tab: 'run' }));
    await page.locator('lab-header').getByRole('heading').first().waitFor();
    expect(await page.locator('lab-header').ariaSnapshot()).toMatchInlineSnapshot(`
      "- banner:
        - heading "2026-03-14_09-26-53_both" [level=1]
        - text: Both · Jigsaw, small Training Step 600 of 1,200 · 5 epochs finished · 4 min 19 s left
        - button "Pause"
        - button "Stop"
      - progressbar "Progress of the run""
    `);
    await expect(violations(page)).resolves.toEqual([]);
  });

  it('gives no value of the progress as long as nobody knows it', async () => {
    const preparing = { stage: 'scan', done: 40, total: null } as const;
    const status = { phase: 'preparing', latest: null, plannedSteps: 0, preparing } as const;
    const { page } = await show(playLabHost(makeSnapshot(status)));
    const bar = page.locator('lab-header').getByRole('progressbar');
    await expect.poll(() => bar.getAttribute('aria-valuetext')).toContain('Reading the folder');
    await expect.poll(() => bar.getAttribute('aria-valuenow')).toBeNull();
  });

  it('steers the run, and says why it could not', async () => {
    const host = playLabHost(makeSnapshot(), {
      steer: async ({ action }) =>
        action === 'pause'
          ? Promise.resolve({})
          : Promise.reject(new Error('The engine has just ended.')),
    });
    const { page } = await show(host);
    const header = page.locator('lab-header');
    await header.getByRole('button', { name: 'Pause' }).click();
    await expect
      .poll(() => host.asked.at(-1))
      .toEqual({ name: 'steer', params: { action: 'pause', id: 'run-1' } });
    await header.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => header.getByRole('alert').textContent()).toContain('has just ended');
  });

  it('announces changes, not steps', async () => {
    const host = playLabHost(makeSnapshot());
    const { page } = await show(host);
    const spoken = page.locator('lab-header [aria-live]');
    await expect.poll(() => spoken.count()).toBe(1);
    host.send(deltaAfter(600, 5));
    await page.locator('lab-header').getByText('Step 605').waitFor();
    expect(await atThisMoment(spoken.textContent())).toBe('');
    host.send({ ...deltaAfter(605, 1), status: makeStatus({ step: 606, phase: 'paused' }) });
    await expect.poll(() => spoken.textContent()).toBe('Paused at step 606.');
  });
});

it('announces that the training of a new run begins', async () => {
  const runFolder = null;
  const changes = { runFolder, title: 'photos', phase: 'preparing', step: 0, epoch: 0 } as const;
  const host = playLabHost(makeSnapshot(changes));
  const { page } = await show(host);
  const spoken = page.locator('lab-header [aria-live]');
  await expect.poll(() => spoken.count()).toBe(1);
  host.send({ ...deltaAfter(0, 1), status: makeStatus({ step: 1, epoch: 0 }) });
  await expect.poll(() => spoken.textContent()).toBe('Training.');
  host.send(makeSnapshot({ runFolder: '/other/runs/both', phase: 'paused' }));
  await page.locator('lab-header').getByText('Paused').waitFor();
  await expect.poll(() => spoken.textContent()).toBe('Training.');
});

describe('the tabs', () => {
  it('are walked with the arrow keys, and the chosen one survives a reload', async () => {
    const panel = await show(playLabHost(makeSnapshot()));
    const { page } = panel;
    const chosen = page.getByRole('tab', { selected: true });
    await expect.poll(() => chosen.textContent()).toContain('Curves');
    await chosen.focus();
    await page.keyboard.press('End');
    await expect.poll(() => chosen.textContent()).toContain('Run');
    await expect.poll(() => page.evaluate(focusedText)).toContain('Run');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => chosen.textContent()).toContain('Curves');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.locator('lab-run').count()).toBe(1);
    await expect.poll(() => page.locator('lab-curves').count()).toBe(0);
    await panel.reload();
    await expect.poll(() => chosen.textContent()).toContain('Run');
  });

  it('come to the front when the host says so', async () => {
    const host = playLabHost(makeSnapshot(), {}, { tab: 'run' });
    const { page } = await show(host);
    await expect.poll(() => page.locator('lab-run').count()).toBe(1);
    host.send({ kind: 'showTab', tab: 'curves' });
    await expect.poll(() => page.locator('lab-curves').count()).toBe(1);
  });
});

describe('the history', () => {
  it('is asked for anew after a gap', async () => {
    const host = playLabHost(makeSnapshot(), {
      snapshot: async () => Promise.resolve(makeSnapshot({ step: 700, epoch: 7 })),
    });
    const { page } = await show(host);
    await page.locator('lab-header').getByText('Step 600').waitFor();
    host.send(deltaAfter(650, 10));
    await expect.poll(() => host.asked.map(({ name }) => name)).toContain('snapshot');
    await page.locator('lab-header').getByText('Step 700').waitFor();
    await page.locator('lab-curves').getByText('Last: Step 700').waitFor();
  });
});

describe('without a run', () => {
  it('the Lab offers to start one or to choose one', async () => {
    const answer = async () => Promise.resolve({});
    const host = playLabHost(noRun, { showTraining: answer, chooseRun: answer });
    const { page } = await show(host, { width: 420 });
    await page.getByRole('button', { name: 'Start a run' }).click();
    await page.getByRole('button', { name: 'Choose a run…' }).click();
    await expect
      .poll(() => host.asked.map(({ name }) => name))
      .toEqual(['ready', 'showTraining', 'chooseRun']);
    await expect(violations(page)).resolves.toEqual([]);
  });

  it('the Lab says why the one that was asked for is not shown, and tries again', async () => {
    const problem = 'The run that was shown here cannot be read: The disk is gone.';
    const host = playLabHost({ ...noRun, problem }, { retry: async () => Promise.resolve({}) });
    const { page } = await show(host);
    await page.getByRole('alert').getByText(problem).waitFor();
    await expect(violations(page)).resolves.toEqual([]);
    await page.getByRole('button', { name: 'Choose a run…' }).waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => host.asked.at(-1)?.name).toBe('retry');
    host.send(makeSnapshot());
    await page.getByRole('tab', { name: 'Curves' }).waitFor();
  });

  it('the Lab says why a button had no effect', async () => {
    const host = playLabHost(noRun, {
      showTraining: async () => Promise.reject(new Error('The view cannot be shown.')),
      chooseRun: async () => Promise.resolve({}),
    });
    const { page } = await show(host);
    await page.getByRole('button', { name: 'Start a run' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('cannot be shown');
    await page.getByRole('button', { name: 'Choose a run…' }).click();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });
});

it('fits into 420 px', async () => {
  for (const tab of ['curves', 'run'] as const) {
    const { page } = await show(playLabHost(makeSnapshot(), {}, { tab }), { width: 420 });
    await expect.poll(() => page.locator(`lab-${tab}`).count()).toBe(1);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(420);
  }
});

/** The text of the element that has the focus, through all trees. */
const focusedText = (): string | null => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement != null) focused = focused.shadowRoot.activeElement;
  return focused?.textContent ?? null;
};
