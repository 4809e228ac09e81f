import assert from 'node:assert/strict';

import type { LabApi } from '../../src/host/labApi.js';
import { longRun, type Scratch } from './support/images.js';
import { currentRun, endEngines, runThat, stopRun } from './support/lab.js';
import { enginePids } from './support/processes.js';
import { useLab } from './support/useLab.js';

/** The first ones fill caches and make the host grow once. */
const warmUpRounds = 4;
const rounds = 10;
/** A leak of what a round needs (a process's buffers, a run's curves, a page) would exceed it. */
const mostGrowthBytes = 40 * 1024 ** 2;

suite('starting and stopping again and again', () => {
  let lab: LabApi;
  let scratch: Scratch;
  useLab((given) => {
    ({ lab, scratch } = given);
  });

  test('leaves no process, and the host does not grow', async function () {
    this.timeout(180_000);
    const folder = await scratch.images('images', 20);
    const residentBytes: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await lab.start(folder, longRun());
      // In turns: in the middle of training, and while the engine is still being started.
      if (round % 2 === 0)
        await runThat(lab, 'in training', ({ phase, step }) => phase === 'training' && step > 0);
      else await runThat(lab, 'that is prepared', ({ phase }) => phase === 'preparing');
      assert.equal((await stopRun(lab)).phase, 'stopped');
      // The engine that looks things up may stay for a minute; it does not train.
      assert.ok((await enginePids()).length <= 1, `Round ${round} left an engine.`);
      residentBytes.push(process.memoryUsage.rss());
    }
    assert.equal(currentRun(lab).phase, 'stopped');
    await endEngines();
    const warm = Math.max(...residentBytes.slice(0, warmUpRounds));
    const last = Math.min(...residentBytes.slice(-3));
    assert.ok(
      last - warm < mostGrowthBytes,
      `The host grew: ${residentBytes.map((bytes) => (bytes / 1024 ** 2).toFixed(0)).join(', ')} MiB.`,
    );
  });
});
