import { afterEach, describe, expect, it } from 'vitest';

import { defaultRunConfig } from '../../src/protocol/defaultConfig.js';
import { speedKey } from '../../src/protocol/trainingProtocol.js';
import { makeStatus, makeSteps } from './labHost.js';
import { openPanelPage, type PanelOptions, type PanelPage } from './panelPage.js';
import { makeState, playTrainingHost, type TrainingHost } from './trainingHost.js';
import { atThisMoment } from '../support/atThisMoment.js';
import { violations } from '../support/violations.js';

const open: PanelPage[] = [];
const show = async (
  host: TrainingHost,
  options: Partial<PanelOptions> = {},
): Promise<PanelPage> => {
  const panel = await openPanelPage({
    ...{ page: 'training', theme: 'dark', width: 300, height: 800, host: host.connect },
    ...options,
  });
  open.push(panel);
  await panel.page.locator('training-app main').waitFor();
  return panel;
};

afterEach(async () => {
  for (const panel of open.splice(0)) {
    expect(panel.problems).toEqual([]);
    await panel.close();
  }
});

const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
const running = makeStatus({ phase: 'training' });

describe('the form', () => {
  it('is described in full', async () => {
    const { page } = await show(playTrainingHost(makeState()));
    await page.getByText('1,000 images').waitFor();
    await page.getByText('Both', { exact: true }).click();
    await page.getByText('Advanced').click();
    await page.getByRole('textbox', { name: 'Learning rate' }).waitFor();
    expect(await page.locator('training-form').ariaSnapshot()).toMatchSnapshot();
  });

  it('starts the default run of the first folder', async () => {
    const host = playTrainingHost(makeState());
    const { page } = await show(host);
    await page.getByText('1,000 images').waitFor();
    await page.getByRole('button', { name: 'Start' }).click();
    await expect
      .poll(() => host.asked)
      .toEqual([
        {
          name: 'start',
          params: { folder: '/home/me/photos', config: defaultRunConfig('rotation') },
        },
      ]);
  });

  it('checks as one types and says beside the field and at the button what is wrong', async () => {
    const { page } = await show(playTrainingHost(makeState()));
    await page.getByText('1,000 images').waitFor();
    const batch = page.getByRole('textbox', { name: 'Batch (images)' });
    await batch.fill('901');
    await page
      .getByText('About 900 of 1,000 images are trained on, so the largest batch is 900.')
      .waitFor();
    await page.getByText('To start, correct: Batch (images).').waitFor();
    await expect.poll(() => batch.getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
    await expect(violations(page)).resolves.toEqual([]);
    await batch.fill('900');
    await expect.poll(() => page.getByText('To start, correct').count()).toBe(0);
    await expect.poll(() => page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(false);
  });

  it('follows the task where nothing was typed, and survives a reload', async () => {
    const panel = await show(playTrainingHost(makeState()));
    const { page } = panel;
    await page.getByRole('textbox', { name: 'Seed' }).fill('7');
    await page.getByText('Jigsaw', { exact: true }).click();
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Image size (px)' }).inputValue())
      .toBe('120');
    await expect.poll(async () => JSON.stringify(await panel.state())).toContain('"task":"jigsaw"');
    await page.getByText('Advanced').click();
    await page.getByRole('textbox', { name: 'Learning rate' }).waitFor();
    await panel.reload();
    await page.getByRole('textbox', { name: 'Learning rate' }).waitFor();
    await expect.poll(() => page.getByRole('textbox', { name: 'Seed' }).inputValue()).toBe('7');
    await expect.poll(() => page.getByRole('radio', { name: 'Jigsaw' }).isChecked()).toBe(true);
  });

  it('estimates the time from a measured speed, or offers to measure it', async () => {
    const host = playTrainingHost(makeState());
    const { page } = await show(host);
    await page.getByRole('button', { name: 'Measure speed' }).click();
    await expect.poll(() => host.asked.map(({ name }) => name)).toEqual(['measureSpeed']);
    const key = speedKey(defaultRunConfig('rotation'));
    host.send(makeState({ speeds: [{ key, imagesPerSecond: 100 }] }));
    await page.getByText('About 1 min 14 s for 8 epochs, measured on this machine.').waitFor();
  });

  it('starts a run while a speed is measured', async () => {
    const measuring: { end: (error: Error) => void } = { end: () => undefined };
    const host = playTrainingHost(makeState(), {
      measureSpeed: async () =>
        new Promise((_, reject) => {
          measuring.end = reject;
        }),
    });
    const { page } = await show(host);
    await page.getByRole('button', { name: 'Measure speed' }).click();
    await page.getByText('Measuring the speed…').waitFor();
    await page.getByRole('button', { name: 'Preview samples' }).click();
    await page.getByRole('button', { name: 'Start' }).click();
    await expect.poll(() => host.asked.map(({ name }) => name)).toEqual(['preview', 'start']);
    await expect.poll(() => page.getByText('Measuring the speed…').count()).toBe(1);
    measuring.end(new Error('It was given up for a run.'));
    await page.getByRole('button', { name: 'Measure speed' }).waitFor();
    expect(await atThisMoment(page.getByRole('alert').count())).toBe(0);
  });

  it('takes the folder and the task that a command chose', async () => {
    const host = playTrainingHost(makeState());
    const { page } = await show(host);
    host.send(makeState({ chosen: { folder: '/elsewhere/dogs', task: 'both', number: 1 } }));
    await expect.poll(() => page.getByRole('radio', { name: 'Both' }).isChecked()).toBe(true);
    await page.getByText('/elsewhere/dogs').waitFor();
  });

  it('says why a folder cannot be trained on', async () => {
    const host = playTrainingHost(makeState(), {
      checkFolder: async () => Promise.resolve({ images: null, problem: 'It cannot be written.' }),
    });
    const { page } = await show(host);
    await expect.poll(() => page.getByText('It cannot be written.').count()).toBeGreaterThan(0);
    await expect.poll(() => page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
  });

  it('tells why a run could not be started', async () => {
    const host = playTrainingHost(makeState(), {
      start: async () => Promise.reject(new Error('Another window trains here.')),
    });
    const { page } = await show(host);
    await page.getByText('1,000 images').waitFor();
    await page.getByRole('button', { name: 'Start' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('Another window');
  });
});

describe('before the first run', () => {
  it('offers sample images', async () => {
    const host = playTrainingHost(makeState({ isFirstRun: true, folders: [] }));
    const { page } = await show(host);
    await page.getByText('Choose a folder of images first.').waitFor();
    await page.getByRole('button', { name: 'Create sample folder' }).click();
    await expect.poll(() => host.asked.map(({ name }) => name)).toEqual(['createSampleFolder']);
    await expect(violations(page)).resolves.toEqual([]);
  });

  it('tells what stands in the way of any run', async () => {
    const obstacle = 'This workspace is not trusted; trust it to start runs.';
    const host = playTrainingHost(makeState({ obstacle }));
    const { page } = await show(host);
    await expect.poll(() => page.getByRole('alert').textContent()).toContain(obstacle);
    await expect.poll(() => page.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
    // To look at samples takes no trust.
    await page.getByRole('button', { name: 'Preview samples' }).click();
    await expect.poll(() => host.asked.map(({ name }) => name)).toEqual(['preview']);
  });
});

describe('the run under way', () => {
  it('shows how far it is, and is steered', async () => {
    const host = playTrainingHost(makeState({ run: running }));
    const { page } = await show(host);
    host.send({ kind: 'progress', run: running, curve: makeSteps(1, 100) });
    await expect.poll(() => page.locator('training-run polyline').count()).toBe(2);
    expect(await page.locator('training-run').ariaSnapshot()).toMatchInlineSnapshot(`
      "- region "Run":
        - heading "2026-03-14_09-26-53_both" [level=2]
        - text: Both · Jigsaw, small · TensorFlow 2.9.1
        - status: Training
        - progressbar "Progress"
        - text: Epoch 6 of 12, step 600 of 1,200 4 min 19 s left
        - term: Loss
        - definition: 1.234 in training
        - term: Accuracy
        - definition: 61.2 % chance 13.3 %
        - button "Pause"
        - button "Stop"
        - button "Open Lab""
    `);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Open Lab' }).click();
    await expect
      .poll(() => host.asked)
      .toEqual([
        { name: 'steer', params: { action: 'pause', id: 'run-1' } },
        { name: 'steer', params: { action: 'stop', id: 'run-1' } },
        { name: 'openLab', params: {} },
      ]);
  });

  it('says what is prepared before the first step', async () => {
    const preparing = { stage: 'decode', done: 560, total: 1000 } as const;
    const status = { phase: 'preparing', latest: null, plannedSteps: 0, preparing } as const;
    const { page } = await show(playTrainingHost(makeState({ run: makeStatus(status) })));
    await page.getByText('Decoding images: 560 of 1,000').waitFor();
    // What counts ten times a second is not read aloud.
    await expect
      .poll(() => page.locator('training-run').getByRole('status').allInnerTexts())
      .toEqual(['Preparing…']);
    await expect.poll(() => page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('56');
  });

  it('offers to resume what was interrupted', async () => {
    const message = 'The engine ended unexpectedly.';
    const run = makeStatus({ phase: 'interrupted', resumable: true, message });
    const host = playTrainingHost(makeState({ run }));
    const { page } = await show(host);
    await page.getByText(message).waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect
      .poll(() => host.asked)
      .toEqual([{ name: 'steer', params: { action: 'resume', id: 'run-1' } }]);
  });
});

describe('the queue', () => {
  it('is put in another order by its buttons', async () => {
    const queued = { task: 'jigsaw', preset: 'jigsaw-small', isResume: false } as const;
    const queue = [
      { ...queued, id: 'a', folder: '/x/cats' },
      { ...queued, id: 'b', folder: '/x/dogs', isResume: true },
    ];
    const host = playTrainingHost(makeState({ run: running, queue }));
    const { page } = await show(host);
    expect(await page.locator('training-queue').ariaSnapshot()).toMatchSnapshot();
    await expect
      .poll(() => page.getByRole('button', { name: 'Move cats up' }).isDisabled())
      .toBe(true);
    await page.getByRole('button', { name: 'Move dogs up' }).press('Enter');
    await page.getByRole('button', { name: 'Remove cats from the queue' }).click();
    await expect
      .poll(() => host.asked)
      .toEqual([
        { name: 'moveQueued', params: { id: 'b', place: 0 } },
        { name: 'removeQueued', params: { id: 'a' } },
      ]);
  });

  it('says that it waits, and goes on when asked', async () => {
    const queued = { task: 'jigsaw', preset: 'jigsaw-small', isResume: false } as const;
    const queue = [{ ...queued, id: 'a', folder: '/x/cats' }];
    const host = playTrainingHost(makeState({ queue, isQueueHeld: true }));
    const { page } = await show(host);
    await page.getByText('The queue waits, because the engine ended').waitFor();
    await page.getByRole('button', { name: 'Start next run' }).click();
    await expect.poll(() => host.asked).toEqual([{ name: 'startNext', params: {} }]);
    host.send(makeState({ queue }));
    await expect.poll(() => page.getByText('The queue waits').count()).toBe(0);
  });

  it('takes further runs', async () => {
    const { page } = await show(playTrainingHost(makeState({ run: running })));
    await page.getByText('Next run').click();
    await page.getByRole('button', { name: 'Add to queue' }).waitFor();
  });
});

it.each([
  ['dark', 240],
  ['dark', 300],
  ['dark', 600],
  ['light', 300],
  ['hc', 300],
] as const)('has no violation in the theme %s at %i px', async (theme, width) => {
  const queued = { task: 'both', preset: 'jigsaw-paper', isResume: true } as const;
  const queue = [{ ...queued, id: 'a', folder: '/a/folder with a very long name indeed' }];
  const host = playTrainingHost(makeState({ run: running, queue }));
  // Tall enough for the whole form: its buttons stay at the bottom of what is in sight.
  const { page } = await show(host, { theme, width, height: 2400 });
  host.send({ kind: 'progress', run: running, curve: makeSteps(1, 100) });
  await page.getByText('Next run').click();
  await page.getByText('Both', { exact: true }).click();
  await page.getByText('Advanced').click();
  await expect.poll(() => page.evaluate(overflow)).toBe(0);
  await expect(violations(page)).resolves.toEqual([]);
});
