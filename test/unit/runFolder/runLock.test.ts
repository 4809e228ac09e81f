import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  acquireRunLock,
  createProcessTable,
  findLivingHolder,
} from '../../../src/engine/runFolder/runLock.js';
import { fullAfter, processTable, temporaryFolder } from './runFixtures.js';

const now = new Date('2025-01-02T03:04:05.678Z');
const later = new Date('2025-01-02T04:00:00Z');

const locks = async (runFolder: string) =>
  (await readdir(runFolder)).filter((name) => name.startsWith('lock'));

describe('run lock', () => {
  it('keeps a second process out and names the first, until it is released', async () => {
    const runFolder = await temporaryFolder();
    const living = new Map([
      [10, 'a'],
      [11, 'b'],
    ]);
    const lock = await acquireRunLock(runFolder, processTable(10, living), now);
    const second = processTable(11, living);
    await expect(acquireRunLock(runFolder, second, later)).rejects.toMatchObject({
      code: 'runLocked',
      message: expect.stringContaining(
        'process 10 on desk since 2025-01-02T03:04:05.678Z',
      ) as unknown,
    });
    expect((await findLivingHolder(runFolder, second))?.pid).toBe(10);
    await lock.release();
    expect(await findLivingHolder(runFolder, second)).toBeNull();
    await (await acquireRunLock(runFolder, second, later)).release();
    expect(await locks(runFolder)).toEqual([]);
  });

  it('keeps the same process from taking a run twice', async () => {
    const runFolder = await temporaryFolder();
    const processes = processTable(10, new Map([[10, 'a']]));
    await acquireRunLock(runFolder, processes, now);
    for (const time of [now, later]) {
      await expect(acquireRunLock(runFolder, processes, time)).rejects.toMatchObject({
        code: 'runLocked',
      });
    }
    expect(await locks(runFolder)).toHaveLength(1);
  });

  it.each([
    ['is gone', new Map([[11, 'b']])],
    [
      'is another one with the same pid',
      new Map([
        [10, 'z'],
        [11, 'b'],
      ]),
    ],
  ])('is taken over at once when its process %s', async (_, living) => {
    const runFolder = await temporaryFolder();
    await acquireRunLock(runFolder, processTable(10, new Map([[10, 'a']])), now);
    await acquireRunLock(runFolder, processTable(11, living), later);
    expect(await locks(runFolder)).toEqual([`lock-11-${later.getTime()}.json`]);
  });

  it('stays where the system tells no start times and the pid lives', async () => {
    const runFolder = await temporaryFolder();
    const living = new Map([
      [10, null],
      [11, null],
    ]);
    await acquireRunLock(runFolder, processTable(10, living), now);
    const taking = acquireRunLock(runFolder, processTable(11, living), later);
    await expect(taking).rejects.toMatchObject({ code: 'runLocked' });
  });

  it('stays when another machine holds the run', async () => {
    const runFolder = await temporaryFolder();
    await acquireRunLock(runFolder, processTable(10, new Map([[10, 'a']]), 'shelf'), now);
    const taking = acquireRunLock(runFolder, processTable(11, new Map([[11, 'b']])), later);
    await expect(taking).rejects.toThrow('process 10 on shelf');
  });

  it('takes over a torn lock file', async () => {
    const runFolder = await temporaryFolder();
    await writeFile(join(runFolder, 'lock-10-5.json'), '{"pid":10,');
    await acquireRunLock(runFolder, processTable(11, new Map([[11, 'b']])), later);
    expect(await locks(runFolder)).toEqual([`lock-11-${later.getTime()}.json`]);
  });

  it('is never held twice when many ask at once, with a dead holder before them', async () => {
    const runFolder = await temporaryFolder();
    await acquireRunLock(runFolder, processTable(1, new Map([[1, 'a']])), now);
    const living = new Map(Array.from({ length: 8 }, (_, i) => [10 + i, 'a'] as const));
    const taken = await Promise.allSettled(
      [...living.keys()].map((pid) => acquireRunLock(runFolder, processTable(pid, living), later)),
    );
    expect(taken.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
    const refused = taken.filter((outcome) => outcome.status === 'rejected');
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'runLocked' });
    // What remains is the winner's lock, or the dead one's when all stepped back.
    expect(await locks(runFolder)).toHaveLength(1);
  });

  it('says when there is no such run', async () => {
    const runFolder = join(await temporaryFolder(), 'typo');
    const taking = acquireRunLock(runFolder, processTable(10, new Map([[10, 'a']])), now);
    await expect(taking).rejects.toMatchObject({ code: 'runUnreadable' });
  });

  it('leaves no lock behind on a full disk', async () => {
    const runFolder = await temporaryFolder();
    const processes = processTable(10, new Map([[10, 'a']]));
    const taking = acquireRunLock(runFolder, processes, now, fullAfter(10));
    await expect(taking).rejects.toMatchObject({ code: 'diskFull' });
    expect(await locks(runFolder)).toEqual([]);
  });

  it('knows a real process before and after it is killed', async () => {
    const runFolder = await temporaryFolder();
    const signal = (pid: number) => process.kill(pid, 0);
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const ofChild = createProcessTable({ pid: child.pid ?? 0, hostName: 'desk', signal });
    const own = createProcessTable({ pid: process.pid, hostName: 'desk', signal });
    await acquireRunLock(runFolder, ofChild, now);
    await expect(acquireRunLock(runFolder, own, later)).rejects.toThrow(`process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await acquireRunLock(runFolder, own, later);
    await lock.release();
    expect(await locks(runFolder)).toEqual([]);
  });
});
