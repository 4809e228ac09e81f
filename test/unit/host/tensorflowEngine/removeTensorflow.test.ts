import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { installTensorflow } from '../../../../src/host/tensorflowEngine/installTensorflow.js';
import {
  installedBytes,
  processesUsing,
  removeTensorflow,
} from '../../../../src/host/tensorflowEngine/removeTensorflow.js';
import { claimStaging } from '../../../../src/host/tensorflowEngine/staging.js';
import { inEnglish } from '../../../../src/protocol/sentence.js';
import { createTestClock } from '../world.js';
import { createTensorflowWorld, indexOf, type TensorflowWorld } from './tensorflowWorld.js';

let world: TensorflowWorld;
let root: string;

beforeEach(async () => {
  world = await createTensorflowWorld();
  root = join(world.storageFolder, 'tensorflow');
});
afterEach(async () => {
  await world.end();
});

const remove = (users: readonly number[] = []) =>
  removeTensorflow({
    storageFolder: world.storageFolder,
    clock: createTestClock(),
    usedBy: () => Promise.resolve(users),
  });

describe('removing the engine', () => {
  it('frees what it took, left-over downloads and older versions too', async () => {
    await installTensorflow(world.options(indexOf(await world.serve())));
    await mkdir(join(root, 'downloads'));
    await writeFile(join(root, 'downloads', 'it.whl.partial'), Buffer.alloc(12_345));
    await mkdir(join(root, '9.8.0'));
    await writeFile(join(root, '9.8.0', 'library'), Buffer.alloc(1000));
    const bytes = await installedBytes(world.storageFolder);
    expect(bytes).toBeGreaterThan(320_008 + 12_345 + 1000);
    expect(await remove()).toEqual({ kind: 'removed', freedBytes: bytes });
    expect(await readdir(root)).toEqual([]);
    expect(await installedBytes(world.storageFolder)).toBe(0);
  });

  it('is refused while a process computes with it, and while another window installs it', async () => {
    await installTensorflow(world.options(indexOf(await world.serve())));
    const used = await remove([4321]);
    if (used.kind !== 'failed') throw new Error(used.kind);
    expect(inEnglish(used.reason)).toMatch(
      /^The TensorFlow engine is in use by process 4321: a run/,
    );

    const other = await claimStaging(root, createTestClock());
    const busy = await remove();
    if (busy.kind !== 'failed') throw new Error(busy.kind);
    expect(inEnglish(busy.reason)).toMatch(/^Another window is at it/);
    await other?.release();
    expect(await readdir(root)).toEqual(['9.9.9']);
  });
});

describe('processesUsing', () => {
  it('finds those that have a file of the folder in memory, by its real path', async () => {
    const processes = join(world.folder, 'proc');
    const map = (path: string): string => `7f00-7f01 r-xp 00000000 fe:00 12 ${path}\n`;
    for (const [name, path] of [
      ['12', `${root}/9.9.9/deps/lib/libtensorflow_cc.so.2`],
      ['13', '/usr/lib/libc.so.6'],
      ['14', `${root}-elsewhere/libtensorflow_cc.so.2`],
      ['self', `${root}/9.9.9/x`],
    ] as const) {
      await mkdir(join(processes, name), { recursive: true });
      await writeFile(join(processes, name, 'maps'), map('/usr/bin/node') + map(path));
    }
    await mkdir(join(processes, '15'));
    await mkdir(root);
    expect(await processesUsing(root, processes)).toEqual([12]);
    const link = join(world.folder, 'link');
    await symlink(root, link);
    expect(await processesUsing(link, processes)).toEqual([12]);
    expect(await processesUsing(root, join(world.folder, 'nothing'))).toEqual([]);
  });
});
