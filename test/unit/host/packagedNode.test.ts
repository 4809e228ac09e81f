import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createPackagedNode, type PackagedNode } from '../../../src/host/packagedNode.js';
import { sizeOf } from '../../../src/host/sizeOf.js';
import { RpcError } from '../../../src/protocol/rpc.js';

const program = Buffer.from('#!/bin/sh\necho the program\n'.repeat(9000));
const sha256 = createHash('sha256').update(program).digest('hex');
const facts = { version: '22.1.0', file: 'node', bytes: program.length, sha256 };

let machine: string;
let packed: string;
let storage: string;
beforeEach(async () => {
  machine = await mkdtemp(join(tmpdir(), 'pretext lab node '));
  packed = join(machine, 'extension', 'dist', 'node');
  storage = join(machine, 'storage');
  await mkdir(packed, { recursive: true });
  await pack(brotliCompressSync(program), facts);
});
afterEach(() => rm(machine, { recursive: true, force: true }));

const pack = async (content: Uint8Array, described: object): Promise<void> => {
  await writeFile(join(packed, 'node.br'), content);
  await writeFile(join(packed, 'node.json'), JSON.stringify(described));
};
const open = (): PackagedNode =>
  createPackagedNode({
    extensionFolder: join(machine, 'extension'),
    storageFolder: storage,
    sizeOf,
    readText: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null),
    clock: {
      now: () => new Date(),
      after: (_, run) => {
        setImmediate(run);
        return { dispose: () => undefined };
      },
    },
  });
const unpacked = (): Promise<string[]> => readdir(join(storage, 'node'));

describe('the Node of the package', () => {
  it('is unpacked when it is needed, as a program', async () => {
    const node = open();
    expect(node.program()).toBeNull();
    expect(existsSync(storage)).toBe(false);
    await node.unpack();
    const path = node.program() ?? '';
    expect(path.startsWith(join(storage, 'node', '22.1.0-'))).toBe(true);
    expect(await readFile(path)).toEqual(program);
    // Windows runs what has the right name.
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o755);
    expect(await unpacked()).toHaveLength(1);
  });

  it('is found by the next window, and unpacked once', async () => {
    await open().unpack();
    const path = open().program() ?? '';
    const { mtimeMs, ino } = await stat(path);
    await open().unpack();
    expect(await stat(path)).toMatchObject({ mtimeMs, ino });
  });

  it('is unpacked by several at once', async () => {
    const [first, second] = [open(), open()];
    await Promise.all([first.unpack(), first.unpack(), second.unpack()]);
    expect(await readFile(second.program() ?? '')).toEqual(program);
    expect(await unpacked()).toHaveLength(1);
  });

  it('comes back when somebody took it away', async () => {
    const node = open();
    await node.unpack();
    await rm(node.program() ?? '');
    expect(node.program()).toBeNull();
    await node.unpack();
    expect(await readFile(node.program() ?? '')).toEqual(program);
  });

  it('comes back when it was cut short', async () => {
    const node = open();
    await node.unpack();
    await truncate(node.program() ?? '', 100);
    expect(node.program()).toBeNull();
    await node.unpack();
    expect(await readFile(node.program() ?? '')).toEqual(program);
  });

  it('takes the place of an earlier one and of what was never finished', async () => {
    const before = join(storage, 'node', '20.0.0-0123456789ab');
    const [forgotten, underWay] = ['a', 'b'].map((name) =>
      join(storage, 'node', `partial-${name}`),
    );
    for (const other of [before, forgotten!, underWay!]) {
      await mkdir(other, { recursive: true });
      await writeFile(join(other, 'node'), 'old');
    }
    await utimes(forgotten!, 0, 0);
    await open().unpack();
    expect(existsSync(before)).toBe(false);
    expect(existsSync(forgotten!)).toBe(false);
    expect(existsSync(underWay!)).toBe(true);
  });

  it('is missed where the package has none', async () => {
    await rm(packed, { recursive: true });
    const node = open();
    await node.unpack();
    expect(node.program()).toBeNull();
    expect(existsSync(storage)).toBe(false);
  });

  it.each<[string, () => Promise<void>]>([
    ['another program', () => pack(brotliCompressSync(Buffer.from(program).fill(1, 9, 10)), facts)],
    ['a longer one', () => pack(brotliCompressSync(Buffer.concat([program, program])), facts)],
    ['one that is cut off', () => pack(brotliCompressSync(program).subarray(0, 40), facts)],
    ['no packed program', () => pack(Buffer.from('nothing of the kind'), facts)],
    ['no program at all', () => rm(join(packed, 'node.br'))],
    ['a description of something else', () => pack(brotliCompressSync(program), { file: '../x' })],
    ['no description', () => writeFile(join(packed, 'node.json'), '{')],
  ])('is damaged when there is %s', async (_, damage) => {
    await damage();
    const unpacking = open().unpack();
    await expect(unpacking).rejects.toThrow(RpcError);
    await expect(unpacking).rejects.toThrow(
      /^The Node\.js that the extension brings for WebGPU is damaged; install .* again\.$/,
    );
    expect(existsSync(join(storage, 'node')) ? await unpacked() : []).toEqual([]);
    expect(open().program()).toBeNull();
  });

  it('says when it cannot be written', async () => {
    await writeFile(storage, 'a file in place of the folder');
    await expect(open().unpack()).rejects.toThrow(
      /could not be written into .*node \((?:ENOTDIR|EEXIST)\); allow that, or name a Node\.js binary in the setting pretextLab\.nodePath, then measure the compute engines again\.$/,
    );
  });
});
