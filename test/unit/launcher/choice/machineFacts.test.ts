import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  machineKey,
  readGraphics,
  readMachineFacts,
  type MachineFacts,
} from '../../../../src/launcher/choice/machineFacts.js';

const facts: MachineFacts = {
  processor: 'A processor',
  cores: 2,
  memoryGiB: 24,
  platform: 'linux x64',
  graphics: ['0x10de:0x2335'],
};
const tensorflow = { folder: '/tf', version: '2.9.1' };

describe('the key of a machine', () => {
  const key = machineKey(facts, '1.0.0', tensorflow);

  it('is the same for the same machine', () => {
    expect(machineKey({ ...facts }, '1.0.0', { ...tensorflow })).toBe(key);
  });

  it.each<[string, string]>([
    ['processor', machineKey({ ...facts, processor: 'Another' }, '1.0.0', tensorflow)],
    ['cores', machineKey({ ...facts, cores: 4 }, '1.0.0', tensorflow)],
    ['memory', machineKey({ ...facts, memoryGiB: 16 }, '1.0.0', tensorflow)],
    ['platform', machineKey({ ...facts, platform: 'linux arm64' }, '1.0.0', tensorflow)],
    ['graphics', machineKey({ ...facts, graphics: [] }, '1.0.0', tensorflow)],
    ['version', machineKey(facts, '1.0.1', tensorflow)],
    ['TensorFlow', machineKey(facts, '1.0.0', null)],
    ['folder of TensorFlow', machineKey(facts, '1.0.0', { ...tensorflow, folder: '/other' })],
    ['build of TensorFlow', machineKey(facts, '1.0.0', { ...tensorflow, version: '2.21.0' })],
  ])('is another with another %s', (_, other) => {
    expect(other).not.toBe(key);
  });
});

describe('the facts of a machine', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'graphics '));
    for (const [card, vendor, device] of [
      ['card1', '0x1002\n', '0x164e\n'],
      ['card0', '0x10de\n', '0x2335\n'],
    ] as const) {
      await mkdir(join(folder, card, 'device'), { recursive: true });
      await writeFile(join(folder, card, 'device', 'vendor'), vendor);
      await writeFile(join(folder, card, 'device', 'device'), device);
    }
    await mkdir(join(folder, 'card0-HDMI-A-1'));
    await mkdir(join(folder, 'card2'));
    await mkdir(join(folder, 'renderD128'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('name graphics devices, and not their outlets', async () => {
    expect(await readGraphics(folder)).toEqual(['0x10de:0x2335', '0x1002:0x164e', 'card2']);
    expect(await readGraphics(join(folder, 'nowhere'))).toEqual([]);
  });

  it('are read without asking a driver', async () => {
    const read = await readMachineFacts();
    expect(read.cores).toBeGreaterThan(0);
    expect(read.memoryGiB).toBeGreaterThan(0);
    expect(read.platform).toBe(`${process.platform} ${process.arch}`);
  });
});
