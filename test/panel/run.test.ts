import { afterEach, describe, expect, it } from 'vitest';

import { makeSnapshot, playLabHost, type LabHost } from './labHost.js';
import { openPanelPage, type PanelOptions, type PanelPage } from './panelPage.js';
import { violations } from '../support/violations.js';
import { sentence } from '../../src/protocol/sentence.js';

const open: PanelPage[] = [];
const show = async (host: LabHost, options: Partial<PanelOptions> = {}): Promise<PanelPage> => {
  const panel = await openPanelPage({
    ...{ page: 'lab', theme: 'light', width: 900, height: 900, host: host.connect },
    ...options,
  });
  open.push(panel);
  return panel;
};
type Answers = Parameters<typeof playLabHost>[1];
const playRun = (
  changes: Parameters<typeof makeSnapshot>[0] = {},
  answers: Answers = {},
): LabHost => playLabHost(makeSnapshot(changes), answers, { tab: 'run' });

afterEach(async () => {
  for (const panel of open.splice(0)) {
    expect(panel.problems).toEqual([]);
    await panel.close();
  }
});

describe('the Run tab', () => {
  it('tells everything that the run was made with', async () => {
    const { page } = await show(playRun({ createdAt: null }));
    await page.locator('lab-run').getByRole('heading').first().waitFor();
    expect(await page.locator('lab-run').ariaSnapshot()).toMatchInlineSnapshot(`
      "- button "Pause"
      - button "Stop"
      - button "Reveal run folder"
      - button "Show log"
      - 'button "More actions: Details of the run"'
      - heading "So far" [level=2]
      - term: Step
      - definition: 600 of 1,200
      - term: Epochs finished
      - definition: "5"
      - term: Time left
      - definition: 4 min 19 s
      - term: Validation accuracy
      - definition: 60.0 %
      - term: Chance
      - definition: 13.3 %
      - term: Speed
      - definition: 178 images/s, 2,314 views/s
      - term: Waiting for images
      - definition: 2.1 %
      - term: Trained for
      - definition: 2 min 8 s
      - heading "Checkpoints" [level=2]
      - 'button "More actions: Checkpoints"'
      - table "Checkpoints":
        - caption: Checkpoints
        - rowgroup:
          - row "File Step":
            - columnheader "File":
              - button "File"
            - columnheader "Step":
              - button "Step"
        - rowgroup:
          - row "step-000400.safetensors 400":
            - cell "step-000400.safetensors"
            - cell "400"
          - row "step-000500.safetensors 500":
            - cell "step-000500.safetensors"
            - cell "500"
      - paragraph: /home/ada/photos/.pretext-lab/runs/2026-03-14_09-26-53_both
      - heading "Network" [level=2]
      - term: Task
      - definition: Both
      - term: Preset
      - definition: Jigsaw, small
      - term: Image size
      - definition: 120 px
      - term: Parameters
      - definition: 1,234,567
      - term: Multiply-adds per image
      - definition: 123 million
      - heading "Training" [level=2]
      - term: Epochs
      - definition: "12"
      - term: Time budget
      - definition: none
      - term: Planned steps
      - definition: 1,200
      - term: Batch size
      - definition: 64 images
      - term: Peak learning rate
      - definition: "0.05"
      - term: Schedule
      - definition: Cosine
      - term: Warm-up
      - definition: 100 steps
      - term: Momentum
      - definition: 0.9, Nesterov
      - term: Weight decay
      - definition: "5e-4"
      - term: Gradient clipping
      - definition: "Off"
      - term: Seed
      - definition: "0"
      - heading "Rotation" [level=2]
      - term: Angles
      - definition: 0°, 90°, 180°, 270°
      - heading "Jigsaw" [level=2]
      - term: Grid
      - definition: 3 × 3 tiles
      - term: Permutations
      - definition: "64"
      - term: Permutation set
      - definition: Largest smallest distance
      - term: Permutations per image
      - definition: "4"
      - term: Random gap
      - definition: "On"
      - term: Normalise tiles
      - definition: "On"
      - term: Grey images
      - definition: 30.0 %
      - term: Colour shift
      - definition: up to 1 px
      - heading "Precision" [level=2]
      - term: Asked for
      - definition: the faster one that is exact enough
      - term: Chosen
      - definition: bfloat16
      - term: float32
      - definition: 412 ms per step
      - term: bfloat16
      - definition: 233 ms per step
      - term: Deviation of the bfloat16 gradient
      - definition: 1.3 %
      - term: Reason
      - definition: bfloat16 is 1.8 times as fast as float32, and its gradient deviates by 1.3 %.
      - heading "Images" [level=2]
      - term: Folder
      - definition: /home/ada/photos
      - term: Train
      - definition: 6,400 images
      - term: Validation
      - definition: 711 images
      - term: Skipped
      - definition: 3 files
      - term: Validation share
      - definition: 10.0 %
      - term: Largest image
      - definition: 100,000,000 pixels
      - term: Largest file
      - definition: 200 MB
      - term: Image cache
      - definition: up to 4 GB
      - term: Loader workers
      - definition: "2"
      - heading "Machine" [level=2]
      - term: Compute engine
      - definition: TensorFlow 2.9.1
      - term: Processor
      - definition: Example Processor 9000
      - term: Cores
      - definition: "8"
      - term: Memory
      - definition: 34.4 GB
      - term: System
      - definition: linux x64
      - term: Pretext Lab
      - definition: 0.1.0
      - term: Node.js
      - definition: 22.1.0
      - term: TensorFlow
      - definition: 2.9.1
      - term: Native kernels
      - definition: "On""
    `);
    for (const theme of ['light', 'hc'] as const) {
      const themed = await show(playRun(), { theme });
      await expect.poll(() => themed.page.locator('lab-run').count()).toBe(1);
      await expect(violations(themed.page)).resolves.toEqual([]);
    }
  });

  it('says why a run failed and offers to resume it', async () => {
    const message = 'There is no space left on the disk of /home/ada/photos.';
    const host = playRun(
      { phase: 'failed', live: false, resumable: true, message },
      { steer: async () => Promise.resolve({}) },
    );
    const { page } = await show(host);
    const tab = page.locator('lab-run');
    await expect.poll(() => tab.getByRole('alert').textContent()).toContain(`Failed: ${message}`);
    await tab.getByRole('button', { name: 'Resume' }).click();
    await expect
      .poll(() => host.asked.at(-1))
      .toEqual({ name: 'steer', params: { action: 'resume', id: 'run-1' } });
  });

  it('says who trains the run elsewhere and steers nothing then', async () => {
    const holder = { pid: 4711, hostName: 'lovelace', acquiredAt: '2026-03-14T09:26:53.000Z' };
    const { page } = await show(playRun({ live: false, resumable: true, holder }));
    const tab = page.locator('lab-run');
    await expect.poll(() => tab.getByRole('note').textContent()).toContain('lovelace');
    const buttons = tab.locator('vscode-button');
    await expect.poll(() => buttons.allTextContents()).toHaveLength(2);
  });

  it('shows warnings', async () => {
    const warnings = [
      { code: 'plateau', message: sentence('The loss has not fallen for {0} steps.', 300) },
    ];
    const { page } = await show(playRun({ warnings }));
    await expect
      .poll(() => page.locator('lab-run').getByRole('note').textContent())
      .toContain('has not fallen for 300 steps');
  });

  it('reveals the run folder and the log, and says when it cannot', async () => {
    const host = playRun(
      {},
      {
        showLog: async () => Promise.resolve({}),
        revealRunFolder: async () => Promise.reject(new Error('The run folder is gone.')),
      },
    );
    const { page } = await show(host);
    await page.getByRole('button', { name: 'Show log' }).click();
    await expect.poll(() => host.asked.at(-1)?.name).toBe('showLog');
    await page.getByRole('button', { name: 'Reveal run folder' }).click();
    await expect
      .poll(() => page.locator('lab-run').getByRole('alert').textContent())
      .toContain('The run folder is gone.');
  });

  it('says what cannot be read of the run, and why it still cannot', async () => {
    const problem = 'What this run measured earlier cannot be shown.';
    const retry = async () => Promise.reject(new Error('The disk is gone.'));
    const host = playLabHost({ ...makeSnapshot(), problem }, { retry }, { tab: 'run' });
    const { page } = await show(host);
    const tab = page.locator('lab-run');
    await tab.getByRole('alert').getByText(problem).waitFor();
    await tab.getByRole('button', { name: 'Try again' }).click();
    await tab.getByRole('alert').getByText('The disk is gone.').waitFor();
  });

  it('cannot reveal a folder that is not made yet', async () => {
    const { page } = await show(
      playRun({ runFolder: null, phase: 'preparing', checkpoints: [], step: 0, epoch: 0 }),
    );
    const reveal = page.getByRole('button', { name: 'Reveal run folder' });
    await expect.poll(() => reveal.isDisabled()).toBe(true);
  });
});
