import assert from 'node:assert/strict';

import type { LabApi } from '../../src/host/labApi.js';
import { longRun, shortRun, type Scratch } from './support/images.js';
import {
  currentRun,
  endEngines,
  hasCheckpoint,
  nextEnd,
  run,
  runThat,
  stopRun,
} from './support/lab.js';
import { logThatSays } from './support/log.js';
import { enginePids, enginesEnd, pidOfHolder } from './support/processes.js';
import { useLab } from './support/useLab.js';

suite('an engine that is killed', () => {
  let lab: LabApi;
  let scratch: Scratch;
  useLab((given) => {
    ({ lab, scratch } = given);
  });

  test('leaves a run that says why it was interrupted, and nothing that runs', async () => {
    const folder = await scratch.images('images');
    await lab.start(folder, longRun());
    const { runFolder } = await runThat(lab, 'with a checkpoint', hasCheckpoint);
    assert.ok(runFolder !== null);
    await lab.start(folder, shortRun());
    const pid = await pidOfHolder(runFolder);
    assert.ok((await enginePids()).includes(pid));

    const ended = nextEnd(lab);
    process.kill(pid, 'SIGKILL');
    const status = await ended;
    assert.equal(status.phase, 'interrupted');
    assert.equal(status.live, false);
    assert.match(
      status.message ?? '',
      /^The engine ended unexpectedly by signal SIGKILL: it probably/,
    );
    assert.equal(status.resumable, true);
    assert.equal(lab.isQueueHeld(), true, 'The next run waits for the user.');
    assert.equal(lab.queue().length, 1);
    assert.equal(lab.runUnderWay(), null, 'The user knows of it already.');
    assert.ok(!(await enginePids()).includes(pid));

    const listed = (await lab.runs()).flatMap(({ runs }) => runs);
    const found = listed.find((one) => one.runFolder === runFolder);
    assert.equal(found?.state, 'interrupted');
    assert.equal(found.resumable, true);
    assert.equal(found.holder, null);
  });

  test('does not keep the run from going on at its newest checkpoint', async () => {
    const { checkpoints, runFolder } = currentRun(lab);
    const newest = checkpoints[0]?.step ?? 0;
    assert.ok(newest > 0);
    for (const { id } of lab.queue()) lab.removeQueued(id);
    await run('resumeRun', { runFolder });
    const resumed = await runThat(
      lab,
      'that went on',
      ({ phase, step }) => phase === 'training' && step > newest,
    );
    assert.equal(resumed.resumedFromStep, newest);
    assert.equal(resumed.runFolder, runFolder);
    assert.equal((await stopRun(lab)).phase, 'stopped');
    await endEngines();
  });

  test('while it only looks things up is started afresh', async () => {
    const [first] = (await lab.runs()).flatMap(({ runs }) => runs);
    assert.ok(first, 'A run is listed.');
    const [reader, ...others] = await enginePids();
    assert.ok(reader !== undefined);
    assert.deepEqual(others, []);
    process.kill(reader, 'SIGKILL');
    await enginesEnd([reader]);
    // The host hears of the end a moment later; what it asks before that, nobody answers.
    await logThatSays('The engine that looks things up:');
    const [again] = (await lab.runs()).flatMap(({ runs }) => runs);
    assert.deepEqual(again, first);
  });
});
