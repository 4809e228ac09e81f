import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import * as vscode from 'vscode';

import type { LabApi } from '../../src/host/labApi.js';
import { until } from '../support/editor/until.js';
import { type Scratch } from './support/images.js';
import { currentRun, endEngines, nextEnd, run, runThat } from './support/lab.js';
import { pidOfHolder } from './support/processes.js';
import { useLab } from './support/useLab.js';

suite('training by command', () => {
  let lab: LabApi;
  let scratch: Scratch;
  let folder: string;
  useLab(async (given) => {
    ({ lab, scratch } = given);
    folder = await scratch.images('images', 150);
  });

  /** The runs of the folder, as the view Runs lists them. */
  const listed = async () =>
    (await lab.runs()).find((group) => group.folder === folder)?.runs ?? [];

  test('goes from the command to a completed run', async () => {
    const phases = new Set<string>();
    const steps: number[] = [];
    // Changes are told ten times a second at most, so the last one comes after the end itself.
    const toldOfEnd = new Promise<void>((resolve) => {
      const watching = lab.onRunChanged(() => {
        const status = currentRun(lab);
        phases.add(status.phase);
        steps.push(status.step);
        if (status.phase !== 'completed') return;
        watching.dispose();
        resolve();
      });
    });
    const ended = nextEnd(lab);
    await run('pretrainRotation', vscode.Uri.file(folder));

    const started = await runThat(lab, 'in training', ({ phase }) => phase === 'training');
    assert.ok(started.runFolder !== null);
    assert.equal(lab.runUnderWay(), started.runFolder, 'A window that ends now must leave a note.');
    assert.equal(lab.shownRun(), started.runFolder, 'The Lab shows what was started.');
    const pid = await pidOfHolder(started.runFolder);

    const status = await ended;
    assert.equal(status.phase, 'completed');
    await toldOfEnd;
    assert.equal(status.message, null);
    assert.equal(status.resumable, false);
    assert.deepEqual(phases, new Set(['preparing', 'training', 'completed']));
    assert.deepEqual(
      steps,
      steps.toSorted((a, b) => a - b),
    );
    assert.ok(new Set(steps).size > 2, `Steps were ${steps.join(', ')}.`);
    assert.equal(status.step, status.plannedSteps);
    assert.equal(status.epoch, 8);
    assert.ok(status.validation !== null);
    assert.equal(lab.runUnderWay(), null);
    assert.throws(() => process.kill(pid, 0), 'The engine that trained is gone.');
  });

  test('lists the run with its result', async () => {
    const { runFolder, validation } = currentRun(lab);
    const runs = await listed();
    assert.deepEqual(
      runs.map((one) => [one.runFolder, one.state, one.task, one.epoch]),
      [[runFolder, 'completed', 'rotation', 8]],
    );
    assert.deepEqual(runs[0]?.validation, validation);
    assert.ok(existsSync(join(folder, '.pretext-lab', 'runs')));
  });

  test('opens a run again from its run folder', async () => {
    const [first] = await listed();
    assert.ok(first);
    const ended = nextEnd(lab);
    await run('pretrainJigsaw', vscode.Uri.file(folder));
    await runThat(lab, 'of another folder', (status) => status.runFolder !== first.runFolder);
    // A run that has not begun has nothing to save.
    await run('stop');
    assert.equal((await ended).phase, 'stopped');

    await run('openLab', { runFolder: first.runFolder, tab: 'rotations' });
    assert.equal(lab.shownRun(), first.runFolder);
  });

  test('leaves no engine behind once the engine is restarted', async () => {
    await endEngines();
  });

  test('shows nothing that is no run of this window', async () => {
    const shown = lab.shownRun();
    await run('openLab', { runFolder: join(scratch.folder, 'elsewhere') });
    assert.equal(lab.shownRun(), shown);
  });

  test('has the Lab as a tab of the editor, once', async () => {
    await run('openLab');
    const labs = await until(() => {
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const found = tabs.filter(
        ({ input }) =>
          input instanceof vscode.TabInputWebview && input.viewType.includes('pretextLab.lab'),
      );
      return Promise.resolve(found.length > 0 ? found : null);
    }, 'the tab of the Lab');
    assert.equal(labs.length, 1);
  });
});
