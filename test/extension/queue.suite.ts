import assert from 'node:assert/strict';
import { basename } from 'node:path';

import type { LabApi } from '../../src/host/labApi.js';
import { longRun, shortRun, type Scratch } from './support/images.js';
import { currentRun, nextEnd, runThat, stopRun } from './support/lab.js';
import { useLab } from './support/useLab.js';

suite('the queue', () => {
  let lab: LabApi;
  let scratch: Scratch;
  const folders: string[] = [];
  useLab(async (given) => {
    ({ lab, scratch } = given);
    for (const name of ['a', 'b', 'c', 'd']) folders.push(await scratch.images(name, 20));
  });

  const queued = (): string[] => lab.queue().map(({ folder }) => basename(folder));

  test('trains one run at a time, in the order that the user chooses', async () => {
    const [a, b, c, d] = folders;
    assert.ok(a !== undefined && b !== undefined && c !== undefined && d !== undefined);
    await lab.start(a, longRun());
    await runThat(lab, 'in training', ({ phase }) => phase === 'training');
    for (const folder of [b, c, d]) await lab.start(folder, shortRun());
    assert.deepEqual(queued(), ['b', 'c', 'd']);
    assert.equal(currentRun(lab).folder, a);

    lab.moveQueued(lab.queue().at(2)?.id ?? '', 0);
    assert.deepEqual(queued(), ['d', 'b', 'c']);
    lab.removeQueued(lab.queue().at(1)?.id ?? '');
    assert.deepEqual(queued(), ['d', 'c']);

    const ends: string[] = [];
    const watching = lab.onRunEnded(({ folder, phase }) => {
      ends.push(`${basename(folder)} ${phase}`);
    });
    await stopRun(lab);
    // The next one begins by itself, and the one after it as well.
    while (ends.length < 3) await nextEnd(lab);
    watching.dispose();
    assert.deepEqual(ends, ['a stopped', 'd completed', 'c completed']);
    assert.deepEqual(queued(), []);
    assert.equal(currentRun(lab).folder, c);
  });
});
