import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as vscode from 'vscode';

import type { LabApi } from '../../src/host/labApi.js';
import type { RunStatus } from '../../src/protocol/runStatus.js';
import { prepareFullDisk } from './support/fullDisk.js';
import { longRun, shortRun, type Scratch } from './support/images.js';
import { currentRun, hasCheckpoint, nextEnd, run, runThat } from './support/lab.js';
import { logThatSays } from './support/log.js';
import { useLab } from './support/useLab.js';

suite('what a run cannot do without', () => {
  let lab: LabApi;
  let scratch: Scratch;
  useLab((given) => {
    ({ lab, scratch } = given);
  });

  /** How a run ends that a command starts on a folder. */
  const endOf = async (folder: string): Promise<RunStatus> => {
    const ended = nextEnd(lab);
    await run('pretrainRotation', vscode.Uri.file(folder));
    return ended;
  };
  const assertFailed = (status: RunStatus, sentence: RegExp): void => {
    assert.equal(status.phase, 'failed');
    assert.match(status.message ?? '', sentence);
    // One line for the user, without a code of the system.
    assert.match(status.message ?? '', /^[A-Z][^\n]*[.]$/);
    assert.equal(status.live, false);
    assert.equal(lab.runUnderWay(), null);
  };

  test('images in the folder', async () => {
    const empty = join(scratch.folder, 'empty');
    await mkdir(empty);
    assertFailed(await endOf(empty), /image/);
    await logThatSays(currentRun(lab).message ?? '-');
  });

  test('a folder that exists', async () => {
    const missing = join(scratch.folder, 'missing');
    assertFailed(await endOf(missing), /^There is no folder .*missing; check the path/);
  });

  test('a folder that can be written to', async () => {
    const folder = await scratch.images('not writable', 20);
    const inTheWay = join(folder, '.pretext-lab');
    await writeFile(inTheWay, '');
    const status = await endOf(folder);
    assertFailed(status, /cannot be written to|Cannot write/);
    assert.ok(status.message?.includes(inTheWay));
  });

  test('a common folder of runs that can be made', async () => {
    const folder = await scratch.images('readable', 20);
    const file = join(scratch.folder, 'a file');
    await writeFile(file, '');
    const settings = vscode.workspace.getConfiguration('pretextLab');
    await settings.update('runsFolder', join(file, 'runs'), vscode.ConfigurationTarget.Workspace);
    try {
      const status = await endOf(folder);
      assertFailed(status, /cannot be written to|Cannot write/);
      assert.ok(status.message?.includes(file));
    } finally {
      await settings.update('runsFolder', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('its run folder: a folder that is deleted during the run ends it', async () => {
    const folder = await scratch.images('deleted', 60);
    await lab.start(folder, longRun());
    await runThat(lab, 'with a checkpoint', hasCheckpoint);
    const ended = nextEnd(lab);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    const status = await ended;
    assertFailed(status, /deleted/);
    assert.equal(status.resumable, false);
  });

  test('space on the disk', async () => {
    const folder = await scratch.images('full', 60);
    const disk = await prepareFullDisk(scratch.folder);
    try {
      await lab.start(folder, longRun());
      await runThat(lab, 'with a checkpoint', hasCheckpoint);
      const ended = nextEnd(lab);
      await disk.fill();
      const status = await ended;
      assertFailed(status, /disk|space/i);
      assert.equal(status.resumable, true, 'With room again it can go on.');
    } finally {
      disk.dispose();
    }
    const ended = nextEnd(lab);
    await run('resume');
    const resumed = await runThat(
      lab,
      'that goes on',
      ({ phase, step }) => phase === 'training' && step > 0,
    );
    assert.ok((resumed.resumedFromStep ?? 0) > 0);
    await run('stop');
    assert.equal((await ended).phase, 'stopped');
  });

  test('an engine: a folder without one is named before anything starts', async () => {
    const folder = await scratch.images('trained', 20);
    const before = currentRun(lab);
    const settings = vscode.workspace.getConfiguration('pretextLab');
    await settings.update('engineFolder', scratch.folder, vscode.ConfigurationTarget.Global);
    try {
      await assert.rejects(lab.start(folder, shortRun()), {
        message: `The engine is not in ${scratch.folder}, the folder of the setting pretextLab.engineFolder: ${join(scratch.folder, 'dist', 'engine.js')} does not exist; run “npm start” there once.`,
      });
    } finally {
      await settings.update('engineFolder', undefined, vscode.ConfigurationTarget.Global);
    }
    assert.deepEqual(currentRun(lab), before);
  });
});
