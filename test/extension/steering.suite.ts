import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import * as vscode from 'vscode';

import type { LabApi } from '../../src/host/labApi.js';
import { until } from '../support/editor/until.js';
import { longRun, type Scratch } from './support/images.js';
import { currentRun, endEngines, hasCheckpoint, run, runThat, stopRun } from './support/lab.js';
import { useLab } from './support/useLab.js';

/** How long a small evaluation may take on a busy machine: less than a test may. */
const patienceMs = 50_000;

suite('a run under way', () => {
  let lab: LabApi;
  let scratch: Scratch;
  useLab(async (given) => {
    ({ lab, scratch } = given);
    await lab.start(await scratch.images('images'), longRun());
    await runThat(lab, 'with a checkpoint', hasCheckpoint);
  });

  test('holds still while it is paused, and goes on', async () => {
    await run('pause');
    await runThat(lab, 'that is paused', ({ phase }) => phase === 'paused');
    // What the engine measured before it paused has arrived by then.
    await lab.runs();
    const { step } = currentRun(lab);
    await lab.runs();
    assert.equal(currentRun(lab).step, step);
    assert.equal(currentRun(lab).phase, 'paused');

    await run('resume');
    await runThat(
      lab,
      'that goes on',
      (status) => status.phase === 'training' && status.step > step,
    );
  });

  test('is saved when it is stopped, and its engine ends', async () => {
    const { step } = currentRun(lab);
    const ended = await stopRun(lab);
    assert.equal(ended.phase, 'stopped');
    assert.ok(ended.step >= step);
    assert.equal(ended.checkpoints.at(0)?.step, ended.step, 'The last step was saved.');
    assert.equal(ended.resumable, true);
    await endEngines();
  });

  test('goes on where it was stopped', async () => {
    const { step, runFolder } = currentRun(lab);
    await run('resume');
    const resumed = await runThat(
      lab,
      'that went on',
      (status) => status.phase === 'training' && status.step > step,
    );
    assert.equal(resumed.resumedFromStep, step);
    assert.equal(resumed.runFolder, runFolder);
    assert.equal((await stopRun(lab)).phase, 'stopped');
  });

  test('is evaluated on a folder of the explorer, and keeps the figures', async () => {
    const { runFolder } = currentRun(lab);
    assert.ok(runFolder);
    // Sample images lie in a subfolder for each kind of scene.
    await run('evaluateRun', vscode.Uri.file(join(scratch.folder, 'images')));
    assert.equal(lab.shownRun(), runFolder);
    await until(
      async () => (await readdir(join(runFolder, 'evaluations'))).at(0) ?? null,
      'an evaluation that is kept with the run',
      patienceMs,
    );
    await endEngines();
  });
});
