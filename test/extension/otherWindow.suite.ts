import assert from 'node:assert/strict';

import type { LabApi } from '../../src/host/labApi.js';
import type { EngineProcess } from '../../src/launcher/engineProcess.js';
import { createScratch, longRun, startForeignEngine, type Scratch } from './support/images.js';
import { activeLab, endEverything, nextEnd, run, runThat, stopRun } from './support/lab.js';
import { pidOfHolder } from './support/processes.js';

suite('a run that another window trains', () => {
  let lab: LabApi;
  let scratch: Scratch;
  let folder: string;
  let other: EngineProcess;
  let runFolder: string;
  let holder: number;
  suiteSetup(async () => {
    lab = await activeLab();
    scratch = await createScratch();
    folder = await scratch.images('images');
    runFolder = await new Promise((resolve, reject) => {
      other = startForeignEngine((event) => {
        if (event.kind === 'runStarted') resolve(event.runFolder);
      });
      other.client
        .call('pretrain', { folder, runsFolder: null, config: longRun() })
        .then(() => reject(new Error('The other run ended too early.')), reject);
    });
    holder = await pidOfHolder(runFolder);
  });
  suiteTeardown(async () => {
    await other.stop(5000);
    await endEverything(lab);
    await scratch.remove();
  });

  test('keeps a new run out of its folder, and is named', async () => {
    const ended = nextEnd(lab);
    await lab.start(folder, longRun());
    const status = await ended;
    assert.equal(status.phase, 'failed');
    const sentence = status.message ?? '';
    assert.ok(
      sentence.startsWith(`The run ${runFolder} is being trained by process ${holder} on `),
    );
    assert.equal(status.runFolder, null, 'Nothing was written.');
    process.kill(holder, 0);
  });

  test('cannot be resumed here, and says where it runs', async () => {
    const ended = nextEnd(lab);
    await run('resumeRun', { runFolder });
    const status = await ended;
    assert.equal(status.phase, 'failed');
    assert.ok(status.message?.includes(`process ${holder} `));
    process.kill(holder, 0);
  });

  test('can be looked at meanwhile', async () => {
    await run('openLab', { runFolder });
    assert.equal(lab.shownRun(), runFolder);
    const [listed] = (await lab.runs()).flatMap(({ runs }) => runs);
    assert.equal(listed?.holder?.pid, holder);
    assert.equal(listed.state, 'running');
  });

  test('goes on here once the other window let go of it', async () => {
    await other.stop(5000);
    await run('resumeRun', { runFolder });
    const status = await runThat(
      lab,
      'in training',
      ({ phase, step }) => phase === 'training' && step > 0,
    );
    assert.equal(status.runFolder, runFolder);
    assert.ok((status.resumedFromStep ?? 0) > 0);
    assert.equal((await stopRun(lab)).phase, 'stopped');
  });
});
