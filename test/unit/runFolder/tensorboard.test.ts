import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { openTensorboard } from '../../../src/engine/runFolder/tensorboard.js';
import { fullAfter, temporaryFolder } from './runFixtures.js';

// Both made by the record writer and the protocol buffers of TensorBoard's own Python package.
const newRun =
  'GAAAAAAAAACjf0siCQAAIED8VNlBGg1icmFpbi5FdmVudDoyKzUxEDoAAAAAAAAAEpXq4gkAAFBA/FTZQRCsAiosChEKCmxvc3MvdHJhaW4VzczMPQoXChB2aWV3cyBwZXIgc2Vjb25kFQBQmkTgJqa8IgAAAAAAAAB4ET39CQAAgED8VNlBEIWAgICAICoQCg4KB0dyw7bDn2UVAABAwIyV/dQ=';
const resumedRun =
  'GAAAAAAAAACjf0siCQAA4ED8VNlBGg1icmFpbi5FdmVudDoyg8zIzhAAAAAAAAAAlfv+GAkAAOBA/FTZQRCtAjoCCAEgmBeL';

const start = new Date(1_700_000_000_500);
const options = { hostName: 'desk', now: start, resumedFromStep: null };

const readEvents = async (runFolder: string, name: string): Promise<string> =>
  readFile(join(runFolder, 'tensorboard', name), 'base64');

describe('tensorboard', () => {
  it('writes what the package itself writes', async () => {
    const runFolder = await temporaryFolder();
    const writer = await openTensorboard(runFolder, options);
    const scalars = { 'loss/train': 0.1, 'views per second': 1234.5 };
    await writer.write(300, new Date(1_700_000_001_250), scalars);
    await writer.write(2 ** 40 + 5, new Date(1_700_000_002_000), { Größe: -3 });
    await writer.close();
    expect(await readEvents(runFolder, 'events.out.tfevents.1700000000.desk')).toBe(newRun);
  });

  it('says from which step on earlier files no longer count', async () => {
    const runFolder = await temporaryFolder();
    const now = new Date(1_700_000_003_500);
    const writer = await openTensorboard(runFolder, { ...options, now, resumedFromStep: 300 });
    await writer.close();
    expect(await readEvents(runFolder, 'events.out.tfevents.1700000003.desk')).toBe(resumedRun);
  });

  it('gives each process its own file, also within a second and with an odd host name', async () => {
    const runFolder = await temporaryFolder();
    for (let i = 0; i < 2; i++) {
      const writer = await openTensorboard(runFolder, { ...options, hostName: 'my/desk ä' });
      await writer.close();
    }
    expect(await readdir(join(runFolder, 'tensorboard'))).toEqual([
      'events.out.tfevents.1700000000.my_desk__',
      'events.out.tfevents.1700000000.my_desk__.2',
    ]);
  });

  it('ends on a whole record when the disk is full', async () => {
    const runFolder = await temporaryFolder();
    const writer = await openTensorboard(runFolder, options, fullAfter(60));
    const before = await readEvents(runFolder, 'events.out.tfevents.1700000000.desk');
    await expect(writer.write(1, start, { loss: 1 })).rejects.toMatchObject({ code: 'diskFull' });
    await writer.close();
    expect(await readEvents(runFolder, 'events.out.tfevents.1700000000.desk')).toBe(before);
  });
});
